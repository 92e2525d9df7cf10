"""The focal point answers for one step of a reception; the next is asked in the same transaction.

So no clock has to look at it, and nothing outside our own database marks the hour. What could not be done at one step
keeps no help from the next.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.run_step import run_steps
from actions.settle_duty import fulfil_duty, hold_duty
from actions.take_answer import Arrival, take_answer
from models import Answer, Campaign, Duty
from models.queries.campaigns import campaign_by_id
from models.queries.receptions import handed_over_at, reception_of
from rules.ladders import told_from
from rules.refusals import AnswerRefused, ContactMissing, RightMissing, TransitionRefused
from rules.words import DutyState, NotPossibleReason, Role, RungTarget


@dataclass(frozen=True)
class StepTaken:
    """Done on a day, or not possible for a reason: one of the two."""

    done_on: date | None = None
    not_possible: NotPossibleReason | None = None


def answer_reception(
    session: Session, duty: Duty, taken: StepTaken, arrival: Arrival, *, actor: Actor, now: datetime, context: Context
) -> Answer:
    """Raises RightMissing before an office's turn has come, TransitionRefused when somebody has answered before, and
    AnswerRefused."""
    campaign = campaign_by_id(session, duty.campaign_id)
    hold_duty(session, duty)
    if duty.state is not DutyState.OPEN:
        raise TransitionRefused("duty", duty.code, duty.state, "answer", [])
    turn = reception_turn(session, duty, actor.role, context)
    if actor.agency != duty.agency or turn is None or now < turn:
        raise RightMissing(actor.role, "answer", f"task {duty.subject} yet", [duty.role])
    content = _content(session, campaign, taken, actor, now, context)
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    session.flush()
    # Where nobody can be asked now, the lease of this look runs out, and the clock asks then.
    with suppress(ContactMissing):
        run_steps(session, campaign, now=now, context=context)
    return take_answer(session, duty, content, arrival, now=now)


def reception_turn(session: Session, duty: Duty, role: Role, context: Context) -> datetime | None:
    """From when this office may answer: the focal point at once, its deputy when it was let in by hand or when the
    ladder tells it, which is never where no clock is set. None for an office that never may."""
    if role is duty.role:
        return duty.opened_at
    if role is not Role.FOCAL_DEPUTY:
        return None
    by_hand = handed_over_at(session, session.get_one(Campaign, duty.campaign_id), role)
    by_ladder = None
    if duty.timed:
        calendar = context.pack.calendar
        ladder = context.pack.ladder(duty.ladder, calendar.day_of(duty.due_at))
        by_ladder = told_from(ladder, RungTarget.DEPUTY, duty.due_at, calendar)
    return min((turn for turn in (by_hand, by_ladder) if turn is not None), default=None)


def _content(
    session: Session, campaign: Campaign, taken: StepTaken, actor: Actor, now: datetime, context: Context
) -> dict[str, str]:
    if (taken.done_on is None) is (taken.not_possible is None):
        raise AnswerRefused("The answer", [("answer", "is a day, or a reason why it was not possible.")])
    if taken.not_possible is not None:
        return {"not_possible": taken.not_possible.value}
    assert taken.done_on is not None
    first, today = reception_of(session, campaign, actor.role).received_on, context.pack.calendar.day_of(now)
    if not first <= taken.done_on <= today:
        fault = f"is {taken.done_on:%d/%m/%Y}: from {first:%d/%m/%Y} to today, {today:%d/%m/%Y}."
        raise AnswerRefused("The answer", [("done_on", fault)])
    return {"done_on": taken.done_on.isoformat()}
