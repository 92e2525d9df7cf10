"""A step in which every owner hands in one form: asked when the step's day has come, waited for until all have."""

from datetime import datetime

from sqlmodel import Session

from actions.activity_agencies import owners_of
from actions.area_rest import is_at_rest
from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.recording import change_state
from actions.step_day import waits_for_its_day
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from campaigns.kind import DutySpec, StepSpec
from models import Campaign
from models.queries.forms import duties_of_step
from notifications.letters import LETTERS
from rules.words import CampaignState, CampaignVerb, Role


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Raises ContactMissing when an owner cannot be written to: then nobody is asked yet."""
    begin_work(session, campaign, now=now)
    if waits := waits_for_its_day(session, campaign, step, now=now, context=context):
        return waits
    open_still = False
    for spec in step.duties:
        asked = duties_of_step(session, campaign, spec.kind)
        if not asked:
            ask_all(session, campaign, step, spec, now=now, context=context)
            asked = duties_of_step(session, campaign, spec.kind)
        open_still = open_still or any(duty.holds_up for duty in asked)
    return Passage(False, step.step.value) if open_still else PASSES


def begin_work(session: Session, campaign: Campaign, *, now: datetime) -> None:
    """The first step of a campaign begins it."""
    if campaign.state is CampaignState.DRAFT:
        lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
        change_state(session, campaign, lifecycle, CampaignVerb.BEGIN, actor=ENGINE, now=now)


def ask_all(
    session: Session, campaign: Campaign, step: StepSpec, spec: DutySpec, *, now: datetime, context: Context
) -> None:
    assert spec.owners is not None, "a step that asks its owners says who they are"
    day = context.pack.calendar.day_of(now)
    for to in owners_of(campaign, spec.owners, day, context):
        if to.role is Role.AREA and is_at_rest(session, to.agency or "", context):
            continue  # asked when work goes on there
        ask_for_form(session, campaign, spec, to, subject=campaign.code, now=now, context=context)


def ask_for_form(
    session: Session,
    campaign: Campaign,
    spec: DutySpec,
    to: Addressee,
    *,
    subject: str,
    now: datetime,
    context: Context,
    ordinal: int = 1,
) -> None:
    """One duty and the letter that asks for it. Raises ContactMissing."""
    assert to.agency is not None
    duty = open_duty(
        session,
        campaign,
        spec,
        subject=subject,
        agency=to.agency,
        start=now,
        now=now,
        context=context,
        ordinal=ordinal,
        role=to.role,
        told=True,
    )
    tell_office(
        session,
        LETTERS[spec.kind.value],
        to,
        campaign=campaign,
        subject=subject,
        ordinal=ordinal,
        now=now,
        context=context,
        count=1,
        due_at=duty.due_at if duty.timed else None,
    )
