"""The year: opens what the plan holds when its window opens, asks for the reports of the law, and sums up."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from actions.ask_for_reports import report_subject
from actions.hand_in_form import earlier_figures, form_of
from actions.open_activities import run as open_activities
from actions.suspend_campaign import cancel_campaign
from actions.year_calendar import year_calendar
from campaigns import KINDS
from models import Campaign, Duty
from models.queries.forms import entry_of
from models.queries.work_figures import campaigns_of_year
from rules.forms import WHOLE
from rules.refusals import AnswerRefused, FormRefused
from rules.regimes import periods
from rules.words import CampaignKind, CampaignState, CancelReason, DutyKind, DutyState, Mode, Role
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.forms_desk import hand_in, opening_of, walk_to, year_opening

YEAR = "HY-2021-KH-01"


@pytest.fixture
def year(desk: Desk) -> Desk:
    desk.at(date(2021, 1, 18))
    desk.start(year_opening(desk))
    desk.advance()
    return desk


def call_off(desk: Desk, code: str) -> None:
    with desk.work() as work:
        cancel_campaign(work.session, work.campaign(code), CancelReason.MISTAKE, actor=COORDINATOR, **work.given)


def report_of(desk: Desk, subject: str, agency: str | None = None) -> Duty:
    """The report that is open about a regime and a period; of one agency, or of the first that owes it."""
    with desk.look() as work:
        owed = (d for d in work.duties(DutyKind.PERIODIC_REPORT) if d.subject == f"{YEAR}-{subject}")
        return next(duty for duty in owed if agency in (None, duty.agency))


def begun(desk: Desk) -> dict[str, Campaign]:
    with desk.look() as work:
        rows = campaigns_of_year(work.session, work.campaign(YEAR).id or 0)
        return {row.activity or "": row for row in rows}


def test_every_activity_of_the_plan_opens_in_its_window_and_none_before(year: Desk) -> None:
    assert begun(year) == {}
    walk_to(year, date(2021, 2, 1))
    opened = begun(year)
    wanted = {
        row.code for row in year.office.pack.activities if row.opens_on == date(2021, 2, 1) and not row.part_of
        and row.kind is not CampaignKind.RECEPTION
    }  # fmt: skip
    assert set(opened) == wanted
    for day in (date(2021, 6, 1), date(2021, 7, 1)):
        walk_to(year, day)
    assert set(begun(year)) - wanted == {"CT4-BANGRON", "CT6-GIAMSAT"}


def test_activity_that_is_part_of_another_has_no_campaign_of_its_own(year: Desk) -> None:
    walk_to(year, date(2021, 7, 1))
    assert {"CT5-TRIETPHA", "CT6-THONGKE"} & set(begun(year)) == set()


def test_line_on_receptions_opens_none_and_stops_nothing(year: Desk) -> None:
    """Each is begun by the focal point; as a campaign of the year it would be counted."""
    walk_to(year, date(2021, 2, 1))
    with year.work() as work:
        pack, plan = work.context.pack, work.campaign(YEAR)
        rows = tuple(
            replace(row, code=f"{row.code}-TN", kind=kind)
            for row in pack.activities
            for kind in (CampaignKind.RECEPTION, CampaignKind.OTHER)
            if row.code == "CT3-BAOCHI"
        )
        context = replace(work.context, pack=replace(pack, activities=rows[:1]))
        (step, *_) = KINDS[CampaignKind.ANNUAL_PLAN].steps[Mode.PLANNED]
        before = len(campaigns_of_year(work.session, plan.id or 0))
        passage = open_activities(work.session, plan, step, now=work.now, context=context)
        assert passage.waiting_for.startswith("01/10/2021"), "only the contacts' day is ahead"
        assert len(campaigns_of_year(work.session, plan.id or 0)) == before
        told = year_calendar(work.session, now=work.now + timedelta(days=365), context=context).activities
        assert [(row.kind, row.campaign, row.steps, row.missed) for row in told] == [
            (CampaignKind.RECEPTION, None, (), False)
        ]
        other = replace(work.context, pack=replace(pack, activities=rows[1:]))
        open_activities(work.session, plan, step, now=work.now, context=other)
        assert len(campaigns_of_year(work.session, plan.id or 0)) == before + 1, "any other line opens one"


def test_looking_again_opens_nothing_twice(year: Desk) -> None:
    walk_to(year, date(2021, 2, 1))
    codes = {row.code for row in begun(year).values()}
    walk_to(year, date(2021, 2, 2))
    walk_to(year, date(2021, 2, 3))
    assert {row.code for row in begun(year).values()} == codes


def test_what_was_started_by_hand_is_not_started_again(desk: Desk) -> None:
    code = desk.start(opening_of(desk, "CT3-BAOCHI"))
    desk.start(year_opening(desk))
    desk.advance()
    assert "CT3-BAOCHI" not in begun(desk)
    with desk.look() as work:
        assert work.campaign(code).year_id is None


def test_one_plan_runs_at_a_time(year: Desk) -> None:
    with pytest.raises(AnswerRefused, match="HY-2021-KH-01 is under way"):
        year.start(year_opening(year))
    call_off(year, YEAR)
    assert year.start(year_opening(year)) == "HY-2021-KH-02"


def test_report_is_asked_for_on_the_last_working_day_of_its_period_and_due_as_the_law_says(year: Desk) -> None:
    pack = year.office.pack
    walk_to(year, date(2021, 6, 29))
    with year.look() as work:
        assert [d for d in work.duties(DutyKind.PERIODIC_REPORT, state=None) if "BCN-03" in d.subject] == []
    walk_to(year, date(2021, 6, 30))
    with year.look() as work:
        asked = [duty for duty in work.duties(DutyKind.PERIODIC_REPORT) if "BCN-03-6T" in duty.subject]
        assert sorted(duty.agency for duty in asked) == sorted(f"UBND-{area.code}" for area in pack.work_areas)
        for duty in asked:
            assert (duty.from_on, duty.to_on) == (date(2021, 1, 1), date(2021, 6, 30))
            assert pack.calendar.last_day(duty.due_at) == date(2021, 7, 6), "before 7 July is by the 6th"
            assert duty.form == "bcn_03"
        assert len([m for m in work.letters("periodic_report") if m.agency == "UBND-323"]) >= 1


def test_reports_of_the_team_and_of_a_circular_do_not_share_a_window(year: Desk) -> None:
    walk_to(year, date(2021, 3, 12))
    with year.look() as work:
        team = next(d for d in work.duties(DutyKind.PERIODIC_REPORT) if "D178-Q" in d.subject)
    assert (team.from_on, team.to_on) == (date(2020, 12, 15), date(2021, 3, 14))
    assert team.role is Role.TEAM_LEADER


def test_every_turn_of_every_regime_is_asked_for_once_and_a_request_is_not(year: Desk) -> None:
    pack = year.office.pack
    for month in range(2, 13):
        walk_to(year, pack.calendar.next_workday(date(2021, month, 1)))
    walk_to(year, date(2022, 1, 3))
    with year.look() as work:
        campaign = work.campaign(YEAR)
        subjects = {duty.subject for duty in work.duties(DutyKind.PERIODIC_REPORT, state=None)}
    expected = {
        report_subject(campaign, regime, period.code)
        for regime in pack.regimes
        if regime.sender_level != "commune"  # this pack names no authority of a commune
        for period in periods(regime, campaign.opens_on, campaign.closes_on, pack.calendar)
    }
    assert subjects == expected
    assert not any("D178-DX" in subject for subject in subjects)


def test_late_and_silent_units_are_found_by_themselves(year: Desk) -> None:
    walk_to(year, date(2021, 6, 30))
    with year.look() as work:
        asked = [duty.code for duty in work.duties(DutyKind.PERIODIC_REPORT) if "BCN-03-6T" in duty.subject]
    for code in asked[1:]:
        hand_in(year, code)
    walk_to(year, date(2021, 7, 7))
    with year.look() as work:
        silent = next(duty for duty in work.duties(DutyKind.PERIODIC_REPORT) if duty.code == asked[0])
        assert silent.rung == 1
        assert [letter.agency for letter in work.letters("reminder")].count(silent.agency) == 1
    year.at(date(2021, 7, 8), time(9))
    hand_in(year, asked[0])
    with year.look() as work:
        duty = next(d for d in work.duties(DutyKind.PERIODIC_REPORT, state=DutyState.FULFILLED) if d.code == asked[0])
        entry = entry_of(work.session, duty.id or 0)
        assert entry is not None and entry.workdays_late == 2


def test_figures_are_held_against_the_period_before(year: Desk) -> None:
    walk_to(year, date(2021, 3, 12))
    first = report_of(year, "MD-Q-2021-Q1")
    hand_in(year, first.code, establishments=17, checked=3, sanctioned=0)
    walk_to(year, date(2021, 6, 14))
    second = report_of(year, "MD-Q-2021-Q2", first.agency)
    with pytest.raises(FormRefused) as refused:
        hand_in(year, second.code, opening=16)
    (fault,) = refused.value.form_faults
    assert "16" in fault.vietnamese and "17" in fault.vietnamese
    hand_in(year, second.code, opening=17)


def test_figures_are_held_against_no_period_but_the_one_before(year: Desk) -> None:
    """Where it was not handed in, the opening figure is what the office says it is: nothing older refuses it."""
    walk_to(year, date(2021, 3, 12))
    first = report_of(year, "MD-Q-2021-Q1")
    hand_in(year, first.code, establishments=17, checked=3, sanctioned=0)
    call_off(year, "HY-2021-KT-01")
    walk_to(year, date(2021, 9, 14))
    hand_in(year, report_of(year, "MD-Q-2021-Q3", first.agency).code, opening=99)


def test_quarter_is_held_against_the_quarter_before_and_not_the_half_year(year: Desk) -> None:
    walk_to(year, date(2021, 6, 14))
    hand_in(year, report_of(year, "D178-Q-2021-Q2").code, visits=20, violations=1)
    hand_in(year, report_of(year, "D178-6T-2021-H1").code, visits=45, violations=3)
    call_off(year, "HY-2021-KT-01")
    walk_to(year, date(2021, 9, 14))
    third = report_of(year, "D178-Q-2021-Q3")
    with year.look() as work:
        form = form_of(third, work.context)
        earlier = earlier_figures(work.session, third, form, work.context)
    assert earlier is not None and earlier[WHOLE]["visits"] == 20


def test_year_reports_when_all_of_its_reports_are_settled(year: Desk) -> None:
    pack = year.office.pack
    days = [date(2021, m, 1) for m in range(2, 13)] + [date(2022, 1, 3)]
    for day in days:
        walk_to(year, pack.calendar.next_workday(day))
        with year.look() as work:
            owed = [duty.code for duty in work.duties(DutyKind.PERIODIC_REPORT)]
        for code in owed:
            hand_in(year, code)
    year.advance()
    with year.look() as work:
        assert work.campaign(YEAR).state is CampaignState.REPORTING
