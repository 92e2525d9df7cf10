"""A person who may be a victim reaches the focal point, not a fine; and nothing of it shows anywhere else."""

from datetime import date, time

import pytest
from sqlmodel import delete, select

from actions.decide_referral import decide_referral
from actions.decide_sanction import SanctionDecision, decide_sanction
from actions.hand_in_findings import Findings
from actions.send_digest import send_digest
from models import Answer, Contact, JournalEntry, Message, Protection, Recommendation, Referral, SanctionCase
from models.queries.duties import owed_by
from rules.refusals import ContactMissing, PathBlocked, SharedMailbox
from rules.words import (
    Confidentiality,
    DutyKind,
    ItemAnswer,
    NotConductedReason,
    Outcome,
    ProtectionSign,
    ProtectionState,
    Role,
    VisitState,
)
from tests.actions.desk import FIRST, Desk, arrival
from tests.actions.dump import OF_THE_PACK, dump
from tests.actions.mail_parts import opened, text_of

GRAVE = {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": ItemAnswer.VIOLATION, "K10": ItemAnswer.SHORTCOMING}
SIGNS = (ProtectionSign.TRAFFICKING, ProtectionSign.APPARENT_MINOR)


@pytest.fixture
def protecting(visiting: Desk) -> Desk:
    """The first visit shows grave signs, and somebody there may be a victim."""
    visiting.find(FIRST, GRAVE, signs=SIGNS)
    return visiting


def protection(desk: Desk) -> Protection:
    with desk.look() as work:
        return work.session.exec(select(Protection)).one()


def test_signs_stand_in_the_restricted_row_and_nowhere_else(protecting: Desk) -> None:
    row = protection(protecting)
    assert (row.signs, row.state) == (["trafficking", "apparent_minor"], ProtectionState.RAISED)
    assert row.code.startswith("NV-")
    for table, rows in dump(protecting.office.engine, without=OF_THE_PACK | {"protection"}).items():
        for one in rows:
            assert "trafficking" not in str(one), table
            assert "apparent_minor" not in str(one), table


def test_focal_point_alone_is_told_by_a_letter_that_says_nothing(protecting: Desk) -> None:
    with protecting.look() as work:
        (letter,) = work.letters("protection_notice")
        assert letter.address == "daumoi@hotronannhan.hungyen.example"
        assert letter.confidentiality is Confidentiality.CONFIDENTIAL
        text = text_of(letter)
        place = next(p for p in work.context.pack.establishments if p.code == "HY-323-011")
        for secret in ("HY-2021-KT-01", FIRST, place.name, place.code, "mua bán", "nạn nhân tại", "18 tuổi"):
            assert secret not in text
        assert protection(protecting).code in text
        duty = work.duty(DutyKind.PROTECTION)
        assert (duty.agency, duty.role, duty.confidential) == ("DMHTNN", Role.FOCAL_POINT, True)
        assert (duty.due_at - duty.opened_at).total_seconds() == 4 * 3600


def test_no_fine_no_referral_and_no_recommendation_is_opened(protecting: Desk) -> None:
    with protecting.look() as work:
        for table in (SanctionCase, Referral, Recommendation):
            assert work.session.exec(select(table)).all() == []
        (visit,) = [v for v in work.visits() if v.code == FIRST]
        assert (visit.state, visit.outcome) == (VisitState.RECORDED, Outcome.UNDER_ASSESSMENT)


def test_person_is_told_of_also_where_no_record_was_drawn_up(visiting: Desk) -> None:
    visiting.hand_in(FIRST, Findings(missed=NotConductedReason.QUORUM, signs=SIGNS[:1]))
    assert protection(visiting).signs == ["trafficking"]
    with visiting.look() as work:
        assert len(work.letters("protection_notice")) == 1


def test_items_that_come_in_later_open_nothing_either(visiting: Desk) -> None:
    with visiting.look() as work:
        record = work.record_of(next(v for v in work.visits() if v.code == FIRST), signs=SIGNS)
    visiting.hand_in(FIRST, record)
    visiting.enter(FIRST, "SLDTBXH", {f"K{n:02d}": ItemAnswer.VIOLATION for n in (5, 6, 8, 9, 11)})
    with visiting.look() as work:
        assert work.session.exec(select(SanctionCase)).all() == []


def test_fine_and_referral_opened_before_are_closed_while_the_focal_point_is_silent(visiting: Desk) -> None:
    visiting.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME})
    with visiting.work() as work:
        visit = next(v for v in work.visits() if v.code == FIRST)
        work.session.add(
            Protection(
                code="NV-TEST0001",
                visit_id=visit.id or 0,
                signs=["trafficking"],
                state=ProtectionState.RAISED,
                raised_at=work.now,
            )
        )
    before = dump(visiting.office.engine)
    with pytest.raises(PathBlocked, match="is closed until the responsible office has spoken"), visiting.work() as work:
        duty = work.duty(DutyKind.REFERRAL_APPROVAL)
        actor = work.actor(Role.LEGAL_OFFICER)
        decide_referral(work.session, duty, None, arrival(), actor=actor, **work.given)
    assert dump(visiting.office.engine) == before


def test_sanction_opened_before_is_not_decided_while_the_focal_point_is_silent(visiting: Desk) -> None:
    visiting.find(FIRST, {"K12": ItemAnswer.VIOLATION})
    with visiting.work() as work:
        visit = next(v for v in work.visits() if v.code == FIRST)
        row = Protection(
            code="NV-TEST0001",
            visit_id=visit.id or 0,
            signs=["apparent_minor"],
            state=ProtectionState.RAISED,
            raised_at=work.now,
        )
        work.session.add(row)
        subject = work.duty(DutyKind.SANCTION_DECISION).subject
    decision = SanctionDecision("1/QĐ-XPHC", date(2021, 3, 1))
    with pytest.raises(PathBlocked):
        visiting.settle(DutyKind.SANCTION_DECISION, decide_sanction, decision, subject=subject)


def test_journal_keeps_it_restricted_and_without_its_campaign(protecting: Desk) -> None:
    code = protection(protecting).code
    with protecting.look() as work:
        (entry,) = work.journal(noun="protection", subject=code)
        assert (entry.restricted, entry.campaign_id, entry.reason, entry.note) == (True, None, None, None)
        duty = work.duty(DutyKind.PROTECTION)
        assert all(entry.restricted for entry in work.journal(subject=duty.code))


def test_nothing_of_it_is_in_what_agencies_owe_in_the_digest_or_in_any_routine_letter(protecting: Desk) -> None:
    protecting.at(date(2021, 3, 20))
    protecting.advance()
    with protecting.work() as work:
        for agency in work.context.pack.agencies:
            assert not [d for d in owed_by(work.session, agency.code, None) if d.kind is DutyKind.PROTECTION]
        send_digest(work.session, **work.given)
    code = protection(protecting).code
    with protecting.look() as work:
        duty = work.duty(DutyKind.PROTECTION)
        routine = work.session.exec(select(Message).where(Message.confidentiality == Confidentiality.ROUTINE)).all()
        assert len(routine) > 10
        for letter in routine:
            whole = "".join(str(p.get_content()) for p in opened(letter).walk() if p.get_content_maintype() == "text")
            assert code not in whole and duty.code not in whole
            assert "hỗ trợ nạn nhân" not in whole and DutyKind.PROTECTION.label not in whole


def test_receipt_and_answer_look_like_those_of_any_other_record(protecting: Desk) -> None:
    with protecting.look() as work:
        answers = [row.content for row in work.session.exec(select(Answer)) if "items" in row.content]
        assert [set(content) for content in answers] == [{"cards", "items"}]


def test_silent_focal_point_is_followed_by_its_deputy_and_then_its_head_and_nobody_else(protecting: Desk) -> None:
    told = {}
    for hour in (12, 13, 16, 17, 18):
        protecting.at(date(2021, 3, 1), time(hour))
        protecting.advance()
        with protecting.look() as work:
            told[hour] = [letter.address.partition("@")[0] for letter in work.letters("protection_overdue")]
    assert told[12] == [] and told[13] == ["phodaumoi"] and told[16] == ["phodaumoi"]
    assert told[17] == told[18] == ["phodaumoi", "lanhdao"]
    protecting.at(date(2021, 3, 10))
    protecting.advance()
    with protecting.look() as work:
        letters = work.letters("protection_notice") + work.letters("protection_overdue")
        assert len(letters) == 3 and {letter.agency for letter in letters} == {"DMHTNN"}


@pytest.mark.parametrize(("unreachable", "told"), [(Role.FOCAL_DEPUTY, ["lanhdao"]), (Role.SUPERIOR, ["phodaumoi"])])
def test_who_shares_a_mailbox_is_passed_over_and_stops_nobody_else(
    protecting: Desk, unreachable: Role, told: list[str]
) -> None:
    with protecting.work() as work:
        for contact in work.session.exec(select(Contact).where(Contact.agency == "DMHTNN")):
            contact.shared = contact.shared or contact.role is unreachable
            work.session.add(contact)
    for day, hour in ((1, 13), (1, 17), (10, 9)):
        protecting.at(date(2021, 3, day), time(hour))
        protecting.advance()
    with protecting.look() as work:
        assert work.letters("reminder"), "others are chased all the same"
        assert [letter.address.partition("@")[0] for letter in work.letters("protection_overdue")] == told
        assert work.duty(DutyKind.PROTECTION).rung_at is None


def test_without_a_focal_point_to_tell_the_record_is_refused_as_a_whole(visiting: Desk) -> None:
    with visiting.work() as work:
        work.session.exec(delete(Contact).where(Contact.role == Role.FOCAL_POINT))  # type: ignore[arg-type]
        record = work.record_of(next(v for v in work.visits() if v.code == FIRST), signs=SIGNS)
    before = dump(visiting.office.engine)
    with pytest.raises(ContactMissing, match="as focal_point"):
        visiting.hand_in(FIRST, record)
    assert dump(visiting.office.engine) == before


def test_focal_point_with_a_shared_mailbox_is_refused_as_a_whole(visiting: Desk) -> None:
    with visiting.work() as work:
        contact = work.session.exec(select(Contact).where(Contact.role == Role.FOCAL_POINT)).one()
        contact.shared = True
        record = work.record_of(next(v for v in work.visits() if v.code == FIRST), signs=SIGNS)
    before = dump(visiting.office.engine)
    with pytest.raises(SharedMailbox):
        visiting.hand_in(FIRST, record)
    assert dump(visiting.office.engine) == before


def test_shared_journal_says_nothing_of_it(protecting: Desk) -> None:
    with protecting.look() as work:
        assert work.visits(VisitState.RECORDED)
        entries = work.session.exec(select(JournalEntry).where(JournalEntry.restricted.is_(False))).all()  # type: ignore[attr-defined]
        assert not [entry for entry in entries if "protect" in f"{entry.noun}{entry.verb}{entry.reason}"]
