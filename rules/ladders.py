"""Ladders: which rung of a late duty is due next. One mechanism for every reminder and escalation."""

from datetime import datetime

from rules.pack import Ladder
from rules.words import RungTarget
from rules.working_days import WorkCalendar


def rung_moments(ladder: Ladder, due_at: datetime, calendar: WorkCalendar) -> tuple[datetime, ...]:
    """When each rung is due, counted from the duty's due moment."""
    return tuple(calendar.rung_at(due_at, rung.after, rung.unit) for rung in ladder.rungs)


def told_from(ladder: Ladder, target: RungTarget, due_at: datetime, calendar: WorkCalendar) -> datetime | None:
    """From when the ladder tells this target; None when it never does."""
    for rung, moment in zip(ladder.rungs, rung_moments(ladder, due_at, calendar), strict=True):
        if rung.to is target:
            return moment
    return None


def next_rung(ladder: Ladder, climbed: int, due_at: datetime, calendar: WorkCalendar) -> datetime | None:
    """When the next rung is due after `climbed` rungs; None at the top."""
    if climbed >= len(ladder.rungs):
        return None
    rung = ladder.rungs[climbed]
    return calendar.rung_at(due_at, rung.after, rung.unit)
