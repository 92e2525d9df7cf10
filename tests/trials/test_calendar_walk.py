"""A walk visits a day once, in the morning; at an appointment it stops to the minute."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from actions.office import Office
from tests.trials.walking import open_walk
from trials.calendar_walk import next_stop

MONDAY = date(2021, 3, 8)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_walk(tmp_path)
    opened.set_practice_moment(opened.pack.calendar.at(MONDAY, time(8)))
    yield opened
    opened.engine.dispose()


def at(office: Office, hour: int, days: int = 0) -> datetime:
    return office.pack.calendar.at(MONDAY + timedelta(days=days), time(hour))


def test_what_is_wanted_the_same_day_waits_for_the_next_morning(office: Office) -> None:
    assert next_stop(office, at(office, 14)) == at(office, 8, days=1)


def test_appointment_of_the_same_day_is_kept_to_the_minute(office: Office) -> None:
    assert next_stop(office, at(office, 8, days=1), [at(office, 22), at(office, 10)]) == at(office, 10)
    assert next_stop(office, None, [at(office, 22, days=3)]) == at(office, 22, days=3)


def test_appointment_that_is_over_holds_nothing_up(office: Office) -> None:
    assert next_stop(office, at(office, 8, days=1), [at(office, 8), at(office, 7)]) == at(office, 8, days=1)
    assert next_stop(office, None, [at(office, 8)]) is None
