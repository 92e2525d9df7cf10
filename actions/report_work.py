"""Step `report` of an activity, a monitoring round and a year: the figures are ready, the coordinator releases them."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.passage import PASSES, Passage
from actions.prepare_report import WAITS
from actions.recording import change_state
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from rules.words import CampaignState, CampaignVerb


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if campaign.state is CampaignState.CARRYING_OUT:
        lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
        change_state(session, campaign, lifecycle, CampaignVerb.REPORT, actor=ENGINE, now=now)
    return PASSES if campaign.state is CampaignState.CLOSED else WAITS
