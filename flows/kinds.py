"""Which flow shows which kind of campaign."""

from typing import Any

from flows.activity import plan_activity
from flows.annual_plan import annual_plan
from flows.inspection import inspection_campaign
from flows.monitoring import monitoring_round
from flows.steps import kind_of
from rules.words import CampaignKind

OF_THEIR_OWN = {
    CampaignKind.INSPECTION: inspection_campaign,
    CampaignKind.MONITORING: monitoring_round,
    CampaignKind.ANNUAL_PLAN: annual_plan,
    # Under a name that says nothing of it; it moves by answers, and is looked at only where nobody could be asked.
    CampaignKind.RECEPTION: inspection_campaign,
    CampaignKind.CONTACT_BOOK: inspection_campaign,
}
FLOWS = (inspection_campaign, monitoring_round, plan_activity, annual_plan)


def flow_of(campaign: str) -> Any:
    """The flow of a campaign's kind. Raises UnknownCode."""
    return OF_THEIR_OWN.get(kind_of(campaign), plan_activity)
