"""An agency that declines or stays silent: chased up its ladder, then stood in for."""

from datetime import date, time

import pytest
from sqlmodel import delete

from actions.confirm_participation import decline_participation
from actions.context import Actor
from actions.waive_owed import waive_owed
from models import Contact
from rules.refusals import RightMissing, ScheduleImpossible, TransitionRefused
from rules.words import (
    CampaignState,
    DeclineReason,
    DutyKind,
    DutyState,
    Role,
    WaiveReason,
)
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of

LADDER = [
    (date(2021, 2, 9), "reminder", "daumoi@cqltt.hungyen.example"),
    (date(2021, 2, 18), "reminder", "daumoi@cqltt.hungyen.example"),
    (date(2021, 2, 22), "non_response", "lanhdao@cqltt.hungyen.example"),
    (date(2021, 2, 24), "non_response", "dieuphoi@sldtbxh.hungyen.example"),
    (date(2021, 3, 1), "non_response", "vanphong@ubnd.hungyen.example"),
]
"""1, 3, 5, 7 and 10 working days after Monday 8 February, over Tết."""


def decline(desk: Desk, agency: str, reason: DeclineReason = DeclineReason.NO_STAFF) -> None:
    with desk.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency=agency)
        decline_participation(work.session, duty, reason, arrival(), actor=work.owner(duty), **work.given)


def waive(desk: Desk, agency: str, actor: Actor = COORDINATOR) -> None:
    with desk.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency=agency)
        waive_owed(work.session, duty, WaiveReason.SILENT, actor=actor, **work.given)


def test_seats_of_an_agency_that_declines_go_to_others_on_the_same_day(coordinating: Desk) -> None:
    with coordinating.look() as work:
        before = {party.code: party.on for seat, party in work.seats() if seat.agency == "CQLTT"}
    decline(coordinating, "CQLTT")
    with coordinating.look() as work:
        assert "CQLTT" not in work.agencies()
        after = {party.code: party for party in work.parties() if party.code in before}
        assert {code: party.on for code, party in after.items()} == before
        quorum = work.context.pack.team_on(date(2021, 3, 1)).quorum
        for party in after.values():
            assert sum(p.id == party.id for _, p in work.seats()) == quorum
            assert party.lead_agency in work.agencies()
        duty = work.duty(DutyKind.CONFIRM, agency="CQLTT", state=DutyState.WAIVED)
        assert (duty.waived, duty.answered) == (WaiveReason.DECLINED, {"declined": "no_staff"})
        assert duty.rung_at is None


def test_coordinator_is_told_who_declined_and_why(coordinating: Desk) -> None:
    decline(coordinating, "CQLTT", DeclineReason.NOT_COMPETENT)
    with coordinating.look() as work:
        (letter,) = work.letters("invitation_declined")
        assert letter.address == "dieuphoi@sldtbxh.hungyen.example"
        assert work.context.pack.agency("CQLTT").name in text_of(letter)
        assert "thuộc thẩm quyền" in text_of(letter)


def test_required_agency_cannot_be_stood_in_for_and_its_refusal_is_told(coordinating: Desk) -> None:
    before = dump(coordinating.office.engine)
    with pytest.raises(ScheduleImpossible, match="sector police"):
        decline(coordinating, "CAT")
    assert dump(coordinating.office.engine) == before


def test_duty_is_declined_once(coordinating: Desk) -> None:
    coordinating.confirm("CQLTT")
    with pytest.raises(TransitionRefused, match="is fulfilled: 'decline'"), coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="CQLTT", state=None)
        decline_participation(
            work.session, duty, DeclineReason.NO_STAFF, arrival(), actor=work.owner(duty), **work.given
        )


def test_silent_agency_is_chased_rung_by_rung_each_office_once(coordinating: Desk) -> None:
    for agency in coordinating.agencies():
        if agency != "CQLTT":
            coordinating.confirm(agency)
    seen: list[tuple[date, str, str]] = []
    for day, *_ in LADDER:
        for moment in (time(7, 29), time(7, 30), time(7, 31), time(17)):
            coordinating.at(day, moment)
            coordinating.advance()
            with coordinating.look() as work:
                letters = [*work.letters("reminder"), *work.letters("non_response")]
                new = [(letter.letter, letter.address) for letter in letters][len(seen) :]
                assert not (new and moment == time(7, 29)), "not before the working day has begun"
                seen += [(day, *one) for one in sorted(new)]
    assert seen == LADDER


def test_agency_that_owes_much_gets_one_letter_for_a_due_moment(visiting: Desk) -> None:
    """Never a hundred links for a hundred visits."""
    visiting.at(date(2021, 3, 5))
    visiting.advance()
    with visiting.look() as work:
        assert len([d for d in work.duties(DutyKind.FINDINGS) if d.agency == "SVHTTDL"]) == 2
        (letter,) = work.letters("reminder", agency="SVHTTDL")
        assert "2" in text_of(letter)


def test_outage_of_a_week_makes_one_letter_and_not_one_for_each_rung(coordinating: Desk) -> None:
    coordinating.at(date(2021, 2, 23))
    coordinating.advance()
    with coordinating.look() as work:
        assert work.letters("reminder") == []
        letters = work.letters("non_response", agency="CQLTT")
        assert [letter.address for letter in letters] == ["lanhdao@cqltt.hungyen.example"]
        assert work.duty(DutyKind.CONFIRM, agency="CQLTT").rung == 3


def test_office_that_nobody_can_write_to_is_passed_over_and_stops_no_other(coordinating: Desk) -> None:
    with coordinating.work() as work:
        gone = (Contact.agency == "CQLTT", Contact.role == Role.SUPERIOR)
        work.session.exec(delete(Contact).where(*gone))  # type: ignore[arg-type]
    coordinating.at(date(2021, 2, 23))
    coordinating.advance()
    with coordinating.look() as work:
        assert {letter.agency for letter in work.letters("non_response")} == set(work.agencies()) - {"CQLTT"}
        assert work.duty(DutyKind.CONFIRM, agency="CQLTT").rung == 3
    coordinating.at(date(2021, 2, 24))
    coordinating.advance()
    with coordinating.look() as work:
        assert len(work.letters("non_response", agency="SLDTBXH")) > 1


def test_answer_stops_the_ladder(coordinating: Desk) -> None:
    coordinating.confirm("CQLTT")
    coordinating.at(date(2021, 2, 9))
    coordinating.advance()
    with coordinating.look() as work:
        assert work.letters("reminder", agency="CQLTT") == []
        assert len(work.letters("reminder", agency="SCT")) == 1


def test_coordinator_waives_the_silent_and_the_campaign_goes_on_with_stand_ins(coordinating: Desk) -> None:
    for agency in coordinating.agencies():
        if agency != "CQLTT":
            coordinating.confirm(agency)
    waive(coordinating, "CQLTT")
    coordinating.advance()
    with coordinating.look() as work:
        assert "CQLTT" not in work.agencies()
        duty = work.duty(DutyKind.CONFIRM, agency="CQLTT", state=DutyState.WAIVED)
        assert duty.waived is WaiveReason.SILENT
        (entry,) = work.journal(subject=duty.code, verb="waive")
        assert (entry.role, entry.reason) == (Role.COORDINATOR, "silent")
        assert [seat for seat, _ in work.seats() if not seat.card] == []
        assert work.campaign().state is CampaignState.INSPECTING


@pytest.mark.parametrize("role", [Role.LIAISON, Role.SUPERIOR, Role.CHAIRMAN, Role.TEAM_LEADER])
def test_only_the_coordinator_waives(coordinating: Desk, role: Role) -> None:
    with pytest.raises(RightMissing, match="may not waive"):
        waive(coordinating, "CQLTT", Actor(role, "CQLTT"))


def test_decision_of_the_chairman_cannot_be_waived(scheduled: Desk) -> None:
    before = dump(scheduled.office.engine)
    with pytest.raises(RightMissing, match="coordinator may not waive duty"), scheduled.work() as work:
        duty = work.duty(DutyKind.APPROVE_PLAN)
        waive_owed(work.session, duty, WaiveReason.NOT_NEEDED, actor=COORDINATOR, **work.given)
    assert dump(scheduled.office.engine) == before


def test_waived_findings_mean_that_the_visit_did_not_take_place(visiting: Desk) -> None:
    with visiting.work() as work:
        duty = work.duties(DutyKind.FINDINGS)[0]
        waive_owed(work.session, duty, WaiveReason.SILENT, actor=COORDINATOR, **work.given)
    with visiting.look() as work:
        (visit,) = [visit for visit in work.visits() if visit.code == duty.subject]
        assert (visit.state.value, visit.missed and visit.missed.value) == ("not_conducted", "quorum")
