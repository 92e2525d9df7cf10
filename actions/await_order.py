"""Step `approve` of an unannounced check: the leader orders it, or nobody does."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.passage import PASSES, Passage
from campaigns.kind import StepSpec
from models import Campaign
from rules.words import CampaignState

WAITS = Passage(False, "the leader's order")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Changes nothing: the order itself moves the check on, its ladder reminds."""
    return WAITS if campaign.state is CampaignState.DRAFT else PASSES
