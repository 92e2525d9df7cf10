"""An office gets a contact where it has none that holds: an agency never entered, or whose last one is over."""

from datetime import datetime

from sqlmodel import Session

from actions.change_contact import ContactFacts
from actions.check_contact import contact_faults
from actions.context import Actor, Context
from actions.hear_step import wake_held_up
from actions.recording import record
from actions.tell_new_address import tell_new_address
from models import Contact
from models.journal import office_subject
from models.queries.contacts import still_valid
from models.queries.office_records import contact_at
from rules.refusals import AnswerRefused, RightMissing
from rules.words import Role


def add_contact(
    session: Session,
    agency: str,
    role: Role,
    facts: ContactFacts,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Contact:
    """An address that was registered once keeps its row; repeating it changes nothing. Raises RightMissing,
    UnknownCode for an agency that the pack does not have, AnswerRefused with every fault."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "enter", f"a contact of {agency}", [Role.COORDINATOR])
    context.pack.agency(agency)
    today = context.pack.calendar.day_of(now)
    known = contact_at(session, agency, role, facts.address)
    if known is not None and not known.bounced and still_valid(known, today):
        if (known.office, known.telephone, known.shared) == (facts.office, facts.telephone, facts.shared):
            return known
        raise AnswerRefused(
            f"The contact of {agency} as {role}", [("address", "is registered for this office already.")]
        )
    contact = known or Contact(agency=agency, role=role, office="", telephone="", address="")
    if faults := contact_faults(
        session, contact, facts.office, facts.telephone, facts.address, facts.shared, context, today
    ):
        raise AnswerRefused(f"The contact of {agency} as {role}", faults)
    contact.office, contact.telephone = facts.office, facts.telephone
    contact.address, contact.shared = facts.address, facts.shared
    contact.valid_from, contact.valid_to, contact.bounced = today, None, False
    session.add(contact)
    session.flush()
    record(
        session,
        noun="contact",
        subject=office_subject(agency, role),
        verb="enter",
        actor=actor,
        now=now,
        campaign_id=None,
    )
    tell_new_address(session, contact, today, now=now, context=context)
    wake_held_up(session, now=now)
    return contact
