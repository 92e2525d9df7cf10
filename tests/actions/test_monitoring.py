"""The monitoring round: areas report on themselves, places are chosen and looked at, shortcomings are followed up."""

from datetime import date, timedelta

import pytest

from models import MonitoredUnit
from models.queries.monitoring import last_looked_at, sampled_in, units_of_round
from rules.words import CampaignState, DutyKind, DutyState, Step
from tests.actions.desk import Desk
from tests.actions.forms_desk import answer_all, begin_of, hand_in, open_codes, opening_of, release, walk_to

ROUND = "CT6-GIAMSAT"
JULY = date(2021, 7, 1)


@pytest.fixture
def monitoring(desk: Desk) -> tuple[Desk, str]:
    """A round whose areas have been asked to report on themselves."""
    desk.at(JULY)
    code = desk.start(opening_of(desk, ROUND))
    desk.advance()
    return desk, code


def sampled(desk: Desk, code: str) -> list[MonitoredUnit]:
    with desk.look() as work:
        return sampled_in(work.session, work.campaign(code).id or 0)


def come_to_sample(desk: Desk, code: str) -> None:
    answer_all(desk, DutyKind.SELF_REPORT)
    walk_to(desk, begin_of(desk, code, Step.SAMPLE.value))


def come_on_site(desk: Desk, code: str) -> None:
    come_to_sample(desk, code)
    walk_to(desk, begin_of(desk, code, Step.ON_SITE.value))


def look_everywhere(desk: Desk, code: str, *, good: bool = True) -> None:
    """Every area on its day, a record for every place."""
    for on in sorted({unit.on for unit in sampled(desk, code) if unit.on is not None}):
        walk_to(desk, on)
        answer_all(desk, DutyKind.WORKING_RECORD, good=good)


def test_every_area_reports_on_each_of_its_communes(monitoring: tuple[Desk, str]) -> None:
    desk, _ = monitoring
    with desk.look() as work:
        assert len(work.duties(DutyKind.SELF_REPORT)) == len(work.letters("self_report")) == 10


def test_own_office_is_always_looked_at_and_communes_only_where_there_is_a_team(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_to_sample(desk, code)
    pack = desk.office.pack
    with desk.look() as work:
        units = units_of_round(work.session, work.campaign(code).id or 0)
    assert len(units) == 10 + 161
    for area in pack.work_areas:
        here = [unit for unit in units if unit.area == area.code]
        chosen = [unit.unit for unit in here if unit.sampled]
        assert "" in chosen and len(chosen) == 3
        assert all(pack.area(unit).volunteer_team for unit in chosen if unit)
    assert any(not unit.has_team for unit in units if unit.unit)


def test_choice_is_explained_and_the_same_for_the_same_seed(desk: Desk, desk_at: object) -> None:
    choices = []
    for seed in (7, 7, 8):
        other: Desk = desk_at("empty")  # type: ignore[operator]
        other.at(JULY)
        code = other.start(opening_of(other, ROUND, seed=seed))
        other.advance()
        come_to_sample(other, code)
        units = sampled(other, code)
        choices.append([(unit.area, unit.unit) for unit in units])
        assert all(unit.risk for unit in units)
    assert choices[0] == choices[1]


def test_area_is_told_before_the_round_comes_and_asked_for_nothing(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_on_site(desk, code)
    calendar = desk.office.pack.calendar
    with desk.look() as work:
        notices = work.letters("monitoring_notice")
        assert len(notices) == 10
        told_on = calendar.day_of(work.now)
        days = {unit.area: unit.on for unit in sampled_in(work.session, work.campaign(code).id or 0)}
        assert work.duties(DutyKind.WORKING_RECORD) == []
    assert len(set(days.values())) == 10, "an area a day"
    for on in days.values():
        assert on is not None and calendar.is_workday(on)
        assert calendar.workdays_between(told_on, on) >= 5


def test_record_gives_its_place_its_points_and_is_asked_for_on_the_day(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_on_site(desk, code)
    first = min(unit.on for unit in sampled(desk, code) if unit.on is not None)
    walk_to(desk, first - timedelta(days=1))
    assert open_codes(desk, DutyKind.WORKING_RECORD) == []
    walk_to(desk, first)
    records = open_codes(desk, DutyKind.WORKING_RECORD)
    assert len(records) == 3
    with desk.look() as work:
        assert len(work.letters("working_record")) == 1, "one letter for the places of a day"
    hand_in(desk, records[0], directives=20, policy=25, support=10, statistics=5)
    with desk.look() as work:
        unit = next(u for u in sampled_in(work.session, work.campaign(code).id or 0) if u.points is not None)
        assert (unit.points, unit.most_points) == (60, 100)


def test_places_that_fall_short_are_followed_up_until_they_are_put_right(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_on_site(desk, code)
    first = min(unit.on for unit in sampled(desk, code) if unit.on is not None)
    walk_to(desk, first)
    bad = open_codes(desk, DutyKind.WORKING_RECORD)[0]
    hand_in(desk, bad, directives=0, policy=25, support=10, statistics=24)
    look_everywhere(desk, code)
    walk_to(desk, begin_of(desk, code, Step.CONCLUDE.value))
    with desk.look() as work:
        assert len(work.letters("monitoring_conclusion")) == 10
        remedy = work.duty(DutyKind.MONITORING_REMEDY)
        assert len(work.letters("monitoring_remedy")) == 1
        assert work.campaign(code).state is CampaignState.REPORTING, "the report waits for no remedy"
    hand_in(desk, remedy.code, good=False)
    with desk.look() as work:
        again = work.duty(DutyKind.MONITORING_REMEDY)
        assert (again.ordinal, again.subject) == (2, remedy.subject)
        assert len(work.letters("monitoring_remedy")) == 2
    release(desk, code)
    hand_in(desk, again.code)
    with desk.look() as work:
        assert work.duties(DutyKind.MONITORING_REMEDY) == []
        assert work.campaign(code).state is CampaignState.CLOSED


def test_round_in_which_nothing_falls_short_asks_for_no_remedy(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_on_site(desk, code)
    look_everywhere(desk, code)
    walk_to(desk, begin_of(desk, code, Step.CONCLUDE.value))
    with desk.look() as work:
        assert work.duties(DutyKind.MONITORING_REMEDY, state=None) == []
        assert len(work.letters("monitoring_conclusion")) == 10


def test_next_round_knows_where_the_last_one_was(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_on_site(desk, code)
    look_everywhere(desk, code)
    with desk.look() as work:
        seen = last_looked_at(work.session)
    assert seen == {(unit.area, unit.unit): unit.on for unit in sampled(desk, code)}


def test_looking_again_changes_nothing(monitoring: tuple[Desk, str]) -> None:
    desk, code = monitoring
    come_on_site(desk, code)
    look_everywhere(desk, code, good=False)
    walk_to(desk, begin_of(desk, code, Step.CONCLUDE.value))
    with desk.look() as work:
        before = len(work.duties(DutyKind.MONITORING_REMEDY, state=None)), len(work.letters("monitoring_conclusion"))
    assert before == (30, 10)
    desk.advance()
    with desk.look() as work:
        assert before == (
            len(work.duties(DutyKind.MONITORING_REMEDY, state=DutyState.OPEN)),
            len(work.letters("monitoring_conclusion")),
        )
