"""An office's contact changes: what the old address could open is closed, what is owed is told to the new one."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import col, select

from actions.change_contact import ContactFacts, change_contact
from actions.context import Actor
from actions.sign_in import ask_sign_in, enter_sign_in
from models import Contact, Link, Message, PortalSession
from models.queries.contacts import contact_as, office_as
from notifications.letters import ContactChanged
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing
from rules.words import LinkPurpose, MessageState, Role
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of

NEW = "phongcsdt@cat.hungyen.example"


def contact(desk: Desk, role: Role, agency: str | None = None) -> Contact:
    with desk.look() as work:
        day = work.context.pack.calendar.day_of(work.now)
        row = office_as(work.session, role, day) if agency is None else contact_as(work.session, agency, role, day)
    assert row is not None
    return row


def facts_of(row: Contact) -> ContactFacts:
    return ContactFacts(row.office, row.telephone, row.address, row.shared)


def change(desk: Desk, row: Contact, actor: Actor = COORDINATOR, **facts: object) -> Contact:
    with desk.work() as work:
        current = work.session.get_one(Contact, row.id)
        wanted = replace(facts_of(current), **facts)  # type: ignore[arg-type]
        return change_contact(work.session, current, wanted, actor=actor, **work.given)


def refused(desk: Desk, row: Contact, **facts: object) -> dict[str, str]:
    before = dump(desk.office.engine)
    with pytest.raises(AnswerRefused) as fault:
        change(desk, row, COORDINATOR, **facts)
    assert dump(desk.office.engine) == before
    return dict(fault.value.faults)


def test_telephone_office_and_mailbox_change_in_place(coordinating: Desk) -> None:
    row = contact(coordinating, Role.LIAISON, "CAT")
    kept = change(coordinating, row, office="Phòng Tham mưu", telephone="0221 000 0999", shared=True)
    assert (kept.id, kept.office, kept.telephone, kept.shared) == (row.id, "Phòng Tham mưu", "0221 000 0999", True)
    with coordinating.look() as work:
        (entry,) = work.journal(noun="contact")
        assert (entry.subject, entry.after, entry.role) == (
            "CAT/liaison",
            "office, telephone, shared",
            Role.COORDINATOR,
        )
        assert work.letters(ContactChanged.name) == []


def test_new_address_gets_a_row_of_its_own_and_the_old_one_ends_yesterday(coordinating: Desk) -> None:
    old = contact(coordinating, Role.LIAISON, "CAT")
    coordinating.at(date(2021, 2, 8))
    new = change(coordinating, old, address=NEW)
    assert new.id != old.id and (new.valid_from, new.valid_to) == (date(2021, 2, 8), None)
    assert contact(coordinating, Role.LIAISON, "CAT").id == new.id
    with coordinating.look() as work:
        assert work.session.get_one(Contact, old.id).valid_to == date(2021, 2, 7)
        (entry,) = work.journal(noun="contact")
        assert entry.after == "address" and NEW not in f"{entry.note}{entry.subject}"


def test_old_address_opens_nothing_any_more_and_its_waiting_letters_do_not_leave(coordinating: Desk) -> None:
    old = contact(coordinating, Role.LIAISON, "CAT")
    change(coordinating, old, address=NEW)
    with coordinating.look() as work:
        links = work.session.exec(select(Link).where(Link.contact_id == old.id)).all()
        assert links and all(link.revoked for link in links)
        letters = work.session.exec(select(Message).where(Message.contact_id == old.id)).all()
        assert {m.letter for m in letters if m.state is MessageState.QUEUED} == {ContactChanged.name}
        assert {m.letter for m in letters if m.state is MessageState.CANCELLED} >= {"invitation"}


def test_both_addresses_are_told_and_the_new_one_of_all_it_owes(coordinating: Desk) -> None:
    old = contact(coordinating, Role.LIAISON, "CAT")
    new = change(coordinating, old, address=NEW)
    with coordinating.look() as work:
        to_old, to_new = work.letters(ContactChanged.name)
        assert (to_old.address, to_new.address) == (old.address, NEW)
        assert "cong.example/l/" in text_of(to_new) and "cong.example/l/" not in text_of(to_old)
        (reminder,) = work.letters("reminder")
        assert reminder.address == NEW
        opened = work.session.exec(select(Link).where(Link.contact_id == new.id, col(Link.revoked).is_(False))).all()
        assert len(opened) == 1 and {link.campaign_id for link in opened} == {work.campaign().id}


def test_a_confidential_case_is_told_anew_without_a_word_about_it(desk_at: object) -> None:
    desk: Desk = desk_at("suspect")  # type: ignore[operator]
    desk.advance()
    old = contact(desk, Role.LEGAL_OFFICER)
    change(desk, old, address="phapche2@sldtbxh.hungyen.example")
    with desk.look() as work:
        (letter,) = work.letters("task_link_renewed")
        assert letter.address == "phapche2@sldtbxh.hungyen.example"
        assert "HY-2021-KT" not in text_of(letter)


def test_sessions_of_the_old_address_end(coordinating: Desk) -> None:
    old = contact(coordinating, Role.CHAIRMAN)
    with coordinating.work() as work:
        ask_sign_in(work.session, Role.CHAIRMAN, **work.given)
        link = work.session.exec(select(Link).where(Link.purpose == LinkPurpose.SIGN_IN)).one()
        assert enter_sign_in(work.session, link, old, now=work.now)
    change(coordinating, old, address="chutich2@ubnd.hungyen.example")
    with coordinating.look() as work:
        assert [entry.revoked for entry in work.session.exec(select(PortalSession))] == [True]


def test_an_address_that_comes_back_keeps_its_row(coordinating: Desk) -> None:
    old = contact(coordinating, Role.LIAISON, "CAT")
    new = change(coordinating, old, address=NEW)
    coordinating.at(date(2021, 2, 8))
    back = change(coordinating, new, address=old.address)
    assert back.id == old.id and (back.valid_from, back.valid_to) == (date(2021, 2, 8), None)
    with pytest.raises(AlreadyHandled):
        change(coordinating, new, address="khac@cat.hungyen.example")


def test_two_changes_on_one_day_leave_one_address(coordinating: Desk) -> None:
    old = contact(coordinating, Role.LIAISON, "CAT")
    first = change(coordinating, old, address=NEW)
    coordinating.at(date(2021, 2, 1), time(15))
    second = change(coordinating, first, address="thu3@cat.hungyen.example")
    assert contact(coordinating, Role.LIAISON, "CAT").id == second.id


def test_the_same_facts_again_change_nothing(coordinating: Desk) -> None:
    row = change(coordinating, contact(coordinating, Role.LIAISON, "CAT"), address=NEW)
    before = dump(coordinating.office.engine)
    assert change(coordinating, row).id == row.id
    assert dump(coordinating.office.engine) == before


@pytest.mark.parametrize(
    "address", ["", "a@b", "a@cat.example, b@cat.example", "Công an <a@cat.example>", "â@cat.example"]
)
def test_what_is_no_plain_address_is_refused(coordinating: Desk, address: str) -> None:
    faults = refused(coordinating, contact(coordinating, Role.LIAISON, "CAT"), address=address)
    assert "is not one plain e-mail address" in faults["address"]


def test_every_fault_is_told_at_once(coordinating: Desk) -> None:
    row = contact(coordinating, Role.CHAIRMAN)
    faults = refused(coordinating, row, office=" ", telephone="gọi", shared=True, address="x")
    assert set(faults) == {"office", "telephone", "shared", "address"}


@pytest.mark.parametrize(
    "role",
    [Role.CHAIRMAN, Role.TEAM_LEADER, Role.LEGAL_OFFICER, Role.POLICE_DUTY, Role.FOCAL_POINT, Role.FOCAL_DEPUTY],
)
def test_who_reads_confidential_cases_has_a_mailbox_of_his_own(coordinating: Desk, role: Role) -> None:
    assert "mailbox" in refused(coordinating, contact(coordinating, role), shared=True)["shared"]


@pytest.mark.parametrize(
    ("role", "other"),
    [
        (Role.LEGAL_OFFICER, Role.DEPARTMENT_HEAD),
        (Role.TEAM_LEADER, Role.DEPUTY_LEADER),
        (Role.FOCAL_POINT, Role.FOCAL_DEPUTY),
        (Role.CHAIRMAN, Role.COMMITTEE),
        (Role.CHAIRMAN, Role.COORDINATOR),
    ],
)
def test_nobody_holds_two_places_of_one_chain(coordinating: Desk, role: Role, other: Role) -> None:
    address = contact(coordinating, other).address
    faults = refused(coordinating, contact(coordinating, role), address=address.upper().replace("EXAMPLE", "example"))
    assert f"is the address of {other} too" in faults["address"]


def test_offices_of_different_work_may_share_an_address(coordinating: Desk) -> None:
    address = contact(coordinating, Role.SUPERIOR, "CAT").address
    assert change(coordinating, contact(coordinating, Role.LIAISON, "CAT"), address=address).address == address


def test_coordinator_alone_changes_contacts(coordinating: Desk) -> None:
    with pytest.raises(RightMissing):
        change(coordinating, contact(coordinating, Role.LIAISON, "CAT"), actor=Actor(Role.CHAIRMAN, "UBND-33"))
