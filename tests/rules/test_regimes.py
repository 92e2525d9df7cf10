"""When reports come round: windows of months and windows that close on the 14th, due days before a day and on one."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from rules.regimes import Regime, periods
from rules.words import Every, Role
from rules.working_days import WorkCalendar

CALENDAR = WorkCalendar(
    zone=ZoneInfo("Asia/Ho_Chi_Minh"), weekend=frozenset({5, 6}), off=frozenset({date(2021, 4, 30)}), worked=frozenset()
)
YEAR = (date(2021, 1, 1), date(2021, 12, 31))


def regime(**more: object) -> Regime:
    facts = {"code": "R", "title": "R", "form": "f", "every": Every.MONTH, "sender_role": Role.AREA, "due_day": 3,
             "basis": "TT 05/2011"}  # fmt: skip
    return Regime(**(facts | more))  # type: ignore[arg-type]


def test_before_the_third_means_by_the_second_and_a_day_of_rest_moves_it_on() -> None:
    due = {period.code: period.due_on for period in periods(regime(before=True), *YEAR, CALENDAR)}
    assert len(due) == 12
    assert due["2021-01"] == date(2021, 2, 2)
    assert due["2021-04"] == date(2021, 5, 3), "2 May is a Sunday"
    assert due["2021-12"] == date(2022, 1, 3), "2 January is a Sunday"
    unmoved = periods(regime(before=True, rolls=False), *YEAR, CALENDAR)
    assert unmoved[3].due_on == date(2021, 5, 2)
    assert periods(regime(rolls=False), *YEAR, CALENDAR)[3].due_on == date(2021, 5, 3), "read as on the 3rd"


@pytest.mark.parametrize(
    ("every", "codes"),
    [
        (Every.QUARTER, ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"]),
        (Every.HALF_YEAR, ["2021-H1", "2021-H2"]),
        (Every.YEAR, ["2021"]),
    ],
)
def test_periods_follow_each_other_without_a_gap(every: Every, codes: list[str]) -> None:
    found = periods(regime(every=every), *YEAR, CALENDAR)
    assert [period.code for period in found] == codes
    assert found[0].from_on == date(2021, 1, 1) and found[-1].to_on == date(2021, 12, 31)
    for one, following in pairwise(found):
        assert (following.from_on - one.to_on).days == 1


def test_general_reports_close_on_the_fourteenth_and_begin_on_the_fifteenth() -> None:
    """NĐ 09/2019: a year runs from 15 December to 14 December, a half-year ends on 14 June."""
    year = periods(regime(every=Every.YEAR, closes_day=14, due_day=22, due_months=0), *YEAR, CALENDAR)
    assert [(p.from_on, p.to_on, p.due_on) for p in year] == [
        (date(2020, 12, 15), date(2021, 12, 14), date(2021, 12, 22))
    ]
    quarters = periods(regime(every=Every.QUARTER, closes_day=14, due_day=22, due_months=0), *YEAR, CALENDAR)
    assert [p.to_on for p in quarters] == [date(2021, m, 14) for m in (3, 6, 9, 12)]
    assert quarters[1].from_on == date(2021, 3, 15)


def test_half_year_that_has_its_first_half_only_leaves_the_second_to_the_year() -> None:
    """Form 03-BCN of TT 05/2011: six months to 30 June, and the year; nothing for July to December alone."""
    found = periods(regime(every=Every.HALF_YEAR, turns=(1,), due_day=7, before=True), *YEAR, CALENDAR)
    assert [(p.code, p.to_on, p.due_on) for p in found] == [("2021-H1", date(2021, 6, 30), date(2021, 7, 6))]


def test_month_that_is_too_short_for_a_day_has_it_on_its_last() -> None:
    found = periods(regime(closes_day=31, due_day=31, due_months=1, rolls=False), *YEAR, CALENDAR)
    assert [(p.from_on, p.to_on, p.due_on) for p in found][:2] == [
        (date(2021, 1, 1), date(2021, 1, 31), date(2021, 2, 28)),
        (date(2021, 2, 1), date(2021, 2, 28), date(2021, 3, 31)),
    ]


def test_due_day_in_the_new_year_moves_past_its_days_of_rest() -> None:
    """Tết of 2021, 10 to 16 February: what was due in it is due on the first day after it."""
    tet = frozenset(date(2021, 2, day) for day in range(10, 17))
    calendar = WorkCalendar(zone=CALENDAR.zone, weekend=CALENDAR.weekend, off=tet, worked=frozenset())
    (january,) = periods(regime(due_day=12), date(2021, 1, 1), date(2021, 1, 31), calendar)
    assert january.due_on == date(2021, 2, 17)


def test_report_that_is_due_in_the_month_its_data_close() -> None:
    found = periods(regime(every=Every.QUARTER, closes_day=14, due_day=20, due_months=0), *YEAR, CALENDAR)
    assert [p.due_on for p in found] == [date(2021, 3, 22), date(2021, 6, 21), date(2021, 9, 20), date(2021, 12, 20)]


def test_only_turns_that_close_in_the_window_come_round_and_a_request_never_does() -> None:
    assert [p.code for p in periods(regime(), date(2021, 2, 1), date(2021, 4, 29), CALENDAR)] == ["2021-02", "2021-03"]
    assert periods(regime(on_request=True), *YEAR, CALENDAR) == ()


def test_regime_holds_in_the_days_of_its_row_only() -> None:
    found = periods(regime(valid_from=date(2021, 6, 1)), *YEAR, CALENDAR)
    assert next(period.code for period in found) == "2021-06"
