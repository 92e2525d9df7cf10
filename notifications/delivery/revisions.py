"""A letter that goes again as a new one: the same intent under its next revision, with a Message-ID of its own."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Message
from notifications.delivery.records import local_part
from notifications.mime import rename
from notifications.outbox import freeze

KEPT = {"campaign_id", "letter", "locale", "delivery_class", "confidentiality", "priority"}
KEPT |= {"contact_id", "agency", "address"}


def revise(session: Session, message: Message, mime: bytes, now: datetime, ttl_at: datetime) -> Message:
    """Queue the bytes under the next revision, dated now. Flushes, never commits; the caller holds the row."""
    revision = _next_revision(session, message)
    mid = _mid(message, revision)
    revised, _ = freeze(
        session,
        rename(mime, mid, now),
        now,
        ttl_at,
        **message.model_dump(include=KEPT),
        intent_key=f"{message.intent_key.partition('~')[0]}~{revision}",
        mid=mid,
    )
    session.flush()
    return revised


def _mid(message: Message, revision: int) -> str:
    name, _, domain = message.mid.strip("<>").partition("@")
    return f"<{name.partition('.')[0]}.{revision}@{domain}>"


def _next_revision(session: Session, message: Message) -> int:
    """One more than the highest that this letter was ever sent as."""
    stem = f"<{local_part(message.mid).partition('.')[0]}."
    mids = session.exec(select(Message.mid).where(col(Message.mid).startswith(stem, autoescape=True)))
    return 1 + max(int(local_part(mid).partition(".")[2]) for mid in mids)
