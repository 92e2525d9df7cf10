"""Give a duty more time: a new due day, and its ladder begins anew from there."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from actions.context import Actor, Context
from actions.recording import change_state
from actions.settle_duty import hold_duty
from models import Duty
from rules.free_text import note_faults
from rules.ladders import next_rung
from rules.lifecycle import DUTY
from rules.refusals import AnswerRefused, UnknownCode
from rules.visibility import RESTRICTED_KINDS
from rules.words import DutyVerb

LONGEST = timedelta(days=366)
"""A later day is a slip of the pen."""


def extend_duty(
    session: Session,
    duty: Duty,
    due_on: date,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
    note: str | None = None,
) -> None:
    """`due_on` is the new last day; `note` is free text, typed on the portal only. Raises AnswerRefused when that is
    no later day or for what the note may not hold, UnknownCode for what is not the coordinator's to know of."""
    if duty.kind in RESTRICTED_KINDS:
        raise UnknownCode("duty", duty.code)
    hold_duty(session, duty)
    calendar = context.pack.calendar
    due_at = calendar.end_of(due_on)
    faults = [] if note is None else [("note", fault) for fault in note_faults(note)]
    if due_at <= max(duty.due_at, now):
        current = calendar.last_day(duty.due_at)
        faults.append(("due_on", f"must be later than {current:%d/%m/%Y} and than today."))
    elif due_on > calendar.day_of(now) + LONGEST:
        faults.append(("due_on", "must lie within a year."))
    if faults:
        raise AnswerRefused(f"Duty {duty.code}", faults)
    hidden = duty.confidential
    change_state(session, duty, DUTY, DutyVerb.EXTEND, actor=actor, now=now, note=note, restricted=hidden)
    duty.due_at = due_at
    duty.rung = 0
    if duty.paused_at is None:
        duty.rung_at = next_rung(context.pack.ladder(duty.ladder, due_on), 0, due_at, calendar)
