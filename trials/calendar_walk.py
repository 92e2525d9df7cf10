"""Walk a practice calendar from one due moment to the next."""

from datetime import datetime

from actions.office import Office
from models.queries.moments import next_stop as stop_after


def next_stop(office: Office, wanted: datetime | None = None) -> datetime | None:
    """The next moment to stop at; None when nothing is ahead."""
    with office.reading() as (session, now):
        return stop_after(session, now, office.pack.calendar, wanted)
