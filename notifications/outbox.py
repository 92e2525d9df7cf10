"""The outbox: a letter becomes frozen bytes in the transaction of the action that causes it."""

import hashlib
import hmac
from base64 import b32encode
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from models import Contact, FrozenLetter, Message
from notifications.calendar_part import Muster
from notifications.identity import MailIdentity
from notifications.letter import Letter
from notifications.mime import build_mime
from notifications.once import add_once
from notifications.rendering import LOCAL, LetterUnwritable, render
from rules.lifecycle import MESSAGE
from rules.refusals import SharedMailbox
from rules.words import Confidentiality

REVISION = 1
"""Only a person's "send again as new" would raise it: the same meaning keeps its Message-ID (RFC 5322 3.6.4)."""


def post(
    session: Session,
    letter: Letter,
    to: Contact,
    *,
    campaign_id: int | None,
    subject: str,
    ordinal: int,
    now: datetime,
    identity: MailIdentity,
    locale: str | None = None,
    zone: ZoneInfo = LOCAL,
    calendar: Muster | None = None,
) -> Message:
    """Queue one letter to one recipient; the same letter again returns the row that is there. Never commits.

    `subject` is the code of what it is about, `ordinal` the reminder number or escalation level: with the letter
    and the recipient they say when two letters are the same. `locale` None means Vietnamese, `zone` is whose hours
    are told. Raises SharedMailbox, AddressUnusable or LetterUnwritable, each before anything is added.
    """
    confidential = letter.confidentiality is Confidentiality.CONFIDENTIAL
    if confidential and to.shared:
        raise SharedMailbox(to.agency, to.role, letter.name)
    if to.id is None:
        session.flush()
    locale = locale or "vi"
    key = intent_key(letter.reference, letter.name, to, subject, ordinal, locale)
    mid = message_id(key, identity)
    rendered = render(letter, locale, as_of=now, zone=zone)
    try:
        mime = build_mime(rendered, to=to, identity=identity, mid=mid, date=now, calendar=calendar)
    except UnicodeError as error:
        raise LetterUnwritable(letter, locale, error) from error
    message, _ = freeze(
        session,
        mime,
        now,
        now + timedelta(days=letter.ttl_days),
        intent_key=key,
        mid=mid,
        campaign_id=campaign_id,
        letter=letter.name,
        locale=locale,
        delivery_class=letter.delivery_class,
        confidentiality=letter.confidentiality,
        priority=letter.priority,
        contact_id=to.id,
        agency=to.agency,
        address=to.address,
    )
    return message


def freeze(session: Session, mime: bytes, now: datetime, ttl_at: datetime, **facts: Any) -> tuple[Message, bool]:
    """Queue these bytes, due at once, and say whether they are new: the same intent again leaves what is there. `facts`
    are the columns that say which letter it is, and to whom. Never commits."""
    message = Message(
        **facts,
        sha256=hashlib.sha256(mime).hexdigest(),
        state=MESSAGE.initial,
        next_at=now,
        ttl_at=ttl_at,
        created_at=now,
    )
    queued = add_once(session, message, "intent_key")
    if queued is message:
        session.add(FrozenLetter(message_id=message.id, mime=mime))
    return queued, queued is message


def intent_key(reference: str, letter: str, to: Contact, subject: str, ordinal: int, locale: str) -> str:
    """campaign:subject:purpose:recipient:ordinal; never a time, a run or an attempt."""
    purpose = letter if locale == "vi" else f"{letter}.{locale}"
    return f"{reference}:{subject}:{purpose}:{to.id}:{ordinal}"


def is_posted(
    session: Session, reference: str, letter: str, to: Contact, subject: str, ordinal: int, locale: str | None
) -> bool:
    """Whether `post` would find that this letter is there already."""
    key = intent_key(reference, letter, to, subject, ordinal, locale or "vi")
    return session.exec(select(Message.id).where(Message.intent_key == key)).first() is not None


def message_id(key: str, identity: MailIdentity) -> str:
    """Stable for the intent and unguessable; carries nothing personal."""
    digest = b32encode(hmac.new(identity.key, key.encode(), hashlib.sha256).digest()).decode("ascii")
    return f"<{digest[:26].lower()}.{REVISION}@{identity.domain}>"
