"""A person looks at the outbox and says what became of a letter in doubt."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Message
from notifications.delivery.records import local_part, move_message
from notifications.mime import text_of
from rules.refusals import UnknownCode
from rules.words import Confidentiality, MessageState, MessageVerb, Role

SENT_AGAIN_LIVES = timedelta(days=1)
"""A letter that a person has sent again does not expire before the relay could take it."""


def list_messages(
    session: Session, state: MessageState | None = None, campaign_id: int | None = None, limit: int = 200
) -> Sequence[Message]:
    """Letters, newest first; `limit` keeps years of history out of memory."""
    wanted = select(Message).order_by(col(Message.id).desc()).limit(limit)
    if state is not None:
        wanted = wanted.where(Message.state == state)
    if campaign_id is not None:
        wanted = wanted.where(Message.campaign_id == campaign_id)
    return session.exec(wanted).all()


def find_message(session: Session, mid_or_id: str | int) -> Message:
    """By number, Message-ID, or the part of it before the @; raises UnknownCode."""
    name = str(mid_or_id)
    if name.isdigit():
        found = session.get(Message, int(name))
    else:
        prefix = f"<{local_part(name)}@"
        found = session.exec(select(Message).where(col(Message.mid).startswith(prefix, autoescape=True))).one_or_none()
    if found is None:
        raise UnknownCode("message", name)
    return found


def read_text(message: Message) -> str | None:
    """The text a recipient reads; None for a confidential letter, whose link is for its recipient alone."""
    if message.confidentiality is Confidentiality.CONFIDENTIAL:
        return None
    return text_of(message.mime)


def settle_message(session: Session, mid_or_id: str | int, delivered: bool, now: datetime, role: Role) -> Message:
    """A person's word on a letter in doubt: it arrived, or it is sent again with the same bytes. Never commits.

    Raises UnknownCode, TransitionRefused (not in doubt) or RightMissing.
    """
    message = find_message(session, mid_or_id)
    session.refresh(message, with_for_update=True)  # the engine may be asking a witness about it
    verb = MessageVerb.SETTLE_SENT if delivered else MessageVerb.SETTLE_UNSENT
    move_message(session, message, verb, now, reply=f"settled by {role}", role=role)
    if delivered:
        message.sent_at = now
    else:
        message.amb_count += 1
        message.next_at = now
        message.ttl_at = max(message.ttl_at, now + SENT_AGAIN_LIVES)
    session.add(message)
    return message
