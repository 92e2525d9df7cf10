"""Reporting regimes: who reports what how often, over which days, and by when.

The window of the data is a matter of the report: forms of TT 05/2011 cover calendar months, general reports close on
the 14th of the last month (NĐ 09/2019). "Before the 3rd" is by the 2nd, if the pack says so.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.dated import Dated
from rules.words import Every, FigureSource, Role
from rules.working_days import ONE_DAY, WorkCalendar

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}


@dataclass(frozen=True, kw_only=True)
class Regime(Dated):
    """One report that comes round.

    Sent by the authorities of all areas of `sender_level`, or by one agency (`sender_agency`; empty: the standing
    agency), from the office in `sender_role`. `closes_day` is the day of the period's last month on which its data
    close, 0 the last of the month. It is due on `due_day` of the `due_months`-th month after; `before` means the day
    before that, and `rolls` that a day of rest moves it on (Civil Code 2015 Điều 148). A month that is too short for a
    day has it on its last. `turns` are the turns of a year that there are, where there are not all: [1] for a report on
    the first half-year only. `figures` says from which of its rows the engine draws up those fields of the form that
    name a figure of them, and its sender confirms them; the rest is filled in. `on_request` comes round only when it is
    asked for.
    """

    code: str
    title: str
    form: str
    every: Every
    sender_role: Role
    due_day: int
    basis: str
    title_en: str = ""
    sender_level: str = ""
    sender_agency: str = ""
    turns: tuple[int, ...] = ()
    closes_day: int = 0
    due_months: int = 1
    before: bool = False
    rolls: bool = True
    ladder: str = "routine"
    figures: FigureSource | None = None
    on_request: bool = False


@dataclass(frozen=True)
class Period:
    """One turn of a regime; `code` is like 2021-03, 2021-Q1, 2021-H1 or 2021. Both days of the window count."""

    code: str
    from_on: date
    to_on: date
    due_on: date


def periods(regime: Regime, first: date, last: date, calendar: WorkCalendar) -> tuple[Period, ...]:
    """The turns whose data close between two days, both inclusive, oldest first."""
    if regime.on_request:
        return ()
    found = (_period(regime, year, number, calendar) for year, number in _turns(regime, first, last))
    return tuple(period for period in found if first <= period.to_on <= last and regime.valid_on(period.to_on))


def _turns(regime: Regime, first: date, last: date) -> Iterator[tuple[int, int]]:
    for year in range(first.year, last.year + 1):
        for number in range(1, turns_a_year(regime.every) + 1):
            if number in regime.turns or not regime.turns:
                yield year, number


def turns_a_year(every: Every) -> int:
    return 12 // MONTHS[every]


def _period(regime: Regime, year: int, number: int, calendar: WorkCalendar) -> Period:
    length = MONTHS[regime.every]
    opening = date(year, (number - 1) * length + 1, 1)
    closing = _shift(opening, length - 1)
    if regime.closes_day:
        from_on = _on(_shift(opening, -1), regime.closes_day) + ONE_DAY
        to_on = _on(closing, regime.closes_day)
    else:
        from_on, to_on = opening, _shift(closing, 1) - ONE_DAY
    due_on = _on(_shift(closing, regime.due_months), regime.due_day)
    if regime.before:
        due_on -= ONE_DAY
    if regime.rolls:
        due_on = calendar.next_workday(due_on)
    return Period(_code(regime.every, year, number), from_on, to_on, due_on)


def _code(every: Every, year: int, number: int) -> str:
    match every:
        case Every.MONTH:
            return f"{year}-{number:02d}"
        case Every.QUARTER:
            return f"{year}-Q{number}"
        case Every.HALF_YEAR:
            return f"{year}-H{number}"
        case _:
            return str(year)


def _shift(month: date, count: int) -> date:
    """The first of the month so many months on."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def _on(month: date, day: int) -> date:
    """That day of a month, or its last."""
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))
