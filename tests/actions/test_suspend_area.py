"""Work rests in one district: nobody there is chased, its visits come off the schedule, and the rest goes on."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from actions.resume_area import resume_area
from actions.suspend_area import AreaOrder, suspend_area
from actions.suspend_campaign import resume_campaign, suspend_campaign
from actions.work_figures import work_figures
from models import AreaSuspension, Contact, MonitoredUnit
from models.queries.board import party_rows
from models.queries.duties import duty_by_code
from models.queries.suspensions import suspended_areas
from models.queries.unheard import to_telephone
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing, UnknownCode
from rules.words import (
    CampaignState,
    DutyKind,
    DutyState,
    Edition,
    ItemAnswer,
    NotConductedReason,
    NotHeard,
    Role,
    SuspendReason,
    VisitState,
)
from tests.actions.desk import COORDINATOR, FIRST, Desk
from tests.actions.dump import dump
from tests.actions.forms_desk import answer_all, begin_of, hand_in, open_codes, opening_of, walk_to
from tests.actions.mail_parts import text_of
from tests.actions.work import CODE, Work

ORDER = AreaOrder(SuspendReason.EPIDEMIC, "1234/QĐ-UBND")
TRAINING = "HY-2021-TH-01"
ROUND = "HY-2021-GS-01"


def suspend(desk: Desk, area: str, order: AreaOrder = ORDER) -> None:
    with desk.work() as work:
        suspend_area(work.session, area, order, actor=COORDINATOR, **work.given)


def resume(desk: Desk, area: str) -> None:
    with desk.work() as work:
        resume_area(work.session, area, actor=COORDINATOR, **work.given)


def areas_ahead(work: Work) -> set[str]:
    return {row.area for row in party_rows(work.session, work.campaign().id or 0)}


def states(work: Work, area: str) -> set[VisitState]:
    return {visit.state for visit in work.visits() if visit.area == area}


def test_visits_of_the_area_come_off_the_schedule_and_those_elsewhere_keep_their_days(inspecting: Desk) -> None:
    with inspecting.look() as work:
        elsewhere = {party.code: (party.on, party.sequence) for party in work.parties() if party.area == "325"}
        asked = {seat.agency for seat, party in work.seats() if party.area == "323"}
    suspend(inspecting, "323")
    with inspecting.look() as work:
        assert states(work, "323") == {VisitState.POSTPONED} and states(work, "325") == {VisitState.PLANNED}
        assert areas_ahead(work) == {"325"}
        assert {party.code: (party.on, party.sequence) for party in work.parties()} == elsewhere
        assert {letter.agency for letter in work.letters("area_suspended")} - {"UBND-323"} == asked
        assert "Phòng, chống dịch" in text_of(work.letters("area_suspended")[0])
        (order,) = [e for e in work.journal(noun="area", verb="suspend") if e.campaign_id is None]
        assert (order.subject, order.reason, order.before, order.role) == (
            "323",
            "epidemic",
            "1234/QĐ-UBND",
            Role.COORDINATOR,
        )


def test_seats_that_come_free_are_nobodys_until_work_goes_on(inspecting: Desk) -> None:
    suspend(inspecting, "323")
    with inspecting.look() as work:
        assert {party.area for _, party in work.seats()} == {"325"}
    inspecting.at(date(2021, 3, 8))
    resume(inspecting, "323")
    with inspecting.look() as work:
        parties = [party for party in work.parties() if party.area == "323"]
        assert parties and all(date(2021, 3, 8) < party.on <= work.campaign().closes_on for party in parties)
        assert states(work, "323") == {VisitState.PLANNED}
        told = {letter.agency for letter in work.letters("visit_postponed")}
        assert told >= {seat.agency for seat, party in work.seats() if party.area == "323"}
        assert all(seat.card or work.duties(DutyKind.CONFIRM, agency=seat.agency) for seat, _ in work.seats())


def test_area_rests_and_goes_on_though_its_authority_has_no_contact(inspecting: Desk) -> None:
    with inspecting.work() as work:
        contacts = select(Contact).where(Contact.agency == "UBND-323", Contact.role == Role.AREA)
        (contact,) = work.session.exec(contacts)
        contact.valid_to = date(2021, 1, 31)
        work.campaign().areas_told = True
    for decide, letter in ((suspend, "area_suspended"), (resume, "area_resumed")):
        decide(inspecting, "323")
        with inspecting.look() as work:
            assert "UBND-323" not in {told.agency for told in work.letters(letter)}
            ((row, _),) = to_telephone(work.session)
            assert (row.step, row.agency, row.role) == (f"{letter}:323", "UBND-323", Role.AREA)
            assert row.why is NotHeard.EXPIRED


def test_visits_for_which_no_day_is_left_do_not_take_place_and_say_why(inspecting: Desk) -> None:
    suspend(inspecting, "323")
    inspecting.at(date(2021, 3, 31), time(9))
    resume(inspecting, "323")
    with inspecting.look() as work:
        visits = [visit for visit in work.visits() if visit.area == "323"]
        assert {(visit.state, visit.missed) for visit in visits} == {
            (VisitState.NOT_CONDUCTED, NotConductedReason.AREA_SUSPENDED)
        }


def test_campaign_does_not_wait_beyond_its_window_for_an_area(inspecting: Desk) -> None:
    suspend(inspecting, "323")
    walk_to(inspecting, date(2021, 3, 31))
    with inspecting.look() as work:
        assert states(work, "323") == {VisitState.POSTPONED}
        assert work.duties(DutyKind.FINDINGS, state=None) and all(
            "-V-HY-325-" in duty.subject for duty in work.duties(DutyKind.FINDINGS, state=None)
        )
    walk_to(inspecting, date(2021, 4, 1))
    with inspecting.look() as work:
        assert states(work, "323") == {VisitState.NOT_CONDUCTED}


def test_closure_whose_end_is_known_re_plans_at_once_and_ends_by_itself(inspecting: Desk) -> None:
    last = date(2021, 3, 12)
    suspend(inspecting, "323", AreaOrder(SuspendReason.EPIDEMIC, "5/QĐ", until=last))
    with inspecting.look() as work:
        parties = [party for party in work.parties() if party.area == "323"]
        assert parties and all(party.on > last for party in parties)
        assert suspended_areas(work.session) == {"323"}
    walk_to(inspecting, last)
    with inspecting.look() as work:
        assert suspended_areas(work.session) == {"323"}
    walk_to(inspecting, last + timedelta(days=3))
    with inspecting.look() as work:
        assert suspended_areas(work.session) == frozenset()
        (row,) = work.session.exec(select(AreaSuspension))
        assert row.resumed_at == work.now
    before = dump(inspecting.office.engine)
    inspecting.advance()
    assert dump(inspecting.office.engine) == before


@pytest.fixture
def nominating(desk: Desk) -> Desk:
    """Every district has been asked to nominate."""
    desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    for code in open_codes(desk):
        hand_in(desk, code)
    walk_to(desk, begin_of(desk, TRAINING, "nominate"))
    return desk


def test_duties_of_the_area_wait_and_move_by_the_working_days_it_rested(nominating: Desk) -> None:
    calendar = nominating.office.pack.calendar
    with nominating.look() as work:
        before = {duty.agency: duty.due_at for duty in work.duties(DutyKind.NOMINATION)}
        today = calendar.day_of(work.now)
    suspend(nominating, "323")
    walk_to(nominating, calendar.add_workdays(calendar.last_day(before["UBND-323"]), 4))
    with nominating.look() as work:
        assert "UBND-323" not in {letter.agency for letter in work.letters("reminder")}
        assert "UBND-325" in {letter.agency for letter in work.letters("reminder")}
        rested = calendar.workdays_between(today, calendar.day_of(work.now))
    resume(nominating, "323")
    with nominating.look() as work:
        after = {duty.agency: duty for duty in work.duties(DutyKind.NOMINATION)}
        moved = calendar.end_of(calendar.add_workdays(calendar.last_day(before["UBND-323"]), rested))
        assert after["UBND-323"].due_at == moved and after["UBND-323"].rung_at is not None
        assert after["UBND-325"].due_at == before["UBND-325"]
        assert [letter.agency for letter in work.letters("area_resumed")] == ["UBND-323"]
    walk_to(nominating, calendar.add_workdays(calendar.last_day(moved), 1))
    with nominating.look() as work:
        assert "UBND-323" in {letter.agency for letter in work.letters("reminder")}


def test_the_others_do_not_wait_for_an_area_at_rest_and_it_is_late_with_nothing(nominating: Desk) -> None:
    suspend(nominating, "323")
    for code in open_codes(nominating, DutyKind.NOMINATION):
        with nominating.look() as work:
            rests = duty_by_code(work.session, code).agency == "UBND-323"
        if not rests:
            hand_in(nominating, code)
    walk_to(nominating, begin_of(nominating, TRAINING, "hold"))
    with nominating.look() as work:
        campaign = work.campaign(TRAINING)
        assert "hold" in campaign.entered and work.duties(DutyKind.ATTENDANCE)
        figures = work_figures(work.session, campaign, Edition.COORDINATOR, **work.given)
        rows = {row.agency.code: row for row in figures.agencies}
        assert (rows["UBND-323"].opened, rows["UBND-323"].late, rows["UBND-323"].silent) == (1, 0, 0)


def test_area_at_rest_is_left_out_and_asked_when_work_goes_on(desk: Desk) -> None:
    desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    for code in open_codes(desk):
        hand_in(desk, code)
    suspend(desk, "323")
    walk_to(desk, begin_of(desk, TRAINING, "nominate"))
    with desk.look() as work:
        assert "UBND-323" not in {duty.agency for duty in work.duties(DutyKind.NOMINATION)}
        others = len(work.duties(DutyKind.NOMINATION))
    resume(desk, "323")
    with desk.look() as work:
        assert len(work.duties(DutyKind.NOMINATION)) == others + 1
        assert [letter.agency for letter in work.letters("nomination")].count("UBND-323") == 1
    desk.advance()
    with desk.look() as work:
        assert len(work.duties(DutyKind.NOMINATION)) == others + 1


def test_what_comes_to_be_owed_while_work_rests_waits_too(visiting: Desk) -> None:
    """A recommendation from a visit of the day before: its authority is told, and not chased until work goes on."""
    suspend(visiting, "323")
    visiting.find(FIRST, {"K10": ItemAnswer.SHORTCOMING})
    visiting.advance()
    with visiting.look() as work:
        duty = work.duty(DutyKind.REMEDY)
        assert (duty.agency, duty.rung_at, duty.paused_at) == ("UBND-323", None, work.now)
        due_at = duty.due_at
    visiting.at(date(2021, 3, 12), time(9))
    resume(visiting, "323")
    with visiting.look() as work:
        duty = work.duty(DutyKind.REMEDY)
        assert duty.due_at > due_at and duty.rung_at is not None and duty.paused_at is None


def test_duty_of_a_campaign_that_rests_too_is_moved_once_for_the_days_that_both_rested(nominating: Desk) -> None:
    calendar = nominating.office.pack.calendar
    with nominating.look() as work:
        first, due_at = calendar.day_of(work.now), work.duty(DutyKind.NOMINATION, agency="UBND-323").due_at
    suspend(nominating, "323")
    nominating.at(calendar.add_workdays(first, 1), time(9))
    with nominating.work() as work:
        suspend_campaign(work.session, work.campaign(TRAINING), SuspendReason.EPIDEMIC, actor=COORDINATOR, **work.given)
    nominating.at(calendar.add_workdays(first, 2), time(9))
    with nominating.work() as work:
        resume_campaign(work.session, work.campaign(TRAINING), actor=COORDINATOR, **work.given)
        assert work.duty(DutyKind.NOMINATION, agency="UBND-323").due_at == due_at
    nominating.at(calendar.add_workdays(first, 3), time(9))
    resume(nominating, "323")
    with nominating.look() as work:
        moved = calendar.end_of(calendar.add_workdays(calendar.last_day(due_at), 3))
        assert work.duty(DutyKind.NOMINATION, agency="UBND-323").due_at == moved


def test_places_of_a_monitoring_round_get_other_days(desk: Desk) -> None:
    desk.at(date(2021, 7, 1))
    desk.start(opening_of(desk, "CT6-GIAMSAT"))
    desk.advance()
    for step in ("self_report", "sample"):
        walk_to(desk, begin_of(desk, ROUND, step))
        answer_all(desk, DutyKind.SELF_REPORT)
    walk_to(desk, begin_of(desk, ROUND, "on_site"))
    with desk.look() as work:
        units = [u for u in work.session.exec(select(MonitoredUnit)) if u.sampled and u.on]
        area = max(units, key=lambda unit: unit.on or date.min).area
        others = {unit.code: unit.on for unit in units if unit.area != area}
    suspend(desk, area)
    desk.advance()
    with desk.look() as work:
        rows = {u.code: u for u in work.session.exec(select(MonitoredUnit)) if u.sampled}
        assert {row.on for row in rows.values() if row.area == area} == {None}
        assert {code: rows[code].on for code in others} == others
    resume(desk, area)
    desk.advance()
    with desk.look() as work:
        rows = {u.code: u for u in work.session.exec(select(MonitoredUnit)) if u.sampled}
        days = {row.on for row in rows.values() if row.area == area}
        assert None not in days and {code: rows[code].on for code in others} == others
        authority = work.context.pack.authority_of(area, date(2021, 7, 1)).code
        assert len(work.letters("monitoring_notice", agency=authority)) == 2


def test_only_the_coordinator_suspends_an_area_that_there_is_once_and_by_a_paper(inspecting: Desk) -> None:
    with inspecting.work() as work:
        with pytest.raises(RightMissing):
            suspend_area(work.session, "323", ORDER, actor=work.actor(Role.CHAIRMAN), **work.given)
        with pytest.raises(UnknownCode):
            suspend_area(work.session, "999", ORDER, actor=COORDINATOR, **work.given)
        with pytest.raises(AnswerRefused) as refused:
            wrong = AreaOrder(SuspendReason.EPIDEMIC, " ", until=date(2021, 1, 1))
            suspend_area(work.session, "323", wrong, actor=COORDINATOR, **work.given)
        assert [field for field, _ in refused.value.faults] == ["document", "until"]
        with pytest.raises(AlreadyHandled):
            resume_area(work.session, "323", actor=COORDINATOR, **work.given)
        suspend_area(work.session, "323", ORDER, actor=COORDINATOR, **work.given)
        with pytest.raises(AlreadyHandled):
            suspend_area(work.session, "323", ORDER, actor=COORDINATOR, **work.given)
        with pytest.raises(RightMissing):
            resume_area(work.session, "323", actor=work.actor(Role.CHAIRMAN), **work.given)


def test_new_plan_has_no_visit_in_an_area_at_rest(desk: Desk) -> None:
    suspend(desk, "323")
    desk.schedule()
    with desk.look() as work:
        assert {visit.area for visit in work.visits()} == {"325"}


def test_area_is_suspended_and_resumed_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.schedule()
    desk_on_both.approve()
    suspend(desk_on_both, "323")
    with desk_on_both.look() as work:
        assert states(work, "323") == {VisitState.POSTPONED}
        assert work.campaign(CODE).state is CampaignState.COORDINATING
    desk_on_both.at(date(2021, 3, 3))
    resume(desk_on_both, "323")
    with desk_on_both.look() as work:
        assert states(work, "323") == {VisitState.PLANNED}
        assert work.duties(DutyKind.CONFIRM, state=DutyState.OPEN)
