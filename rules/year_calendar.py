"""The calendar of a year: what each activity does when, who is asked for how much in which week, and what slips.

Clashes are seen before they happen: the weeks of steps still to come are counted like those that were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.milestones import moved_on
from rules.plan import FixedDay
from rules.words import CampaignKind, CampaignState, Step, SuspendReason
from rules.working_days import WorkCalendar


@dataclass(frozen=True)
class StepDay:
    """`planned_on` is the plan's day; `on` the day it began, or is now expected to."""

    step: Step
    planned_on: date
    on: date
    begun: bool

    @property
    def slipped(self) -> bool:
        return self.on > self.planned_on


@dataclass(frozen=True)
class ActivityDays:
    """One activity of the plan. `campaign` and `state` None while it has not been opened; `missed` when its window went
    by without. Kinds that go by visits have no step days."""

    code: str
    programmes: tuple[str, ...]
    kind: CampaignKind
    title: str
    title_en: str
    opens_on: date
    closes_on: date
    campaign: str | None
    state: CampaignState | None
    missed: bool
    steps: tuple[StepDay, ...]
    slipped_workdays: int


@dataclass(frozen=True)
class Request:
    """One thing that one office is asked for on a day; `what` is the campaign's or the regime's code and the step."""

    agency: str
    on: date
    what: str


@dataclass(frozen=True)
class WeekLoad:
    """What one office is asked for in the week that begins on a Monday."""

    agency: str
    week: date
    what: tuple[str, ...]


@dataclass(frozen=True)
class DueDay:
    """A report of a regime: asked for on one day, due on another."""

    code: str
    title: str
    period: str
    asked_on: date
    due_on: date
    senders: int
    title_en: str = ""


@dataclass(frozen=True)
class TargetState:
    activity: str
    label: str
    number: int
    reached: int
    label_en: str = ""


@dataclass(frozen=True)
class Waiting:
    """What waits in one campaign: visits without a day, and tasks."""

    campaign: str
    visits: int
    tasks: int


@dataclass(frozen=True)
class RestingArea:
    """An area in which work rests; `until` None where nobody knows how long."""

    code: str
    name: str
    name_en: str
    reason: SuspendReason
    from_on: date
    until: date | None
    waits: tuple[Waiting, ...]


@dataclass(frozen=True)
class YearCalendar:
    """`clashes` are the weeks in which an office is asked for more than the pack's weekly load."""

    code: str | None
    title: str
    year: int
    today: date
    activities: tuple[ActivityDays, ...]
    reports: tuple[DueDay, ...]
    fixed_days: tuple[FixedDay, ...]
    targets: tuple[TargetState, ...]
    loads: tuple[WeekLoad, ...]
    weekly_load: int
    resting: tuple[RestingArea, ...] = ()

    @property
    def clashes(self) -> tuple[WeekLoad, ...]:
        return tuple(load for load in self.loads if len(load.what) > self.weekly_load)

    @property
    def slips(self) -> tuple[ActivityDays, ...]:
        return tuple(row for row in self.activities if row.slipped_workdays)


def step_days(
    planned: Mapping[Step, date], begun: Mapping[Step, date], today: date, calendar: WorkCalendar
) -> tuple[tuple[StepDay, ...], int]:
    """Every step with its day, and by how many working days the next one slips: a step that should have begun and has
    not begins today at the earliest, and moves those after it by as many working days."""
    ahead = {step: day for step, day in planned.items() if step not in begun}
    slipped = 0
    expected: dict[Step, date] = dict(ahead)
    if ahead:
        first = next(iter(ahead))
        earliest = calendar.next_workday(max(today, *begun.values()) if begun else today)
        if ahead[first] < earliest:
            expected = moved_on(ahead, first, earliest, calendar)
            slipped = calendar.workdays_between(ahead[first], earliest)
    days = tuple(StepDay(step, day, begun.get(step) or expected[step], step in begun) for step, day in planned.items())
    return days, slipped


def week_loads(requests: Iterable[Request]) -> tuple[WeekLoad, ...]:
    """By week and office."""
    found: dict[tuple[date, str], list[str]] = defaultdict(list)
    for request in requests:
        monday = request.on - timedelta(days=request.on.weekday())
        found[monday, request.agency].append(request.what)
    return tuple(WeekLoad(agency, week, tuple(what)) for (week, agency), what in sorted(found.items()))


def months_of(year: int) -> Sequence[date]:
    return [date(year, month, 1) for month in range(1, 13)]
