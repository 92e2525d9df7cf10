"""Step `assess`: shows that all findings are in; each was assessed in the transaction that brought it."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.passage import PASSES, Passage
from actions.recording import change_state
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from models.queries.visits import visits_of
from rules.words import CampaignState, CampaignVerb, VisitState


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    if campaign.state is not CampaignState.INSPECTING:
        return PASSES if campaign.state is not CampaignState.DRAFT else Passage(False)
    if visits_of(session, campaign.id or 0, [VisitState.PLANNED, VisitState.POSTPONED]):
        return Passage(False, "the findings")
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.ASSESS, actor=ENGINE, now=now)
    return PASSES
