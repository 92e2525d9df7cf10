"""Step `approve`: put the submitted plan before the chairman, and wait for his decision."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.tell_office import Addressee, find_contact, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Duty
from models.queries.duties import open_duty_about
from models.queries.visits import visits_of
from notifications.letters import PlanSubmitted
from rules.words import CampaignState, DutyKind, Role

WAITS = Passage(False, "the chairman's decision")


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Raises ContactMissing when nobody can be asked."""
    if campaign.state is not CampaignState.SCHEDULED:
        return PASSES if campaign.state is not CampaignState.DRAFT else WAITS
    if open_duty_about(session, campaign.code, DutyKind.APPROVE_PLAN) is not None:
        return WAITS
    chairman = find_contact(session, Addressee(Role.CHAIRMAN), now, context)
    duty = open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.APPROVE_PLAN),
        subject=campaign.code,
        agency=chairman.agency,
        start=now,
        now=now,
        context=context,
        ordinal=campaign.round,
        told=True,
    )
    submit_plan(session, campaign, Addressee(Role.CHAIRMAN), duty, now=now, context=context)
    return WAITS


def submit_plan(
    session: Session, campaign: Campaign, to: Addressee, duty: Duty, *, now: datetime, context: Context
) -> None:
    """Write to the officer who decides: the chairman, or later his deputy."""
    visits = visits_of(session, campaign.id or 0)
    tell_office(
        session,
        PlanSubmitted,
        to,
        campaign=campaign,
        subject=campaign.code,
        ordinal=campaign.round,
        now=now,
        context=context,
        visits=len(visits),
        areas=len({visit.area for visit in visits}),
        due_at=duty.due_at,
    )
