"""The calendar of a year: what slips moves what follows, and clashes are seen before they happen."""

from datetime import date
from zoneinfo import ZoneInfo

from rules.milestones import milestones
from rules.words import Step
from rules.working_days import WorkCalendar
from rules.year_calendar import Request, step_days, week_loads

CALENDAR = WorkCalendar(
    zone=ZoneInfo("Asia/Ho_Chi_Minh"), weekend=frozenset({5, 6}), off=frozenset(), worked=frozenset()
)
PLANNED = milestones(
    (Step.PREPARE, Step.NOMINATE, Step.HOLD, Step.EVALUATE), date(2021, 2, 1), date(2021, 11, 30), {}, CALENDAR
)


def test_steps_to_come_stand_on_their_days_while_nothing_slips() -> None:
    days, slipped = step_days(PLANNED, {Step.PREPARE: date(2021, 2, 1)}, date(2021, 3, 1), CALENDAR)
    assert slipped == 0 and not any(day.slipped for day in days)
    assert [day.begun for day in days] == [True, False, False, False]


def test_step_that_should_have_begun_begins_today_at_the_earliest_and_moves_what_follows() -> None:
    today = CALENDAR.add_workdays(PLANNED[Step.NOMINATE], 12)
    days, slipped = step_days(PLANNED, {Step.PREPARE: date(2021, 2, 1)}, today, CALENDAR)
    assert slipped == 12
    assert days[1].on == today and days[1].slipped
    assert [CALENDAR.workdays_between(day.planned_on, day.on) for day in days[1:]] == [12, 12, 12]


def test_step_that_began_late_is_told_as_late_and_moves_nothing_by_itself() -> None:
    begun = {Step.PREPARE: date(2021, 2, 15)}
    days, slipped = step_days(PLANNED, begun, date(2021, 2, 16), CALENDAR)
    assert days[0].slipped and slipped == 0


def test_requests_are_counted_by_office_and_week() -> None:
    loads = week_loads(
        [
            Request("A", date(2021, 3, 1), "one"),
            Request("A", date(2021, 3, 5), "two"),
            Request("A", date(2021, 3, 8), "three"),
            Request("B", date(2021, 3, 3), "four"),
        ]
    )
    assert [(load.week, load.agency, load.what) for load in loads] == [
        (date(2021, 3, 1), "A", ("one", "two")),
        (date(2021, 3, 1), "B", ("four",)),
        (date(2021, 3, 8), "A", ("three",)),
    ]
