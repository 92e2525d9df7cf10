"""The coordinator mends an address whose letters came back: another of the agency's, a new one, or it was right."""

from collections.abc import Mapping
from typing import Any

from actions.change_contact import ContactFacts
from actions.repair_contact import Repair, repair_contact, usable_alternates
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.contact_repairs import contact_to_repair, letters_of
from notifications.letter_names import letter_name
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.visibility import PERSONAL_MAILBOX
from rules.words import ContactRepair

YES_NO = ("yes", "no")


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    contact = contact_to_repair(desk.session, duty)
    hidden = desk.speech.say("Một thư hạn chế", "A confidential letter")
    return {
        "contact": contact,
        "agency": desk.speech.agency(desk.context.pack, contact.agency),
        "personal": contact.role in PERSONAL_MAILBOX,
        "alternates": usable_alternates(desk.session, contact, now=desk.now, context=desk.context),
        "letters": [
            (row, letter_name(row.letter, desk.speech.locale) if named else hidden, named)
            for row, named in letters_of(desk.session, contact)
        ],
    }


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn cách sửa địa chỉ.", "Please choose how the address is mended.")
    how = posted.one_of("how", ContactRepair, ask)
    number = posted.number("alternate") if how is ContactRepair.ALTERNATE else None
    contact = _read_contact(posted) if how is ContactRepair.NEW else None
    posted.check()
    assert how is not None, "check() refuses a missing one"
    return repair_contact(desk.session, duty, Repair(how, number, contact), arrival, **desk.given)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    return [(desk.speech.say("Cách sửa", "How"), desk.speech.label(ContactRepair(content["how"])))]


def _read_contact(posted: Posted) -> ContactFacts:
    ask = ("Xin chọn hộp thư riêng hay dùng chung.", "Please choose whether the mailbox is shared.")
    shared = posted.choice("shared", YES_NO, ask)
    office, telephone, address = (posted.get(name).strip() for name in ("office", "telephone", "address"))
    return ContactFacts(office, telephone, address, shared == "yes")


FORM = DutyForm("duties/contact_repair.html", facts, answer, said)
