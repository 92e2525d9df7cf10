"""Working days and due moments, counted as the Civil Code 2015 Điều 147-148 counts them.

The starting day is not counted; a period in days ends at the end of its last day, and moves to the end of the next
working day when that day is a day of rest; hours run from the moment. Visits happen on any day: only deadlines
follow working days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.words import Unit

ONE_DAY = timedelta(days=1)
OFFICE_OPENS = time(7, 30)
"""When the working day begins; letters that act on a day go out then."""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. `weekend` holds weekday numbers (Monday 0); `worked` are swapped-in days of rest."""

    zone: ZoneInfo
    weekend: frozenset[int]
    off: frozenset[date]
    worked: frozenset[date]

    def is_workday(self, day: date) -> bool:
        return day in self.worked or (day.weekday() not in self.weekend and day not in self.off)

    def next_workday(self, day: date) -> date:
        """`day` itself when it is worked, else the first worked day after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def previous_workday(self, day: date) -> date:
        """The last worked day strictly before `day`."""
        day -= ONE_DAY
        while not self.is_workday(day):
            day -= ONE_DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (which is not counted)."""
        for _ in range(count):
            day = self.next_workday(day + ONE_DAY)
        return day

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; 0 when `end` is not later."""
        return sum(self.is_workday(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def day_of(self, moment: datetime) -> date:
        """The local date of an aware moment."""
        return moment.astimezone(self.zone).date()

    def last_day(self, due_at: datetime) -> date:
        """The local day that a due moment closes: 24:00 of a day is still that day."""
        return self.day_of(due_at - timedelta(microseconds=1))

    def at(self, day: date, clock_time: time) -> datetime:
        """A local wall-clock time as an aware UTC moment."""
        return datetime.combine(day, clock_time, self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """24:00 of a local day, as an aware UTC moment."""
        return self.at(day + ONE_DAY, time(0))

    def due_at(self, start: datetime, length: int, unit: Unit) -> datetime:
        """When a period that starts at `start` ends."""
        if unit is Unit.HOURS:
            return start + timedelta(hours=length)
        day = self.day_of(start)
        if unit is Unit.WORKDAYS:
            return self.end_of(self.add_workdays(day, length))
        if unit is Unit.MONTHS:
            return self.end_of(self.next_workday(_add_months(day, length)))
        return self.end_of(self.next_workday(day + ONE_DAY * length))

    def rung_at(self, due_at: datetime, after: int, unit: Unit) -> datetime:
        """When a rung `after` a due moment acts: hours run on, everything else acts in the morning of a working day."""
        if unit is Unit.HOURS:
            return due_at + timedelta(hours=after)
        last_day = self.last_day(due_at)
        day = self.add_workdays(last_day, after) if unit is Unit.WORKDAYS else last_day + ONE_DAY * after
        return self.at(self.next_workday(day), OFFICE_OPENS)

    def workdays_late(self, due_at: datetime, now: datetime) -> int:
        """Whole working days begun since a due moment; 0 while it has not passed."""
        if now <= due_at:
            return 0
        return self.workdays_between(self.last_day(due_at), self.day_of(now))


def _add_months(day: date, count: int) -> date:
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, min(day.day, 28)) + ONE_DAY * max(0, day.day - 28), following - ONE_DAY)
