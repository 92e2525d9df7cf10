"""Walk a practice calendar from one due moment to the next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import select

from actions.office import Office
from models import Duty
from models.queries.moments import next_stop as stop_after
from rules.words import DutyKind, DutyState

DEPUTY_ANSWERS_AFTER = timedelta(hours=1)
"""Once the focal point's clock has run: before its head is told too."""


def next_stop(office: Office, wanted: datetime | None = None, appointments: Iterable[datetime] = ()) -> datetime | None:
    """The next moment to stop at; None when nothing is ahead. A day is visited once, in the morning, except at an
    appointment: there the walk stops to the minute."""
    with office.reading() as (session, now):
        stop = stop_after(session, now, office.pack.calendar, wanted)
    ahead = [moment for moment in appointments if moment > now]
    return min((moment for moment in (stop, *ahead) if moment is not None), default=None)


def focal_hours(office: Office) -> list[datetime]:
    """When a silent focal point's deputy is told, and when he answers. A calendar that people see does not stop
    there: its hour would tell them that somebody needs protection."""
    waits = select(Duty.due_at).where(Duty.kind == DutyKind.PROTECTION, Duty.state == DutyState.OPEN)
    with office.reading() as (session, _):
        due = list(session.exec(waits))
    return [moment for due_at in due for moment in (due_at, due_at + DEPUTY_ANSWERS_AFTER)]
