"""The days on which the steps of an activity begin: as the plan says, else spread evenly over its window."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from rules.words import Step
from rules.working_days import WorkCalendar


def milestones(
    steps: Sequence[Step], opens_on: date, closes_on: date, given: Mapping[Step, date], calendar: WorkCalendar
) -> dict[Step, date]:
    """A working day for each step, in the order of the steps; none before the window or before the step it follows.

    Those of `given` stand where that order allows.
    """
    length = (closes_on - opens_on).days
    found: dict[Step, date] = {}
    earliest = opens_on
    for number, step in enumerate(steps):
        wanted = given.get(step) or opens_on + timedelta(days=length * number // len(steps))
        found[step] = earliest = calendar.next_workday(max(wanted, earliest))
    return found


def moved_on(plan: Mapping[Step, date], late: Step, begins_on: date, calendar: WorkCalendar) -> dict[Step, date]:
    """What a step that begins later moves: it and everything after it by as many working days."""
    days = calendar.workdays_between(plan[late], begins_on)
    steps = list(plan)
    after = steps.index(late)
    return {
        step: on if number < after else calendar.add_workdays(on, days)
        for number, (step, on) in enumerate(plan.items())
    }
