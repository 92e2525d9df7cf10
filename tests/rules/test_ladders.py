"""Rungs count from the due moment, on working days, and end at the top."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.ladders import next_rung, rung_moments
from rules.pack import Ladder, Rung
from rules.words import RungTarget, Unit
from rules.working_days import WorkCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkCalendar(ZONE, frozenset({5, 6}), frozenset({date(2021, 3, 9)}), frozenset())
ROUTINE = Ladder(
    code="routine",
    rungs=(
        Rung(after=1, unit=Unit.WORKDAYS, to=RungTarget.OWNER, letter="reminder"),
        Rung(after=3, unit=Unit.WORKDAYS, to=RungTarget.OWNER, letter="reminder"),
        Rung(after=5, unit=Unit.WORKDAYS, to=RungTarget.SUPERIOR, letter="non_response"),
    ),
)
DUE = CALENDAR.end_of(date(2021, 3, 5))
"""A Friday."""


def morning(day: int) -> datetime:
    return datetime(2021, 3, day, 7, 30, tzinfo=ZONE).astimezone(UTC)


def test_rungs_act_in_the_morning_of_working_days_over_a_weekend_and_a_holiday() -> None:
    assert rung_moments(ROUTINE, DUE, CALENDAR) == (morning(8), morning(11), morning(15))


def test_next_rung_is_the_first_not_climbed_and_none_at_the_top() -> None:
    assert [next_rung(ROUTINE, climbed, DUE, CALENDAR) for climbed in range(4)] == [
        morning(8),
        morning(11),
        morning(15),
        None,
    ]


def test_hours_run_on_from_the_moment_at_night_too() -> None:
    hours = Ladder(code="approval", rungs=(Rung(after=4, unit=Unit.HOURS, to=RungTarget.DEPUTY, letter="reminder"),))
    assert next_rung(hours, 0, DUE, CALENDAR) == DUE + timedelta(hours=4)


def test_ladder_without_rungs_never_acts() -> None:
    assert next_rung(Ladder(code="none", rungs=()), 0, DUE, CALENDAR) is None
