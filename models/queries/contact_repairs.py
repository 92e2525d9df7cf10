"""Addresses that letters came back from: which are to be mended, by what, and what did not arrive there."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.contact import Contact
from models.duty import Duty
from models.message import Message
from models.queries.contacts import BEST_FIRST, valid_on
from models.queries.mail_returns import is_shared
from rules.words import DutyKind, DutyState, MessageState, Role

PREFIX = "LH-"
"""Before a contact's number in the subject of its duty: what is mended says no office."""
MOST_SHOWN = 10
CAME_BACK = (MessageState.BOUNCED, MessageState.FAILED)


def repair_subject(contact: Contact) -> str:
    return f"{PREFIX}{contact.id}"


def contact_to_repair(session: Session, duty: Duty) -> Contact:
    return session.get_one(Contact, int(duty.subject.removeprefix(PREFIX)))


def _is_about_it() -> sa.ColumnElement[bool]:
    return col(Duty.subject) == sa.literal(PREFIX).concat(sa.cast(col(Contact.id), sa.String))


def contacts_to_repair(session: Session, on: date) -> list[Contact]:
    """Marked ones in use for which nothing was asked yet; what the coordinator has waived is not asked again."""
    asked = select(Duty.id).where(
        Duty.kind == DutyKind.CONTACT_REPAIR,
        _is_about_it(),
        col(Duty.state).in_((DutyState.OPEN, DutyState.WAIVED)),
    )
    query = select(Contact).where(col(Contact.bounced), *valid_on(on), ~asked.exists())
    return list(session.exec(query.order_by(col(Contact.id))))


def open_repair(session: Session, contact: Contact) -> Duty | None:
    """The task to mend it, if there is one."""
    query = select(Duty).where(
        Duty.kind == DutyKind.CONTACT_REPAIR,
        Duty.subject == repair_subject(contact),
        Duty.state == DutyState.OPEN,
    )
    return session.exec(query).first()


def repairs_waiting(session: Session, viewer: Role) -> list[tuple[Duty, Contact]]:
    """The coordinator's tasks of this kind by due day, each with whose address it is; nothing for anybody else."""
    if viewer is not Role.COORDINATOR:
        return []
    query = (
        select(Duty, Contact)
        .join(Contact, _is_about_it())
        .where(Duty.kind == DutyKind.CONTACT_REPAIR, Duty.state == DutyState.OPEN)
    )
    return list(session.exec(query.order_by(col(Duty.due_at), col(Duty.id))))


def alternates_to(session: Session, contact: Contact, on: date) -> Sequence[Contact]:
    """Working addresses of the same agency, those of the same role first."""
    query = select(Contact).where(
        Contact.agency == contact.agency, Contact.id != contact.id, col(Contact.bounced).is_(False), *valid_on(on)
    )
    return session.exec(query.order_by(col(Contact.role) != contact.role, *BEST_FIRST)).all()


def letters_of(session: Session, contact: Contact) -> list[tuple[Message, bool]]:
    """The last that did not arrive at an address, newest first, and whether each may be named to the coordinator."""
    query = (
        select(Message)
        .where(Message.contact_id == contact.id, col(Message.state).in_(CAME_BACK))
        .order_by(col(Message.id).desc())
        .limit(MOST_SHOWN)
    )
    return [(row, is_shared(session, row)) for row in session.exec(query)]


def letters_that_came_back(session: Session, contact: Contact, now: datetime) -> list[Message]:
    """Those that did not arrive at this address, are still in their time and were not sent anew since, oldest first."""
    query = select(Message).where(
        Message.contact_id == contact.id,
        col(Message.state).in_((*CAME_BACK, MessageState.QUEUED)),
        Message.ttl_at > now,
    )
    return [row for row in session.exec(query.order_by(col(Message.id))) if not _was_sent_anew(session, row)]


def _was_sent_anew(session: Session, message: Message) -> bool:
    first = message.intent_key.partition("~")[0]
    later = select(Message.id).where(
        col(Message.intent_key).startswith(f"{first}~", autoescape=True), col(Message.id) > message.id
    )
    return session.exec(later.limit(1)).first() is not None
