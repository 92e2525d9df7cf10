"""Working days around Tết and swapped days, counted as the Civil Code 2015 Điều 147-148 counts them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.words import Unit
from rules.working_days import WorkCalendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
TET = [date(2021, 2, 10) + timedelta(days=n) for n in range(7)]
CALENDAR = WorkCalendar(
    zone=ZONE,
    weekend=frozenset({5, 6}),
    off=frozenset({*TET, date(2021, 4, 30), date(2021, 5, 3), date(2026, 1, 1), date(2026, 1, 2)}),
    worked=frozenset({date(2026, 1, 10)}),
)
DAYS = st.dates(date(2021, 1, 1), date(2021, 12, 31)) | st.dates(date(2025, 12, 15), date(2026, 1, 31))
MOMENTS = st.builds(
    lambda day, minute: datetime.combine(day, time(), ZONE).astimezone(UTC) + timedelta(minutes=minute),
    DAYS,
    st.integers(0, 24 * 60 - 1),
)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc, arg-type]


def test_tet_is_no_working_time() -> None:
    assert not any(CALENDAR.is_workday(day) for day in TET)
    assert CALENDAR.add_workdays(date(2021, 2, 9), 1) == date(2021, 2, 17)
    assert CALENDAR.previous_workday(date(2021, 2, 17)) == date(2021, 2, 9)
    assert CALENDAR.workdays_between(date(2021, 2, 9), date(2021, 2, 17)) == 1


def test_swapped_days_trade_places() -> None:
    assert not CALENDAR.is_workday(date(2026, 1, 2))  # a Friday given away
    assert CALENDAR.is_workday(date(2026, 1, 10))  # the Saturday worked for it
    assert CALENDAR.add_workdays(date(2026, 1, 9), 1) == date(2026, 1, 10)


@pytest.mark.parametrize(
    ("start", "length", "unit", "due"),
    [
        # Five working days from Monday 8 February: 9, then 17, 18, 19 and Monday 22.
        (local(2021, 2, 8, 9), 5, Unit.WORKDAYS, local(2021, 2, 23)),
        # Seven calendar days from 3 February end on 10 February, a day of rest: moved to the end of the 17th.
        (local(2021, 2, 3, 9), 7, Unit.DAYS, local(2021, 2, 18)),
        (local(2021, 3, 1, 9), 7, Unit.DAYS, local(2021, 3, 9)),
        # Hours run from the moment, through any day of rest.
        (local(2021, 2, 9, 17), 24, Unit.HOURS, local(2021, 2, 10, 17)),
        # Months end on the same date, else on the last day of the month; then moved when it is a day of rest.
        (local(2021, 1, 31, 9), 1, Unit.MONTHS, local(2021, 3, 2)),  # 28 February is a Sunday
        (local(2021, 8, 31, 9), 1, Unit.MONTHS, local(2021, 10, 1)),
        (local(2021, 12, 15, 9), 2, Unit.MONTHS, local(2022, 2, 16)),
        # A start late in the evening in UTC is already the next day here.
        (datetime(2021, 3, 1, 18, tzinfo=UTC), 1, Unit.WORKDAYS, local(2021, 3, 4)),
    ],
)
def test_a_period_ends_where_the_code_says(start: datetime, length: int, unit: Unit, due: datetime) -> None:
    assert CALENDAR.due_at(start, length, unit) == due


def test_lateness_is_counted_in_working_days_begun() -> None:
    due = CALENDAR.end_of(date(2021, 2, 9))
    assert CALENDAR.workdays_late(due, due) == 0
    assert CALENDAR.workdays_late(due, due + timedelta(seconds=1)) == 0
    assert CALENDAR.workdays_late(due, local(2021, 2, 16, 23)) == 0
    assert CALENDAR.workdays_late(due, local(2021, 2, 17, 0)) == 1
    assert CALENDAR.workdays_late(due, local(2021, 2, 22, 12)) == 4


@given(DAYS, st.integers(1, 40))
@example(date(2021, 2, 9), 1)
def test_adding_working_days_lands_on_one_and_passes_exactly_as_many(day: date, count: int) -> None:
    landed = CALENDAR.add_workdays(day, count)
    assert CALENDAR.is_workday(landed)
    assert CALENDAR.workdays_between(day, landed) == count
    assert CALENDAR.workdays_between(day, CALENDAR.previous_workday(landed)) == count - 1


@given(DAYS)
def test_next_and_previous_enclose_only_days_of_rest(day: date) -> None:
    before, after = CALENDAR.previous_workday(day), CALENDAR.next_workday(day)
    assert before < day <= after
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(CALENDAR.is_workday(one) for one in between)


@given(MOMENTS, st.integers(1, 30), st.sampled_from([Unit.WORKDAYS, Unit.DAYS, Unit.MONTHS]))
def test_a_due_moment_is_the_midnight_that_ends_a_working_day(start: datetime, length: int, unit: Unit) -> None:
    due = CALENDAR.due_at(start, length, unit)
    last_day = CALENDAR.day_of(due - timedelta(microseconds=1))
    assert due == CALENDAR.end_of(last_day) and due.astimezone(ZONE).time() == time(0)
    assert CALENDAR.is_workday(last_day)
    assert last_day > CALENDAR.day_of(start)


@given(MOMENTS, st.integers(0, 500))
def test_hours_are_exact(start: datetime, hours: int) -> None:
    assert CALENDAR.due_at(start, hours, Unit.HOURS) - start == timedelta(hours=hours)


@given(MOMENTS, st.integers(1, 20), st.sampled_from(list(Unit)))
def test_a_longer_period_never_ends_earlier(start: datetime, length: int, unit: Unit) -> None:
    assert CALENDAR.due_at(start, length, unit) <= CALENDAR.due_at(start, length + 1, unit)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_lateness_only_grows(due: datetime, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert 0 <= CALENDAR.workdays_late(due, earlier) <= CALENDAR.workdays_late(due, later)
