"""Every change of a letter's state, with the attempt and the journal entry that belong to it."""

from datetime import datetime

from sqlmodel import Session

from models import Contact, JournalEntry, MailAttempt, Message
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
    assert message.id is not None
    session.add(MailAttempt(message_id=message.id, epoch=message.epoch, at=now, outcome=after, reply=reply[:500]))
    session.add(
        JournalEntry(
            at=now,
            campaign_id=message.campaign_id,
            noun=MESSAGE.noun,
            subject=local_part(message.mid),
            verb=verb,
            before=before,
            after=after,
            role=role,
            agency=message.agency,
            restricted=message.confidentiality is Confidentiality.CONFIDENTIAL,
        )
    )


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
            subject=f"{contact.agency}/{contact.role.value}"[:40],
            verb="bounced",
            role=Role.ENGINE,
            agency=contact.agency,
            restricted=contact.role in PERSONAL_MAILBOX,
        )
    )
