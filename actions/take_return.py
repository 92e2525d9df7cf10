"""Take one message that came back: what it says of a letter is noted, and nothing in it ever answers a duty.

A failure says that a letter did not arrive: its state says so, a dead address is marked, and mending it is the
coordinator's task. The clock of what the letter asked for runs on.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlmodel import Session, col, select

from actions.ask_for_contacts import ask_for_contact
from actions.context import ENGINE, Context
from actions.recording import record
from models import Contact, MailReturn, Message
from models.queries.contacts import still_in_use
from models.queries.mail_returns import is_shared
from notifications.delivery.records import local_part, mark_contact, move_message
from notifications.returns.bounce_address import Mac
from notifications.returns.reading import Returned
from rules.lifecycle import MESSAGE
from rules.words import Confidentiality, MessageState, MessageVerb, ReturnKind

ABOUT_US = ("5.3.4", "5.6.", "5.7.")
"""The letter or its sender was refused (RFC 3463: too big, content, policy): another address would not help."""
FULL = ("5.2.2", "5.2.3")
"""Somebody lives there."""


class Fate(Enum):
    """What becomes of the message in its mailbox. ASIDE is for a person to look at; LATER comes again."""

    KEPT = auto()
    REPEATED = auto()
    FORGED = auto()
    ASIDE = auto()
    LATER = auto()


@dataclass(frozen=True)
class Trust:
    """`by_mac`: letters have senders of their own, and a report counts only by one of them. `journal` is the mailbox
    that gets a copy of letters: that one came back says nothing of the office."""

    by_mac: bool
    journal: str | None = None


def take_return(session: Session, returned: Returned, trust: Trust, *, now: datetime, context: Context) -> Fate:
    """The same message again changes nothing."""
    known = session.exec(select(MailReturn).where(MailReturn.digest == returned.digest)).first()
    if known is not None:
        is_nobodys = known.message_id is None and not known.forged
        return Fate.ASIDE if is_nobodys else Fate.REPEATED
    if returned.mac is Mac.WRONG:
        _keep(session, returned, None, now, forged=True)
        _note(session, None, returned.digest[:16], "forged", now)
        return Fate.FORGED
    message = _letter_of(session, returned, trust)
    if message is None:
        _keep(session, returned, None, now)
        return Fate.ASIDE
    if message.state is MessageState.LEASED and returned.kind in (ReturnKind.FAILED, ReturnKind.DELAYED):
        return Fate.LATER  # a deliverer has it on the wire just now, and settles it first
    _keep(session, returned, message, now)
    if returned.kind is ReturnKind.FAILED:
        _take_failure(session, message, returned.status or "5.0.0", now, context)
    else:
        _note(session, message, local_part(message.mid), returned.kind.value, now)
    if returned.kind is ReturnKind.DELAYED and message.state is MessageState.AMBIGUOUS:
        # A relay that still tries has the letter.
        move_message(session, message, MessageVerb.SETTLE_SENT, now, reply=f"delay told: {returned.status}")
        message.sent_at = now
    session.add(message)
    return Fate.ASIDE if returned.text and not is_shared(session, message) else Fate.KEPT


def _letter_of(session: Session, returned: Returned, trust: Trust) -> Message | None:
    """Locked; None where none is named, or none may be believed."""
    reports = returned.kind in (ReturnKind.FAILED, ReturnKind.DELAYED)
    if returned.envelope_id is None or returned.kind is ReturnKind.UNKNOWN:
        return None
    if reports and trust.by_mac and returned.mac is not Mac.RIGHT:
        return None
    if reports and trust.journal is not None and returned.recipient == trust.journal.lower():
        return None
    prefix = f"<{returned.envelope_id}@"
    query = select(Message).where(col(Message.mid).startswith(prefix, autoescape=True)).with_for_update()
    return session.exec(query).one_or_none()


def _take_failure(session: Session, message: Message, status: str, now: datetime, context: Context) -> None:
    if (message.state, MessageVerb.BOUNCE) in MESSAGE.table:
        move_message(session, message, MessageVerb.BOUNCE, now, reply=f"returned: {status}")
    else:
        _note(session, message, local_part(message.mid), ReturnKind.FAILED.value, now)
    contact = session.get_one(Contact, message.contact_id)
    if status.startswith(ABOUT_US) or contact.address != message.address:
        return
    if status.startswith("5.") and not status.startswith(FULL):
        mark_contact(session, message, now)
    if still_in_use(contact, context.pack.calendar.day_of(now)):
        ask_for_contact(session, contact, now=now, context=context)


def _keep(
    session: Session, returned: Returned, message: Message | None, now: datetime, *, forged: bool = False
) -> None:
    # A person's words about a confidential letter stay in the mailbox: the coordinator has no part in the case.
    text = returned.text if message is not None and is_shared(session, message) else None
    session.add(
        MailReturn(
            digest=returned.digest,
            at=now,
            kind=returned.kind,
            message_id=None if message is None else message.id,
            forged=forged,
            status=returned.status,
            text=text,
        )
    )


def _note(session: Session, message: Message | None, subject: str, verb: str, now: datetime) -> None:
    record(
        session,
        noun=MESSAGE.noun if message is not None else "return",
        subject=subject,
        verb=verb,
        actor=ENGINE,
        now=now,
        campaign_id=None if message is None else message.campaign_id,
        restricted=message is not None and message.confidentiality is Confidentiality.CONFIDENTIAL,
    )
