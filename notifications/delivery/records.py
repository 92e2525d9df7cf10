"""Every change of a letter's state, with the attempt and the journal entry that belong to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from models import Contact, JournalEntry, MailAttempt, Message
from models.journal import office_subject
from models.message import KnownLetter
from models.prepared import Prepared
from rules.lifecycle import MESSAGE
from rules.visibility import PERSONAL_MAILBOX
from rules.words import Confidentiality, MessageState, MessageVerb, Role


def local_part(mid: str) -> str:
    """A Message-ID without brackets and domain: how the journal names a message."""
    return mid.strip("<>").partition("@")[0]


def move_message(
    session: Session,
    message: Message,
    verb: MessageVerb,
    now: datetime,
    *,
    reply: str,
    role: Role = Role.ENGINE,
) -> None:
    """Move a row this transaction holds, with its attempt and journal entry. Does not commit."""
    before = message.state
    message.state = MESSAGE.move(local_part(message.mid), before, verb, role)
    message.phase = message.owner = message.lease_until = None
    message.reply = reply
    write_down(session, message, verb, before, message.state, now, reply, role)


def write_down(
    session: Session,
    message: Message,
    verb: MessageVerb,
    before: MessageState,
    after: MessageState,
    now: datetime,
    reply: str,
    role: Role = Role.ENGINE,
) -> None:
    """Append both, in the caller's transaction; a confidential letter's entry stays out of every shared view."""
    session.add(MailAttempt(**_attempt(message, after, now, reply)))
    session.add(JournalEntry(**_entry(message, verb, before, after, now, role)))


class Written(KnownLetter, Protocol):
    """With the epoch that an attempt belongs to."""

    @property
    def epoch(self) -> int: ...


class Ended(NamedTuple):
    """What came of a lease."""

    message: Written
    verb: MessageVerb
    after: MessageState
    at: datetime
    reply: str


def write_down_ends(connection: sa.Connection, ends: Sequence[Ended]) -> None:
    """The same of what came of leases, without a session: it is most of what a session costs."""
    attempts = [_attempt(end.message, end.after, end.at, end.reply) for end in ends]
    leased, engine = MessageState.LEASED, Role.ENGINE
    entries = [_entry(end.message, end.verb, leased, end.after, end.at, engine) for end in ends]
    _NEW_ATTEMPT.execute(connection, attempts)
    _NEW_ENTRY.execute(connection, entries)


def _insert(table: type[SQLModel], *columns: str) -> Prepared:
    return Prepared(sa.insert(table).inline().values({name: sa.bindparam(name) for name in columns}))


_NEW_ATTEMPT = _insert(MailAttempt, "message_id", "epoch", "at", "outcome", "reply")
_NEW_ENTRY = _insert(
    JournalEntry,
    *("at", "campaign_id", "noun", "subject", "verb", "before", "after", "role", "agency", "restricted"),
)


def _attempt(message: Written, after: MessageState, now: datetime, reply: str) -> dict[str, Any]:
    assert message.id is not None
    return {"message_id": message.id, "epoch": message.epoch, "at": now, "outcome": after, "reply": reply[:500]}


def _entry(
    message: Written, verb: MessageVerb, before: MessageState, after: MessageState, now: datetime, role: Role
) -> dict[str, Any]:
    return {
        "at": now,
        "campaign_id": message.campaign_id,
        "noun": MESSAGE.noun,
        "subject": local_part(message.mid),
        "verb": verb,
        "before": before,
        "after": after,
        "role": role,
        "agency": message.agency,
        "restricted": message.confidentiality is Confidentiality.CONFIDENTIAL,
    }


def mark_contact(session: Session, message: Message, now: datetime) -> None:
    """Nobody lives at the letter's address: the next letter to this office takes another one, when there is one. What
    is said of an office that gets confidential letters stays out of every shared view."""
    contact = session.get_one(Contact, message.contact_id)
    if contact.bounced or contact.address != message.address:
        return
    contact.bounced = True
    session.add(
        JournalEntry(
            at=now,
            noun="contact",
            subject=office_subject(contact.agency, contact.role),
            verb="bounced",
            role=Role.ENGINE,
            agency=contact.agency,
            restricted=contact.role in PERSONAL_MAILBOX,
        )
    )
