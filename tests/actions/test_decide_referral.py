"""A suspected hotspot reaches the police only after two officers of different roles, and then a clock runs."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from actions.answer_referral import acknowledge_referral, resolve_referral
from actions.context import Actor
from actions.decide_referral import decide_referral
from actions.send_digest import send_digest
from actions.waive_owed import waive_owed
from models import Approval, Duty, JournalEntry, Message, Referral, SanctionCase
from models.queries.duties import owed_by
from models.queries.referrals import referral_by_code
from rules.refusals import RightMissing, TransitionRefused
from rules.words import (
    Confidentiality,
    DutyKind,
    DutyState,
    MessageState,
    ReferralResult,
    ReferralState,
    RefusalGround,
    Role,
    SanctionState,
    WaiveReason,
)
from tests.actions.desk import COORDINATOR, FIRST, Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of

OTHERS = (
    Role.COORDINATOR,
    Role.DEPARTMENT_HEAD,
    Role.TEAM_LEADER,
    Role.DEPUTY_LEADER,
    Role.CHAIRMAN,
    Role.POLICE_DUTY,
    Role.LIAISON,
)


@pytest.fixture
def suspected(desk_at: Callable[[str], Desk]) -> Desk:
    """The first visit shows signs of crime: Monday 1 March, 09:00."""
    return desk_at("suspect")


def referral(desk: Desk) -> Referral:
    with desk.look() as work:
        return work.session.exec(select(Referral)).one()


def rule(desk: Desk, role: Role, refused: RefusalGround | None = None) -> None:
    with desk.work() as work:
        duty = work.duty(DutyKind.REFERRAL_APPROVAL)
        decide_referral(work.session, duty, refused, arrival(), actor=work.actor(role), **work.given)


def send(desk: Desk) -> None:
    rule(desk, Role.LEGAL_OFFICER)
    rule(desk, Role.DEPARTMENT_HEAD)


def mail_is_taken(desk: Desk, at: datetime) -> None:
    """A mail server took custody of the letter to the police."""
    with desk.work() as work:
        (letter,) = work.letters("referral")
        letter.state, letter.sent_at = MessageState.SENT, at


def acknowledge(desk: Desk) -> None:
    with desk.work() as work:
        row = referral_by_code(work.session, referral(desk).code)
        acknowledge_referral(work.session, row, arrival(), actor=work.actor(Role.POLICE_DUTY, "CQCSDT"), **work.given)


def test_first_officer_is_asked_at_once_by_a_letter_that_says_nothing(suspected: Desk) -> None:
    with suspected.look() as work:
        duty = work.duty(DutyKind.REFERRAL_APPROVAL)
        assert (duty.role, duty.confidential) == (Role.LEGAL_OFFICER, True)
        assert duty.due_at == work.now + timedelta(hours=24)
        (letter,) = work.letters("referral_approval")
        assert letter.address == "phapche@sldtbxh.hungyen.example"
        assert letter.confidentiality is Confidentiality.CONFIDENTIAL
        text = text_of(letter)
        place = next(p for p in work.context.pack.establishments if p.code == "HY-323-011")
        for secret in ("HY-2021-KT-01", FIRST, place.name, place.code, "tội phạm", "mại dâm"):
            assert secret not in text
        assert work.letters("referral") == []


def test_two_officers_of_different_roles_send_it_and_each_is_kept(suspected: Desk) -> None:
    rule(suspected, Role.LEGAL_OFFICER)
    assert referral(suspected).state is ReferralState.FIRST_APPROVED
    with suspected.look() as work:
        assert work.duty(DutyKind.REFERRAL_APPROVAL).role is Role.DEPARTMENT_HEAD
        assert work.letters("referral") == []
    rule(suspected, Role.DEPARTMENT_HEAD)
    assert referral(suspected).state is ReferralState.SENT
    with suspected.look() as work:
        approvals = work.session.exec(select(Approval).where(Approval.subject == referral(suspected).code)).all()
        assert sorted((row.order, row.role) for row in approvals) == [
            (1, Role.LEGAL_OFFICER),
            (2, Role.DEPARTMENT_HEAD),
        ]
        assert len({row.contact_id for row in approvals}) == 2
        (letter,) = work.letters("referral")
        assert letter.address == "trucban@cqcsdt.hungyen.example"


def test_same_officer_never_signs_twice_whatever_role_he_comes_in(suspected: Desk) -> None:
    rule(suspected, Role.LEGAL_OFFICER)
    with suspected.look() as work:
        legal = work.actor(Role.LEGAL_OFFICER)
    for role in (Role.LEGAL_OFFICER, Role.DEPARTMENT_HEAD):
        before = dump(suspected.office.engine)
        with pytest.raises(RightMissing, match="may not decide referral"), suspected.work() as work:
            duty = work.duty(DutyKind.REFERRAL_APPROVAL)
            actor = Actor(role, legal.agency, legal.contact_id)
            decide_referral(work.session, duty, None, arrival(), actor=actor, **work.given)
        assert dump(suspected.office.engine) == before


@pytest.mark.parametrize("refused", [None, RefusalGround.EVIDENCE], ids=["approve", "refuse"])
def test_nobody_but_the_officer_asked_decides(suspected: Desk, refused: RefusalGround | None) -> None:
    before = dump(suspected.office.engine)
    for role in OTHERS:
        with pytest.raises(RightMissing, match=f"{role.value} may not decide referral .* it is for legal_officer"):
            rule(suspected, role, refused)
    assert dump(suspected.office.engine) == before


def test_officer_without_a_link_of_his_own_decides_nothing(suspected: Desk) -> None:
    with pytest.raises(RightMissing), suspected.work() as work:
        duty = work.duty(DutyKind.REFERRAL_APPROVAL)
        actor = Actor(Role.LEGAL_OFFICER, "SLDTBXH")
        decide_referral(work.session, duty, None, arrival(), actor=actor, **work.given)


def test_coordinator_cannot_waive_it_either(suspected: Desk) -> None:
    with pytest.raises(RightMissing, match="coordinator may not waive"), suspected.work() as work:
        duty = work.duty(DutyKind.REFERRAL_APPROVAL)
        waive_owed(work.session, duty, WaiveReason.NOT_NEEDED, actor=COORDINATOR, **work.given)


def test_deputy_decides_only_after_the_clock_and_is_asked_when_it_has_run(suspected: Desk) -> None:
    suspected.at(date(2021, 3, 2), time(8, 59))
    suspected.advance()
    with pytest.raises(RightMissing, match="deputy_leader may not"):
        rule(suspected, Role.DEPUTY_LEADER)
    suspected.at(date(2021, 3, 2), time(9, 1))
    suspected.advance()
    with suspected.look() as work:
        addresses = [letter.address for letter in work.letters("referral_approval")]
        assert addresses == ["phapche@sldtbxh.hungyen.example", "doipho178@sldtbxh.hungyen.example"]
    rule(suspected, Role.DEPUTY_LEADER)
    assert referral(suspected).state is ReferralState.FIRST_APPROVED


def test_refusal_keeps_its_ground_sends_nothing_and_gives_the_case_back(suspected: Desk) -> None:
    rule(suspected, Role.LEGAL_OFFICER)
    rule(suspected, Role.DEPARTMENT_HEAD, RefusalGround.ADMINISTRATIVE)
    row = referral(suspected)
    assert (row.state, row.refused) == (ReferralState.REFUSED, RefusalGround.ADMINISTRATIVE)
    suspected.advance()
    with suspected.look() as work:
        assert work.letters("referral") == []
        assert work.session.exec(select(SanctionCase)).one().state is SanctionState.RECORDED
        duty = work.duty(DutyKind.SANCTION_DECISION)
        assert (duty.ordinal, duty.opened_at, duty.told) == (2, work.now, True)
        assert len([one for one in work.letters("recommendation") if "xuphat" in one.address]) == 1


def test_decided_referral_is_not_decided_again(suspected: Desk) -> None:
    rule(suspected, Role.LEGAL_OFFICER, RefusalGround.EVIDENCE)
    with pytest.raises(TransitionRefused, match="is refused"), suspected.work() as work:
        duty = work.duties(DutyKind.REFERRAL_APPROVAL, state=None)[0]
        duty.ordinal = 2
        actor = work.actor(Role.DEPARTMENT_HEAD)
        decide_referral(work.session, duty, None, arrival(), actor=actor, **work.given)


def test_acknowledgement_is_owed_only_once_a_mail_server_has_the_letter(suspected: Desk) -> None:
    send(suspected)
    for day in (2, 3, 4):
        suspected.at(date(2021, 3, day))
        suspected.advance()
    with suspected.look() as work:
        assert work.duties(DutyKind.REFERRAL_ACKNOWLEDGEMENT) == []
        assert work.letters("referral_overdue") == []
        calendar = work.context.pack.calendar
    mail_is_taken(suspected, calendar.at(date(2021, 3, 4), time(10)))
    suspected.at(date(2021, 3, 5))
    suspected.advance()
    with suspected.look() as work:
        duty = work.duty(DutyKind.REFERRAL_ACKNOWLEDGEMENT)
        # Reception on Friday 5 March, three working days from then.
        assert duty.due_at == calendar.end_of(date(2021, 3, 10))
        assert referral(suspected).received_at == calendar.at(date(2021, 3, 5), time(7, 30))


def test_letter_in_doubt_starts_no_clock(suspected: Desk) -> None:
    send(suspected)
    with suspected.work() as work:
        (letter,) = work.letters("referral")
        letter.state, letter.sent_at = MessageState.AMBIGUOUS, None
    suspected.at(date(2021, 3, 3))
    suspected.advance()
    with suspected.look() as work:
        assert work.duties(DutyKind.REFERRAL_ACKNOWLEDGEMENT) == []


def test_result_is_due_twenty_days_after_reception_and_three_to_tell_us(suspected: Desk) -> None:
    send(suspected)
    with suspected.look() as work:
        calendar = work.context.pack.calendar
    mail_is_taken(suspected, calendar.at(date(2021, 3, 1), time(10)))
    suspected.at(date(2021, 3, 2))
    suspected.advance()
    suspected.at(date(2021, 3, 4))
    acknowledge(suspected)
    assert referral(suspected).state is ReferralState.ACKNOWLEDGED
    with suspected.look() as work:
        duty = work.duty(DutyKind.REFERRAL_RESULT)
        # Received Tuesday 2 March; 20 days end on Monday 22 March; three more on Thursday 25 March.
        assert duty.due_at == calendar.end_of(date(2021, 3, 25))
        assert work.duties(DutyKind.REFERRAL_ACKNOWLEDGEMENT) == []


def test_acknowledgement_on_the_same_day_needs_no_duty_first(suspected: Desk) -> None:
    send(suspected)
    acknowledge(suspected)
    with suspected.look() as work:
        assert work.duty(DutyKind.REFERRAL_ACKNOWLEDGEMENT, state=DutyState.FULFILLED)
        assert work.duty(DutyKind.REFERRAL_RESULT)


@pytest.mark.parametrize(
    ("result", "state"),
    [
        (ReferralResult.OPENED, SanctionState.DROPPED),
        (ReferralResult.NOT_OPENED, SanctionState.RECORDED),
        (ReferralResult.RETURNED, SanctionState.RECORDED),
        (ReferralResult.SUSPENDED, SanctionState.FROZEN),
    ],
)
def test_result_says_what_becomes_of_the_fine(suspected: Desk, result: ReferralResult, state: SanctionState) -> None:
    send(suspected)
    acknowledge(suspected)
    suspected.settle(DutyKind.REFERRAL_RESULT, resolve_referral, result, subject=referral(suspected).code)
    row = referral(suspected)
    assert (row.state, row.result) == (ReferralState.RESOLVED, result)
    with suspected.look() as work:
        assert work.session.exec(select(SanctionCase)).one().state is state
        open_decisions = work.duties(DutyKind.SANCTION_DECISION)
        assert len(open_decisions) == (1 if state is SanctionState.RECORDED else 0)
        (letter,) = work.letters("referral_result")
        assert letter.address == "doitruong178@sldtbxh.hungyen.example"
        assert result.label not in text_of(letter)


def test_silent_police_are_chased_to_their_superior_and_the_team_leader_never_further(suspected: Desk) -> None:
    send(suspected)
    with suspected.look() as work:
        calendar = work.context.pack.calendar
    mail_is_taken(suspected, calendar.at(date(2021, 3, 1), time(10)))
    for day in [date(2021, 3, 2) + timedelta(days=n) for n in range(27)]:
        suspected.at(day)
        suspected.advance()
    with suspected.look() as work:
        assert [letter.address for letter in work.letters("referral_overdue")] == [
            "trucban@cqcsdt.hungyen.example",
            "lanhdao@cqcsdt.hungyen.example",
            "doitruong178@sldtbxh.hungyen.example",
        ]


def test_nothing_of_it_stands_in_any_shared_list(suspected: Desk) -> None:
    rule(suspected, Role.LEGAL_OFFICER)
    suspected.at(date(2021, 3, 20))
    suspected.advance()
    code = referral(suspected).code
    with suspected.work() as work:
        for agency in work.context.pack.agencies:
            assert [duty for duty in owed_by(work.session, agency.code, None) if duty.confidential] == []
        entries = work.session.exec(select(JournalEntry).where(JournalEntry.subject == code)).all()
        assert entries and all(entry.restricted for entry in entries)
        secret = [duty.code for duty in work.session.exec(select(Duty)) if duty.confidential]
        of_duties = [e for e in work.session.exec(select(JournalEntry)) if e.subject in secret]
        assert of_duties and all(entry.restricted for entry in of_duties)
        send_digest(work.session, **work.given)
    with suspected.look() as work:
        routine = work.session.exec(select(Message).where(Message.confidentiality == Confidentiality.ROUTINE)).all()
        assert any(letter.letter == "digest" for letter in routine)
        for letter in routine:
            text = " ".join(text_of(letter).split()).casefold()
            assert code.casefold() not in text
            assert all(duty.casefold() not in text for duty in secret)
            for kind in (DutyKind.REFERRAL_APPROVAL, DutyKind.REFERRAL_ACKNOWLEDGEMENT, DutyKind.REFERRAL_RESULT):
                assert kind.label.casefold() not in text
            assert "tội phạm" not in text
