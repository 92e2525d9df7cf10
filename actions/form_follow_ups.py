"""What a form brings about besides being kept, kind by kind; most bring about nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from actions.activity_agencies import owners_of
from actions.ask_owners import ask_for_form
from actions.context import Context
from actions.tell_office import Addressee
from campaigns import KINDS
from models import Campaign, Duty
from models.queries.forms import duties_of_step
from models.queries.monitoring import monitored_unit
from rules.forms import WHOLE, Figures, points_of
from rules.words import DutyKind

FollowUp = Callable[[Session, Campaign, Duty, Figures, datetime, Context], None]


def follow_up(
    session: Session, campaign: Campaign, duty: Duty, figures: Figures, *, now: datetime, context: Context
) -> None:
    then = FOLLOW_UPS.get(duty.kind)
    if then is not None:
        then(session, campaign, duty, figures, now, context)


def _proof_sent(
    session: Session, campaign: Campaign, duty: Duty, figures: Figures, now: datetime, context: Context
) -> None:
    """A proof after one that was not passed needs a second look; the first is asked for by its step."""
    if duty.ordinal > 1:
        _ask_again(session, campaign, DutyKind.PROOF_APPROVAL, duty.ordinal, now, context)


def _proof_looked_at(
    session: Session, campaign: Campaign, duty: Duty, figures: Figures, now: datetime, context: Context
) -> None:
    """A proof that is not passed is asked for again."""
    if not figures[WHOLE].get("passed"):
        _ask_again(session, campaign, DutyKind.PRINT_PROOF, duty.ordinal + 1, now, context)


def _place_scored(
    session: Session, campaign: Campaign, duty: Duty, figures: Figures, now: datetime, context: Context
) -> None:
    """A working record gives its place the points of which the conclusion speaks."""
    form = context.pack.form(duty.form or "", context.pack.calendar.day_of(duty.opened_at))
    unit = monitored_unit(session, duty.subject)
    unit.points, unit.most_points = points_of(form, figures[WHOLE]), form.most_points
    session.add(unit)


def _remedy_reported(
    session: Session, campaign: Campaign, duty: Duty, figures: Figures, now: datetime, context: Context
) -> None:
    """What is not remedied yet is asked for again."""
    if not figures[WHOLE].get("remedied"):
        ask_for_form(
            session,
            campaign,
            KINDS[campaign.kind].duty(duty.kind),
            Addressee(duty.role, duty.agency),
            subject=duty.subject,
            now=now,
            context=context,
            ordinal=duty.ordinal + 1,
        )


def _ask_again(
    session: Session, campaign: Campaign, kind: DutyKind, ordinal: int, now: datetime, context: Context
) -> None:
    spec = KINDS[campaign.kind].duty(kind)
    assert spec.owners is not None
    known = {(duty.agency, duty.ordinal) for duty in duties_of_step(session, campaign, kind)}
    for to in owners_of(campaign, spec.owners, context.pack.calendar.day_of(now), context):
        if (to.agency, ordinal) not in known:
            ask_for_form(session, campaign, spec, to, subject=campaign.code, now=now, context=context, ordinal=ordinal)


FOLLOW_UPS: Mapping[DutyKind, FollowUp] = {
    DutyKind.PRINT_PROOF: _proof_sent,
    DutyKind.PROOF_APPROVAL: _proof_looked_at,
    DutyKind.WORKING_RECORD: _place_scored,
    DutyKind.MONITORING_REMEDY: _remedy_reported,
}
