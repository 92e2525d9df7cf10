"""When reports come round: windows of months and windows that close on the 14th, due days before a day and on one."""

from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from rules.regimes import Regime, period_before, periods
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
        assert period_before(regime(every=every), following, CALENDAR) == one


def test_general_reports_close_on_the_fourteenth_and_begin_on_the_fifteenth() -> None:
    """NĐ 09/2019: a year runs from 15 December to 14 December, a half-year ends on 14 June."""
    year = periods(regime(every=Every.YEAR, closes_day=14, due_day=22, due_months=0), *YEAR, CALENDAR)
    assert [(p.from_on, p.to_on, p.due_on) for p in year] == [
        (date(2020, 12, 15), date(2021, 12, 14), date(2021, 12, 22))
    ]
    quarters = periods(regime(every=Every.QUARTER, closes_day=14, due_day=22, due_months=0), *YEAR, CALENDAR)
    assert [p.to_on for p in quarters] == [date(2021, m, 14) for m in (3, 6, 9, 12)]
    assert quarters[1].from_on == date(2021, 3, 15)


def test_first_period_of_a_year_follows_the_last_of_the_year_before() -> None:
    first = periods(regime(every=Every.QUARTER), *YEAR, CALENDAR)[0]
    assert period_before(regime(every=Every.QUARTER), first, CALENDAR).code == "2020-Q4"


def test_only_turns_that_close_in_the_window_come_round_and_a_request_never_does() -> None:
    assert [p.code for p in periods(regime(), date(2021, 2, 1), date(2021, 4, 29), CALENDAR)] == ["2021-02", "2021-03"]
    assert periods(regime(on_request=True), *YEAR, CALENDAR) == ()


def test_regime_holds_in_the_days_of_its_row_only() -> None:
    found = periods(regime(valid_from=date(2021, 6, 1)), *YEAR, CALENDAR)
    assert next(period.code for period in found) == "2021-06"
