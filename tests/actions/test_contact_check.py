"""Once a year every address is written to: what its office answers, and what silence and a wrong address lead to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from actions.change_contact import ContactFacts, change_contact
from actions.check_contacts import NOT_ASKED
from actions.confirm_contact import confirm_contact
from actions.rehearse_step import rehearse_next
from actions.suspend_campaign import cancel_campaign
from models import Contact, Duty
from models.queries.duties import offices_asked
from models.queries.figures import duties_owed
from models.queries.office_records import contacts_on
from rules.hearing import contact_check_day, contact_check_subject, is_trusted
from rules.refusals import AnswerRefused
from rules.words import CancelReason, DutyKind, DutyState, Role
from rules.working_days import OFFICE_OPENS
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.forms_desk import year_opening
from tests.actions.work import Work

CHECK_DAY = date(2021, 10, 1)
PLAN = "HY-2021-KH-01"


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """The plan's day for it has come; one address had bounced before, and one office confirmed it in May."""
    with desk.work() as work:
        contact_of(work, "SYT").bounced = True
        contact_of(work, "SCT").confirmed_on = date(2021, 5, 3)
    desk.start(year_opening(desk))
    desk.at(CHECK_DAY)
    desk.advance()
    return desk


def contact_of(work: Work, agency: str, role: Role = Role.LIAISON) -> Contact:
    return work.session.exec(select(Contact).where(Contact.agency == agency, Contact.role == role)).one()


def duty_of(work: Work, agency: str, role: Role = Role.LIAISON) -> Duty:
    return work.duty(DutyKind.CONTACT_CHECK, agency=agency, role=role)


def answer(desk: Desk, agency: str, proposed: str | None = None) -> None:
    with desk.work() as work:
        duty = duty_of(work, agency)
        confirm_contact(work.session, duty, proposed, arrival(), actor=work.owner(duty), **work.given)


def test_day_is_the_packs_or_the_usual_one() -> None:
    assert contact_check_day(None, date(2021, 1, 1)) == CHECK_DAY
    assert contact_check_day(date(2021, 3, 2), date(2021, 1, 1)) == date(2021, 3, 2)


def test_nobody_is_asked_before_its_day_and_then_everybody_once(desk: Desk) -> None:
    desk.start(year_opening(desk))
    desk.at(CHECK_DAY - timedelta(days=1))
    desk.advance()
    with desk.look() as work:
        assert work.duties(DutyKind.CONTACT_CHECK) == []
        assert work.campaign(PLAN).next_at == work.context.pack.calendar.at(CHECK_DAY, OFFICE_OPENS)
    for day in (CHECK_DAY, CHECK_DAY + timedelta(days=3)):
        desk.at(day)
        desk.advance()
        with desk.look() as work:
            duties = work.duties(DutyKind.CONTACT_CHECK)
            known = [row for row in contacts_on(work.session, CHECK_DAY) if row.role not in NOT_ASKED]
            assert {duty.subject for duty in duties} == {contact_check_subject(PLAN, row.id or 0) for row in known}
            assert len(work.letters("contact_check")) == len(duties) == len(known) > 20


def test_who_has_confirmed_this_year_or_cannot_be_reached_or_asks_is_not_asked(asked: Desk) -> None:
    with asked.look() as work:
        agencies = {(duty.agency, duty.role) for duty in work.duties(DutyKind.CONTACT_CHECK)}
        assert not {("SYT", Role.LIAISON), ("SCT", Role.LIAISON)} & agencies
        assert ("SYT", Role.SUPERIOR) in agencies and not any(role is Role.COORDINATOR for _, role in agencies)


def test_yes_confirms_the_address_and_the_next_hearing_trusts_it(asked: Desk) -> None:
    answer(asked, "CAT")
    with asked.look() as work:
        contact = contact_of(work, "CAT")
        assert contact.confirmed_on == CHECK_DAY and is_trusted(contact, CHECK_DAY + timedelta(days=300))
        assert not is_trusted(contact, CHECK_DAY + timedelta(days=400))
        assert work.duties(DutyKind.CONTACT_CHECK, agency="CAT", role=Role.LIAISON) == []
        (entry,) = work.journal(noun="contact", verb="confirm")
        assert (entry.subject, entry.note) == ("CAT/liaison", None)


def test_another_address_waits_for_the_coordinator_who_confirms_it(asked: Desk) -> None:
    with pytest.raises(AnswerRefused, match="is not one plain e-mail address"):
        answer(asked, "CAT", "a@b.example, c@d.example")
    answer(asked, "CAT", "moi@cat.example")
    with asked.work() as work:
        contact = contact_of(work, "CAT")
        assert contact.address != "moi@cat.example" and contact.proposed == "moi@cat.example"
        assert contact.confirmed_on is None
        assert "moi@cat" not in str([(row.subject, row.after, row.note) for row in work.journal(noun="contact")])
        facts = ContactFacts(contact.office, contact.telephone, contact.proposed, contact.shared)
        current = change_contact(work.session, contact, facts, actor=COORDINATOR, **work.given)
        assert (current.address, current.proposed, contact.proposed) == ("moi@cat.example", None, None)


def test_office_whose_address_changes_meanwhile_is_asked_at_the_new_one(asked: Desk) -> None:
    with asked.work() as work:
        contact = contact_of(work, "CAT")
        facts = ContactFacts(contact.office, contact.telephone, "khac@cat.example", contact.shared)
        current = change_contact(work.session, contact, facts, actor=COORDINATOR, **work.given)
        assert duty_of(work, "CAT").subject == contact_check_subject(PLAN, current.id or 0)
    answer(asked, "CAT")
    with asked.look() as work:
        assert work.session.get_one(Contact, current.id).confirmed_on == CHECK_DAY


def test_silence_is_chased_like_any_other_duty(asked: Desk) -> None:
    with asked.look() as work:
        due_at = duty_of(work, "CAT").due_at
        calendar = work.context.pack.calendar
        assert calendar.last_day(due_at) == calendar.add_workdays(CHECK_DAY, 10)
    asked.at(calendar.add_workdays(calendar.day_of(due_at), 3))
    asked.advance()
    with asked.look() as work:
        assert duty_of(work, "CAT").rung > 0 and work.letters("reminder", agency="CAT")


def test_it_makes_nobody_a_partner_and_is_no_work_of_the_year(asked: Desk) -> None:
    with asked.look() as work:
        number = work.campaign(PLAN).id or 0
        assert not any(role is Role.CHAIRMAN for _, role in offices_asked(work.session, number))
        assert all(duty.kind is not DutyKind.CONTACT_CHECK for duty in duties_owed(work.session, number))


def test_plan_that_is_cancelled_asks_nobody_any_more(asked: Desk) -> None:
    with asked.work() as work:
        cancel_campaign(work.session, work.campaign(PLAN), CancelReason.MISTAKE, actor=COORDINATOR, **work.given)
        assert work.duties(DutyKind.CONTACT_CHECK) == []
        assert {duty.state for duty in work.duties(DutyKind.CONTACT_CHECK, state=None)} == {DutyState.WAIVED}


def test_pack_may_name_the_day(desk_at: Callable[[str], Desk]) -> None:
    desk = desk_at("empty")
    desk = Desk(replace(desk.office, pack=replace(desk.office.pack, contact_check=date(2021, 3, 2))))
    desk.start(year_opening(desk))
    desk.at(date(2021, 3, 2))
    desk.advance()
    with desk.work() as work:
        assert work.duties(DutyKind.CONTACT_CHECK)
        found = rehearse_next(work.session, work.campaign(PLAN), now=work.now, context=work.context)
        assert found is None or "contact_check" not in {one.letter for one in found.hearers}
