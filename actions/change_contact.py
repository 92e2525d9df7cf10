"""An office's telephone, name or address changes; a new address takes over what the old one was owed and could open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from actions.check_contact import contact_faults
from actions.context import Actor, Context
from actions.hear_step import wake_held_up
from actions.recording import record
from actions.repairs import close_repair
from actions.send_again import letters_to_send_again, send_again
from actions.tell_new_address import tell_new_address, tell_old_address
from models import Contact
from models.journal import office_subject
from models.queries.office_records import contact_at, contact_checks_of, entries_of, links_of, queued_to
from models.queries.reorganisation import highest_ordinal
from rules.hearing import contact_check_subject, contact_checked
from rules.lifecycle import MESSAGE
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing
from rules.words import ContactRepair, MessageVerb, Role

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ContactFacts:
    """What may change of a contact; its agency and role never do. An office, never a person's name."""

    office: str
    telephone: str
    address: str
    shared: bool


def change_contact(
    session: Session, contact: Contact, facts: ContactFacts, *, actor: Actor, now: datetime, context: Context
) -> Contact:
    """The contact that is written to from now on: the same row, or a new one when the address is another. Repeating
    it changes nothing. Raises RightMissing, AnswerRefused with every fault, AlreadyHandled for a closed contact."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "change", f"the contact of {contact.agency}", [Role.COORDINATOR])
    session.refresh(contact, with_for_update=True)
    today = context.pack.calendar.day_of(now)
    if contact.valid_to is not None and contact.valid_to < today:
        raise AlreadyHandled("contact", f"{contact.agency} as {contact.role}", "replaced by another address")
    if faults := contact_faults(
        session, contact, facts.office, facts.telephone, facts.address, facts.shared, context, today
    ):
        raise AnswerRefused(f"The contact of {contact.agency} as {contact.role}", faults)
    changed = [name for name in ("office", "telephone", "address", "shared") if _differs(contact, facts, name)]
    if not changed:
        return contact
    current, unread = contact, letters_to_send_again(session, contact, now)
    if "address" in changed:
        current = _move(session, contact, facts, today)
    current.office, current.telephone, current.shared = facts.office, facts.telephone, facts.shared
    contact.proposed = None
    session.add(current)
    session.flush()
    # The addresses themselves stay out of the journal: they stand in the rows, with their days.
    _note(session, contact, changed, actor, now)
    wake_held_up(session, now=now)
    if current is not contact:
        _revoke(session, contact)
        _ask_at_new_address(session, contact, current)
        if not contact.bounced:  # else nobody reads it
            tell_old_address(session, contact, today, now=now, context=context)
        tell_new_address(session, current, today, now=now, context=context)
        send_again(session, unread, current, now=now, context=context)
        close_repair(session, contact, ContactRepair.NEW, actor=actor, now=now)
    return current


def _differs(contact: Contact, facts: ContactFacts, name: str) -> bool:
    return bool(getattr(contact, name) != getattr(facts, name))


def _move(session: Session, contact: Contact, facts: ContactFacts, today: date) -> Contact:
    """Close the old row yesterday, so that no day has two; one that began today was never valid. An address that was
    registered once and comes back keeps its row."""
    _end(session, contact, today)
    known = contact_at(session, contact.agency, contact.role, facts.address)
    current = known or Contact(
        agency=contact.agency,
        role=contact.role,
        office=facts.office,
        telephone=facts.telephone,
        address=facts.address,
        shared=facts.shared,
    )
    current.valid_from, current.valid_to, current.bounced = today, None, False
    current.confirmed_on = current.proposed = None
    return current


def close_contact(session: Session, contact: Contact, today: date) -> None:
    """The office is written to at another of its mailboxes from today on; this one opens nothing any more."""
    _end(session, contact, today)
    _revoke(session, contact)


def _end(session: Session, contact: Contact, today: date) -> None:
    contact.valid_to = today - ONE_DAY
    session.add(contact)


def _ask_at_new_address(session: Session, contact: Contact, current: Contact) -> None:
    """Whether the address is right is a question to whoever reads the new one."""
    for duty in contact_checks_of(session, contact.agency, contact.role):
        if contact_checked(duty.subject) == contact.id:
            with session.no_autoflush:  # an address that comes back was asked before, under the first ordinal
                duty.subject = contact_check_subject(duty.subject.rpartition("-L")[0], current.id or 0)
                duty.ordinal = highest_ordinal(session, duty, duty.agency) + 1
            session.add(duty)
    session.flush()


def _revoke(session: Session, contact: Contact) -> None:
    """What the old address could open it opens no more, and letters on their way there do not leave."""
    for link in links_of(session, contact):
        link.revoked = True
        session.add(link)
    for entry in entries_of(session, contact):
        entry.revoked = True
        session.add(entry)
    for message in queued_to(session, contact):
        message.state = MESSAGE.move(str(message.id), message.state, MessageVerb.CANCEL, Role.ENGINE)
        message.reply = "the office has another address"
        session.add(message)
    session.flush()


def _note(session: Session, contact: Contact, changed: list[str], actor: Actor, now: datetime) -> None:
    record(
        session,
        noun="contact",
        subject=office_subject(contact.agency, contact.role),
        verb="change",
        after=", ".join(changed),
        actor=actor,
        now=now,
        campaign_id=None,
    )
