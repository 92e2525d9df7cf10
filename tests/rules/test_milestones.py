"""The days on which steps begin: spread over the window, as the plan says where it does, moved when one slips."""

from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rules.milestones import milestones, moved_on
from rules.words import Step
from rules.working_days import WorkCalendar

CALENDAR = WorkCalendar(
    zone=ZoneInfo("Asia/Ho_Chi_Minh"), weekend=frozenset({5, 6}), off=frozenset(), worked=frozenset()
)
STEPS = (Step.PREPARE, Step.NOMINATE, Step.HOLD, Step.EVALUATE)
WINDOW = (date(2021, 2, 1), date(2021, 11, 30))


def test_steps_are_spread_evenly_over_the_window_and_begin_on_working_days() -> None:
    found = milestones(STEPS, *WINDOW, {}, CALENDAR)
    assert list(found) == list(STEPS)
    assert found[Step.PREPARE] == date(2021, 2, 1)
    assert [day.month for day in found.values()] == [2, 4, 7, 9]
    assert all(CALENDAR.is_workday(day) for day in found.values())


def test_day_that_the_plan_gives_stands_and_what_follows_is_not_before_it() -> None:
    found = milestones(STEPS, *WINDOW, {Step.NOMINATE: date(2021, 9, 1)}, CALENDAR)
    assert found[Step.NOMINATE] == date(2021, 9, 1) <= found[Step.HOLD] <= found[Step.EVALUATE]


@given(
    opens_on=st.dates(date(2021, 1, 1), date(2021, 12, 31)),
    days=st.integers(0, 400),
    given_day=st.dates(date(2020, 1, 1), date(2023, 1, 1)),
    step=st.sampled_from(STEPS),
)
def test_no_step_begins_before_the_one_it_follows(opens_on: date, days: int, given_day: date, step: Step) -> None:
    closes_on = date.fromordinal(opens_on.toordinal() + days)
    found = list(milestones(STEPS, opens_on, closes_on, {step: given_day}, CALENDAR).values())
    assert found == sorted(found) and found[0] >= opens_on
    assert all(CALENDAR.is_workday(day) for day in found)


def test_step_that_begins_late_moves_itself_and_what_follows_by_as_many_working_days() -> None:
    plan = milestones(STEPS, *WINDOW, {}, CALENDAR)
    late = CALENDAR.add_workdays(plan[Step.NOMINATE], 8)
    moved = moved_on(plan, Step.NOMINATE, late, CALENDAR)
    assert moved[Step.PREPARE] == plan[Step.PREPARE]
    assert moved[Step.NOMINATE] == late
    assert CALENDAR.workdays_between(plan[Step.EVALUATE], moved[Step.EVALUATE]) == 8
