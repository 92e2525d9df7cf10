"""What comes back for letters: a failure is a task for the coordinator, and nothing by mail is ever an answer."""

from contextlib import nullcontext
from datetime import date, time, timedelta

import pytest
from sqlmodel import col, select

from actions.ask_for_contacts import ask_for_contacts
from actions.change_contact import ContactFacts, change_contact
from actions.context import Actor
from actions.forget_returns import KEPT_FOR, forget_returns
from actions.repair_contact import Repair, repair_contact, usable_alternates
from actions.take_return import Fate
from actions.waive_owed import waive_owed
from models import Answer, Contact, Link, MailReturn, Message
from models.queries.contact_repairs import repairs_waiting
from models.queries.duties import duty_by_code
from models.queries.mail_returns import replies_about, returns_shown
from models.queries.unheard import held_up
from notifications.delivery.records import mark_contact
from notifications.returns.bounce_address import BounceAddress
from notifications.settling import read_text
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing
from rules.words import (
    CampaignState,
    Confidentiality,
    ContactRepair,
    DutyKind,
    DutyState,
    MessageState,
    Mode,
    ReturnKind,
    Role,
    WaiveReason,
)
from tests.actions.coming_back import (
    DOMAIN,
    JOURNAL,
    OURS,
    Form,
    carry,
    come_back,
    contact_of,
    letter_of,
    state_of,
    take,
)
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.dump import dump
from tests.actions.forms_desk import opening_of
from trials import returned_mail as mail

NEW = ContactFacts("Phòng Tham mưu (mẫu)", "0221 000 0999", "thammuu@cat.hungyen.example", True)


def repair(desk: Desk, how: ContactRepair, alternate: int | None = None, facts: ContactFacts | None = None) -> Answer:
    with desk.work() as work:
        duty = work.duty(DutyKind.CONTACT_REPAIR)
        done = Repair(how, alternate, facts)
        return repair_contact(work.session, duty, done, arrival(), actor=COORDINATOR, **work.given)


@pytest.mark.parametrize("form", mail.FAILED)
def test_letter_that_came_back_is_a_task_for_the_coordinator_at_once_and_the_clock_runs_on(
    coordinating: Desk, form: str
) -> None:
    with coordinating.look() as work:
        owed = work.duty(DutyKind.CONFIRM, agency="CAT").model_dump()
    sent = carry(coordinating)
    assert come_back(coordinating, sent, mail.FAILED[form]) is Fate.KEPT
    assert state_of(coordinating, sent) is MessageState.BOUNCED
    assert contact_of(coordinating, sent).bounced
    with coordinating.look() as work:
        task = work.duty(DutyKind.CONTACT_REPAIR)
        assert (task.agency, task.role, task.opened_at) == ("SLDTBXH", Role.COORDINATOR, work.now)
        (told,) = work.letters("contact_bounced")
        assert "Công an tỉnh" in str(read_text(told)) and f"/office/d/{task.code}" in str(read_text(told))
        assert contact_of(coordinating, sent).address not in str(read_text(told))
        assert work.duty(DutyKind.CONFIRM, agency="CAT").model_dump() == owed
        assert [entry.verb for entry in work.journal(noun="contact")] == ["bounced"]


def test_letter_comes_back_and_its_address_is_mended_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.schedule()
    sent = carry(desk_on_both, "plan_submitted", agency="UBND-33")
    assert come_back(desk_on_both, sent) is Fate.KEPT
    desk_on_both.advance()
    with desk_on_both.look() as work:
        ((duty, contact),) = repairs_waiting(work.session, Role.COORDINATOR)
        assert (duty.kind, contact.agency) == (DutyKind.CONTACT_REPAIR, "UBND-33")
        assert repairs_waiting(work.session, Role.CHAIRMAN) == []
        assert [row.kind for row, _ in returns_shown(work.session, Role.COORDINATOR, 9)] == [ReturnKind.FAILED]
    repair(desk_on_both, ContactRepair.KEEP)
    desk_on_both.advance()
    with desk_on_both.look() as work:
        assert repairs_waiting(work.session, Role.COORDINATOR) == []
        assert len(work.letters("plan_submitted")) == 2


def test_same_report_again_changes_nothing(coordinating: Desk) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent)
    before = dump(coordinating.office.engine)
    assert come_back(coordinating, sent) is Fate.REPEATED
    assert dump(coordinating.office.engine) == before


def test_two_letters_to_one_address_that_come_back_are_one_task(coordinating: Desk) -> None:
    sent = carry(coordinating)
    coordinating.at(date(2021, 2, 9), time(9))
    coordinating.advance()
    reminder = carry(coordinating, "reminder")
    assert [come_back(coordinating, one) for one in (sent, reminder)] == [Fate.KEPT, Fate.KEPT]
    assert state_of(coordinating, reminder) is MessageState.BOUNCED
    with coordinating.look() as work:
        work.duty(DutyKind.CONTACT_REPAIR)
        assert len(work.letters("contact_bounced")) == 1


def test_address_that_the_relay_refuses_is_a_task_within_the_minute(coordinating: Desk) -> None:
    sent = carry(coordinating)
    with coordinating.work() as work:
        mark_contact(work.session, work.session.get_one(Message, sent), work.now)
    coordinating.advance()
    with coordinating.work() as work:
        work.duty(DutyKind.CONTACT_REPAIR)
        assert ask_for_contacts(work.session, **work.given) == 0
    coordinating.advance()
    with coordinating.look() as work:
        assert len(work.letters("contact_bounced")) == 1


def test_forged_report_is_ignored_and_noted(coordinating: Desk) -> None:
    sent = carry(coordinating)
    with coordinating.look() as work:
        letter = letter_of(work.session.get_one(Message, sent))
    forged = mail.Letter(letter.came_to.replace(".1.", ".1.a"), letter.mid, letter.address)
    assert take(coordinating, mail.postfix(forged)) is Fate.FORGED
    assert state_of(coordinating, sent) is MessageState.SENT
    assert not contact_of(coordinating, sent).bounced
    with coordinating.look() as work:
        assert [entry.verb for entry in work.journal(noun="return")] == ["forged"]
        assert work.duties(DutyKind.CONTACT_REPAIR) == []


@pytest.mark.parametrize("to", ["of nobody", f"doi178@{DOMAIN}"])
def test_report_that_names_no_letter_of_ours_is_put_aside(coordinating: Desk, to: str) -> None:
    """Without the letter's own sender it counts no more than a letter that there is not, where senders are extended."""
    sent = carry(coordinating)
    with coordinating.look() as work:
        letter = letter_of(work.session.get_one(Message, sent))
    other = "z" * 26 + ".1"
    stray = mail.Letter(to if "@" in to else OURS.sender_of(other), f"<{other}@{DOMAIN}>", letter.address)
    raw = mail.postfix(mail.Letter(to, letter.mid, letter.address) if "@" in to else stray)
    assert take(coordinating, raw) is Fate.ASIDE
    before = dump(coordinating.office.engine)
    assert take(coordinating, raw) is Fate.ASIDE
    assert dump(coordinating.office.engine) == before
    assert state_of(coordinating, sent) is MessageState.SENT


def test_without_extended_senders_the_message_id_is_enough(coordinating: Desk) -> None:
    sent = carry(coordinating)
    assert come_back(coordinating, sent, bounces=BounceAddress(OURS.address)) is Fate.KEPT
    assert state_of(coordinating, sent) is MessageState.BOUNCED


def test_copy_in_the_journal_mailbox_that_came_back_says_nothing_of_the_office(coordinating: Desk) -> None:
    sent = carry(coordinating)
    with coordinating.look() as work:
        letter = letter_of(work.session.get_one(Message, sent))
    assert take(coordinating, mail.postfix(mail.Letter(letter.came_to, letter.mid, JOURNAL))) is Fate.ASIDE
    assert state_of(coordinating, sent) is MessageState.SENT


@pytest.mark.parametrize("state", [MessageState.AMBIGUOUS, MessageState.QUEUED])
def test_report_is_a_witness_that_a_doubtful_letter_was_taken_over(coordinating: Desk, state: MessageState) -> None:
    sent = carry(coordinating, state=state)
    come_back(coordinating, sent)
    assert state_of(coordinating, sent) is MessageState.BOUNCED


def test_delay_is_a_note_and_shows_that_a_relay_has_the_letter(coordinating: Desk) -> None:
    sent, doubtful = carry(coordinating), carry(coordinating, agency="SYT", state=MessageState.AMBIGUOUS)
    assert [come_back(coordinating, one, mail.postfix_delayed) for one in (sent, doubtful)] == [Fate.KEPT, Fate.KEPT]
    assert [state_of(coordinating, one) for one in (sent, doubtful)] == [MessageState.SENT] * 2
    with coordinating.look() as work:
        assert work.duties(DutyKind.CONTACT_REPAIR) == []
        assert "delayed" in [entry.verb for entry in work.journal(noun="message")]


def test_report_about_a_letter_on_the_wire_waits_until_that_is_over(coordinating: Desk) -> None:
    sent = carry(coordinating, state=MessageState.LEASED)
    before = dump(coordinating.office.engine)
    assert come_back(coordinating, sent) is Fate.LATER
    assert dump(coordinating.office.engine) == before


@pytest.mark.parametrize("form", [mail.auto_reply, mail.old_auto_reply])
def test_automatic_answer_is_noted_and_answers_nothing(coordinating: Desk, form: Form) -> None:
    sent = carry(coordinating)
    with coordinating.look() as work:
        letters = len(work.session.exec(select(Message.id)).all())
    assert come_back(coordinating, sent, form) is Fate.KEPT
    with coordinating.look() as work:
        assert work.duty(DutyKind.CONFIRM, agency="CAT").state is DutyState.OPEN
        assert len(work.session.exec(select(Message.id)).all()) == letters
        assert work.session.exec(select(MailReturn.kind)).all() == [ReturnKind.AUTO_REPLY]
    assert state_of(coordinating, sent) is MessageState.SENT


def test_reply_that_confirms_by_mail_is_shown_with_the_duty_and_answers_nothing(coordinating: Desk) -> None:
    sent = carry(coordinating)
    assert come_back(coordinating, sent, mail.reply) is Fate.KEPT
    with coordinating.look() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="CAT")
        assert [reply.text for reply in replies_about(work.session, duty)] == ["Đã xác nhận tham gia, cử 2 cán bộ."]
        assert replies_about(work.session, work.duty(DutyKind.CONFIRM, agency="SYT")) == []
        assert work.session.exec(select(Answer).where(Answer.duty_id == duty.id)).all() == []
        assert not [entry for entry in work.journal() if "xác nhận" in str(entry.note)]


@pytest.mark.parametrize("hidden_by", ["letter", "campaign"])
def test_words_about_what_the_coordinator_may_not_know_are_not_kept(coordinating: Desk, hidden_by: str) -> None:
    sent = carry(coordinating)
    with coordinating.work() as work:
        if hidden_by == "letter":
            work.session.get_one(Message, sent).confidentiality = Confidentiality.CONFIDENTIAL
        else:
            work.campaign().mode = Mode.UNANNOUNCED
    assert come_back(coordinating, sent, mail.reply) is Fate.ASIDE
    with coordinating.look() as work:
        (row,) = work.session.exec(select(MailReturn)).all()
        assert (row.kind, row.text) == (ReturnKind.REPLY, None)


def test_words_are_erased_in_time_and_what_named_no_letter_with_them(coordinating: Desk) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent, mail.reply)
    come_back(coordinating, sent)
    take(coordinating, b"From: <x@y.example>\r\n\r\nmua")
    with coordinating.work() as work:
        assert forget_returns(work.session, now=work.now + KEPT_FOR) == 0
        assert forget_returns(work.session, now=work.now + KEPT_FOR + timedelta(seconds=1)) == 2
        kept = work.session.exec(select(MailReturn.kind, MailReturn.text).order_by(col(MailReturn.id))).all()
        assert kept == [(ReturnKind.REPLY, None), (ReturnKind.FAILED, None)]
        assert [(entry.verb, entry.after) for entry in work.journal(noun="return")] == [("forget", "2")]


@pytest.mark.parametrize("status", ["5.7.1", "5.6.0", "5.3.4"])
def test_refusal_of_our_letter_or_ourselves_marks_no_address(coordinating: Desk, status: str) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent, lambda letter: mail.postfix(letter, status=status, said="no"))
    assert state_of(coordinating, sent) is MessageState.BOUNCED
    with coordinating.look() as work:
        assert work.duties(DutyKind.CONTACT_REPAIR) == []
    assert not contact_of(coordinating, sent).bounced


@pytest.mark.parametrize("status", ["5.2.2", "4.4.7"])
def test_full_mailbox_or_silent_server_is_a_task_without_a_mark(coordinating: Desk, status: str) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent, lambda letter: mail.postfix(letter, status=status, said="no"))
    with coordinating.look() as work:
        work.duty(DutyKind.CONTACT_REPAIR)
    assert not contact_of(coordinating, sent).bounced


def test_new_address_gets_what_did_not_arrive_as_letters_of_its_own(coordinating: Desk) -> None:
    sent = carry(coordinating)
    old = contact_of(coordinating, sent)
    come_back(coordinating, sent)
    repair(coordinating, ContactRepair.NEW, facts=NEW)
    with coordinating.look() as work:
        first, again = work.letters("invitation", agency="CAT")
        assert (again.address, again.state) == (NEW.address, MessageState.QUEUED)
        assert again.mid != first.mid and again.mime != first.mime
        assert first.address.encode() not in again.mime and NEW.address.encode() in again.mime
        links = work.session.exec(select(Link).where(Link.contact_id == again.contact_id)).all()
        urls = [work.context.signer.url(link) for link in links]
        assert any(url in str(read_text(again)) for url in urls)
        dead = work.session.exec(select(Link).where(Link.contact_id == old.id)).all()
        assert dead and all(link.revoked for link in dead)
        assert not [link for link in dead if work.context.signer.url(link) in str(read_text(again))]
        assert read_text(again).partition("http")[0] == read_text(first).partition("http")[0]  # type: ignore[union-attr]
        assert work.duties(DutyKind.CONTACT_REPAIR) == []
        assert work.duty(DutyKind.CONTACT_REPAIR, state=DutyState.FULFILLED).answered == {"how": "new"}
        # Nobody reads the old mailbox: it is told of nothing.
        assert {letter.address for letter in work.letters("contact_changed")} == {NEW.address}


def test_other_mailbox_of_the_office_is_proposed_first_and_takes_over(coordinating: Desk) -> None:
    sent = carry(coordinating)
    with coordinating.work() as work:
        old = work.session.get_one(Message, sent)
        second = Contact(agency="CAT", role=Role.LIAISON, office="Văn phòng (mẫu)", telephone="0221 000 0998",
                         address="vanphong@cat.hungyen.example", shared=True)  # fmt: skip
        work.session.add(second)
        work.session.flush()
        number = second.id
        assert old.contact_id != number
    come_back(coordinating, sent)
    with coordinating.look() as work:
        contact = contact_of(coordinating, sent)
        proposed = usable_alternates(work.session, contact, **work.given)
        assert (proposed[0].id, proposed[0].role) == (number, Role.LIAISON)
    repair(coordinating, ContactRepair.ALTERNATE, number)
    assert contact_of(coordinating, sent).valid_to is not None
    with coordinating.look() as work:
        assert work.letters("invitation", agency="CAT")[-1].contact_id == number


@pytest.mark.parametrize("how", [ContactRepair.KEEP, ContactRepair.ALTERNATE])
def test_step_that_waits_for_the_address_goes_on_as_soon_as_it_is_mended(
    coordinating: Desk, how: ContactRepair
) -> None:
    come_back(coordinating, carry(coordinating))
    code = coordinating.start(opening_of(coordinating, "CT1-TUYENTRUYEN"))
    coordinating.advance()
    with coordinating.work() as work:
        assert held_up(work.session) == [work.campaign(code)]
        second = Contact(agency="CAT", role=Role.LIAISON, office="Văn phòng (mẫu)", telephone="0221 000 0998",
                         address="vanphong@cat.hungyen.example", shared=True)  # fmt: skip
        work.session.add(second)
        work.session.flush()
        number = second.id
    repair(coordinating, how, number)
    coordinating.advance()
    with coordinating.look() as work:
        assert held_up(work.session) == []
        assert work.letters("joint_plan", agency="CAT")


def test_address_of_another_office_of_the_agency_may_take_its_place(coordinating: Desk) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent)
    with coordinating.look() as work:
        contact = contact_of(coordinating, sent)
        proposed = usable_alternates(work.session, contact, **work.given)
        assert proposed and all(other.agency == "CAT" and not other.bounced for other in proposed)
        other = proposed[0]
    repair(coordinating, ContactRepair.ALTERNATE, other.id)
    with coordinating.look() as work:
        again = work.letters("invitation", agency="CAT")[-1]
        assert again.address == other.address
        assert work.session.get_one(Contact, again.contact_id).role is Role.LIAISON


def test_address_that_was_right_after_all_gets_the_letter_again(coordinating: Desk) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent)
    repair(coordinating, ContactRepair.KEEP)
    assert not contact_of(coordinating, sent).bounced
    with coordinating.look() as work:
        first, again = work.letters("invitation", agency="CAT")
        assert (again.address, again.state) == (first.address, MessageState.QUEUED)
    coordinating.advance()
    with coordinating.look() as work:
        assert work.duties(DutyKind.CONTACT_REPAIR) == []


def test_letter_that_was_sent_again_is_not_sent_a_third_time_for_another_that_comes_back(coordinating: Desk) -> None:
    come_back(coordinating, carry(coordinating))
    repair(coordinating, ContactRepair.KEEP)
    carry(coordinating)
    coordinating.at(date(2021, 2, 9), time(9))
    coordinating.advance()
    with coordinating.work() as work:
        for letter in work.letters("invitation", agency="CAT"):
            letter.ttl_at = work.now + timedelta(days=1)
    come_back(coordinating, carry(coordinating, "reminder"))
    repair(coordinating, ContactRepair.KEEP)
    with coordinating.look() as work:
        assert len(work.letters("invitation", agency="CAT")) == 2
        assert len(work.letters("reminder", agency="CAT")) == 2


def test_what_was_answered_meanwhile_is_not_sent_again(coordinating: Desk) -> None:
    coordinating.at(date(2021, 2, 9), time(9))
    coordinating.advance()
    reminder = carry(coordinating, "reminder")
    come_back(coordinating, reminder)
    coordinating.confirm("CAT")
    repair(coordinating, ContactRepair.KEEP)
    with coordinating.look() as work:
        assert [letter.id for letter in work.letters("reminder", agency="CAT")] == [reminder]


@pytest.mark.parametrize(
    ("how", "facts", "alternate"),
    [
        (ContactRepair.NEW, None, None),
        (ContactRepair.NEW, ContactFacts("", "x", "a, b@c", True), None),
        (ContactRepair.ALTERNATE, None, None),
        (ContactRepair.ALTERNATE, None, 1),
    ],
)
def test_mending_that_mends_nothing_is_refused_whole(
    coordinating: Desk, how: ContactRepair, facts: ContactFacts | None, alternate: int | None
) -> None:
    come_back(coordinating, carry(coordinating))
    before = dump(coordinating.office.engine)
    with pytest.raises(AnswerRefused):
        repair(coordinating, how, alternate, facts)
    assert dump(coordinating.office.engine) == before


def test_address_is_mended_once_and_by_the_coordinator_alone(coordinating: Desk) -> None:
    come_back(coordinating, carry(coordinating))
    with coordinating.work() as work:
        code = work.duty(DutyKind.CONTACT_REPAIR).code
    keep = Repair(ContactRepair.KEEP)
    for role, refusal in ((Role.CHAIRMAN, RightMissing), (Role.COORDINATOR, None), (Role.COORDINATOR, AlreadyHandled)):
        with coordinating.work() as work:
            given = {"actor": Actor(role, "SLDTBXH"), **work.given}
            with pytest.raises(refusal) if refusal else nullcontext():
                repair_contact(work.session, duty_by_code(work.session, code), keep, arrival(), **given)
    with coordinating.look() as work:
        assert len(work.letters("invitation", agency="CAT")) == 2


def test_contact_changed_on_its_own_page_ends_the_task_too(coordinating: Desk) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent)
    with coordinating.work() as work:
        contact = work.session.get_one(Contact, work.session.get_one(Message, sent).contact_id)
        change_contact(work.session, contact, NEW, actor=COORDINATOR, **work.given)
        assert work.duties(DutyKind.CONTACT_REPAIR) == []
        assert work.letters("invitation", agency="CAT")[-1].address == NEW.address


def test_task_that_nobody_does_is_chased_like_any_other(coordinating: Desk) -> None:
    come_back(coordinating, carry(coordinating))
    coordinating.at(date(2021, 2, 5), time(9))
    coordinating.advance()
    with coordinating.look() as work:
        (reminder,) = [one for one in work.letters("reminder", agency="SLDTBXH") if "LH" in one.intent_key]
        assert "Sửa địa chỉ liên hệ" in str(read_text(reminder))


def test_task_stands_in_no_list_of_a_campaign_and_tells_no_letter(coordinating: Desk) -> None:
    sent = carry(coordinating)
    come_back(coordinating, sent)
    with coordinating.look() as work:
        task, invitation = work.duty(DutyKind.CONTACT_REPAIR), work.session.get_one(Message, sent)
        assert task.campaign_id != invitation.campaign_id
        (told,) = work.letters("contact_bounced")
        assert work.campaign().code not in str(read_text(told)) and "invitation" not in str(read_text(told))


def test_office_that_gets_confidential_letters_is_not_named_by_mail(coordinating: Desk) -> None:
    with coordinating.work() as work:
        focal = work.session.exec(select(Contact).where(Contact.role == Role.FOCAL_POINT)).first()
        assert focal is not None
        focal.bounced = True
        work.session.add(focal)
    coordinating.advance()
    with coordinating.look() as work:
        (told,) = work.letters("contact_bounced")
        name = work.context.pack.agency(focal.agency).name
        content = str(read_text(told)).partition("----")[0]
        assert Role.FOCAL_POINT.label not in content and "xem sau khi đăng nhập" in content
        assert name not in content or focal.agency == "SLDTBXH"


def test_next_year_has_a_book_of_its_own_and_closes_the_finished_one(coordinating: Desk) -> None:
    come_back(coordinating, carry(coordinating))
    repair(coordinating, ContactRepair.KEEP)
    with coordinating.work() as work:
        contact = work.session.exec(select(Contact).where(Contact.agency == "SYT")).first()
        assert contact is not None
        contact.bounced = True
        work.session.add(contact)
        later = work.now + timedelta(days=340)
        assert ask_for_contacts(work.session, now=later, context=work.context) == 1
        assert work.campaign("HY-2021-LH").state is CampaignState.CLOSED
        assert work.campaign("HY-2022-LH").state is CampaignState.CARRYING_OUT


def test_waived_task_is_not_asked_again_by_itself(coordinating: Desk) -> None:
    come_back(coordinating, carry(coordinating))
    with coordinating.work() as work:
        duty = work.duty(DutyKind.CONTACT_REPAIR)
        waive_owed(work.session, duty, WaiveReason.NOT_NEEDED, actor=COORDINATOR, **work.given)
    coordinating.advance()
    with coordinating.look() as work:
        assert work.duties(DutyKind.CONTACT_REPAIR) == []
