"""What kinds of campaign exist: one file a kind, each a tuple of steps, and no input or output."""

from collections.abc import Mapping

from campaigns import activity
from campaigns.annual_plan import ANNUAL_PLAN
from campaigns.contact_book import CONTACT_BOOK
from campaigns.inspection import INSPECTION
from campaigns.kind import Kind
from campaigns.monitoring import MONITORING
from campaigns.reception import RECEPTION
from rules.words import CampaignKind

KINDS: Mapping[CampaignKind, Kind] = {
    CampaignKind.INSPECTION: INSPECTION,
    CampaignKind.MONITORING: MONITORING,
    CampaignKind.TRAINING: activity.TRAINING,
    CampaignKind.CONTEST: activity.CONTEST,
    CampaignKind.COMMUNICATION: activity.COMMUNICATION,
    CampaignKind.PRINT: activity.PRINT,
    CampaignKind.PRESS: activity.PRESS,
    CampaignKind.GUIDANCE: activity.GUIDANCE,
    CampaignKind.HEALTHY_COMMUNE: activity.HEALTHY_COMMUNE,
    CampaignKind.RECEPTION: RECEPTION,
    CampaignKind.OTHER: activity.OTHER,
    CampaignKind.ANNUAL_PLAN: ANNUAL_PLAN,
    CampaignKind.CONTACT_BOOK: CONTACT_BOOK,
}

__all__ = ["KINDS"]
