"""Step `report` of an unannounced check: the leader owes his superior and the chairman a report in writing."""

from datetime import datetime

from sqlmodel import Session

from actions.ask_office import ask_office
from actions.context import ENGINE, Context
from actions.passage import PASSES, Passage
from actions.recording import change_state
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from notifications.letters import UnannouncedReportDue
from rules.words import CampaignState, CampaignVerb, DutyKind, Role

WAITS = Passage(False, "the leader's report")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """TT 05/2006 mục II.4. Raises ContactMissing or SharedMailbox."""
    if campaign.state is not CampaignState.ASSESSING:
        return PASSES if campaign.state is CampaignState.CLOSED else WAITS
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.REPORT, actor=ENGINE, now=now, restricted=True)
    ask_office(
        session,
        campaign,
        DutyKind.WRITTEN_REPORT,
        UnannouncedReportDue,
        Role.TEAM_LEADER,
        subject=campaign.code,
        now=now,
        context=context,
    )
    return WAITS
