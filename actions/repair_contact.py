"""The coordinator mends an address whose letters came back; what did not arrive and is still wanted goes out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.change_contact import ContactFacts, change_contact, close_contact
from actions.check_contact import contact_faults
from actions.context import Actor, Context
from actions.hear_step import wake_held_up
from actions.recording import record
from actions.repairs import close_repair
from actions.send_again import letters_to_send_again, send_again, send_once_more
from actions.settle_duty import hold_duty
from actions.take_answer import Arrival, take_answer
from actions.tell_new_address import tell_new_address
from models import Answer, Contact, Duty
from models.journal import office_subject
from models.queries.contact_repairs import alternates_to, contact_to_repair
from rules.refusals import AlreadyHandled, AnswerRefused, RightMissing
from rules.visibility import may_answer
from rules.words import ContactRepair, DutyState, Role


@dataclass(frozen=True)
class Repair:
    """`alternate` is the contact's number for ALTERNATE, `facts` are those for NEW."""

    how: ContactRepair
    alternate: int | None = None
    facts: ContactFacts | None = None


def usable_alternates(session: Session, contact: Contact, *, now: datetime, context: Context) -> list[Contact]:
    """What may be proposed in its place, the best first: another mailbox of the same office, else one of the agency's
    other offices that may take its letters."""
    today = context.pack.calendar.day_of(now)
    return [
        other
        for other in alternates_to(session, contact, today)
        if other.role is contact.role or not _faults(session, contact, _facts_of(other), context, today)
    ]


def repair_contact(
    session: Session, duty: Duty, repair: Repair, arrival: Arrival, *, actor: Actor, now: datetime, context: Context
) -> Answer:
    """Raises RightMissing, AnswerRefused with every fault, AlreadyHandled when it was mended meanwhile."""
    if not may_answer(actor.role, duty.kind):
        raise RightMissing(actor.role, "mend", "an address", [Role.COORDINATOR])
    hold_duty(session, duty)
    if duty.state is not DutyState.OPEN:
        raise AlreadyHandled("duty", duty.code, duty.state)
    contact = contact_to_repair(session, duty)
    if repair.how is ContactRepair.KEEP:
        _keep(session, contact, actor, now)
    elif repair.how is ContactRepair.NEW:
        _change(session, contact, repair.facts, actor, now, context)
    else:
        others = usable_alternates(session, contact, now=now, context=context)
        _take_alternate(session, contact, _chosen(others, contact, repair.alternate), actor, now, context)
    close_repair(session, contact, repair.how, actor=actor, now=now)
    return take_answer(session, duty, {"how": repair.how.value}, arrival, now=now)


def _keep(session: Session, contact: Contact, actor: Actor, now: datetime) -> None:
    unread = letters_to_send_again(session, contact, now)
    contact.bounced = False
    session.add(contact)
    _note(session, contact, "keep", actor, now)
    send_once_more(session, unread, now=now)
    wake_held_up(session, now=now)


def _change(
    session: Session, contact: Contact, facts: ContactFacts | None, actor: Actor, now: datetime, context: Context
) -> None:
    if facts is None or facts.address == contact.address:
        raise AnswerRefused(
            "The contact", [("address", "must be another address than the one that letters came back from.")]
        )
    change_contact(session, contact, facts, actor=actor, now=now, context=context)


def _take_alternate(
    session: Session, contact: Contact, other: Contact, actor: Actor, now: datetime, context: Context
) -> None:
    """A mailbox of the same office takes over as it is; one of another office becomes this office's address too."""
    if other.role is not contact.role:
        _change(session, contact, _facts_of(other), actor, now, context)
        return
    today = context.pack.calendar.day_of(now)
    unread = letters_to_send_again(session, contact, now)
    close_contact(session, contact, today)
    _note(session, contact, "replace", actor, now)
    tell_new_address(session, other, today, now=now, context=context)
    send_again(session, unread, other, now=now, context=context)
    wake_held_up(session, now=now)


def _chosen(others: Sequence[Contact], contact: Contact, number: int | None) -> Contact:
    for other in others:
        if other.id == number:
            return other
    raise AnswerRefused("The contact", [("alternate", f"must be one of the addresses proposed for {contact.agency}.")])


def _facts_of(contact: Contact) -> ContactFacts:
    return ContactFacts(contact.office, contact.telephone, contact.address, contact.shared)


def _faults(
    session: Session, contact: Contact, facts: ContactFacts, context: Context, today: date
) -> list[tuple[str, str]]:
    return contact_faults(session, contact, facts.office, facts.telephone, facts.address, facts.shared, context, today)


def _note(session: Session, contact: Contact, verb: str, actor: Actor, now: datetime) -> None:
    subject = office_subject(contact.agency, contact.role)
    record(session, noun="contact", subject=subject, verb=verb, actor=actor, now=now, campaign_id=None)
