"""Walk a practice calendar from one due moment to the next."""

from datetime import datetime, time

from actions.office import Office
from models.queries.moments import next_due_moment
from rules.working_days import ONE_DAY

MORNING = time(8, 0)


def next_stop(office: Office, wanted: datetime | None = None) -> datetime | None:
    """The next moment to stop at: the next due one (or `wanted`, when a script waits for a day), and at the earliest
    on the next working morning, so that no day is visited twice. None when nothing is ahead."""
    calendar = office.pack.calendar
    with office.reading() as (session, now):
        due = min((m for m in (next_due_moment(session), wanted) if m is not None), default=None)
    if due is None:
        return None
    tomorrow = calendar.next_workday(calendar.day_of(now) + ONE_DAY)
    if calendar.day_of(due) < tomorrow:
        return calendar.at(tomorrow, MORNING)
    return max(due, calendar.at(calendar.day_of(due), MORNING))
