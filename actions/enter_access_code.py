"""A one-time code is entered: right, it opens a session for that one link; wrong, it costs a try."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.ask_access_code import code_digest
from actions.context import Actor, Context
from actions.recording import record
from models import Link, PortalSession
from models.queries.access import lock_link, open_codes
from rules.words import CodePurpose

MOST_TRIES = 5
SESSION_LIVES = timedelta(minutes=30)


@dataclass(frozen=True)
class Entry:
    """`secret` is for the visitor's cookie; None when the code was not right. `tries_left` 0 asks for a new code."""

    secret: str | None
    tries_left: int


def enter_access_code(session: Session, link: Link, code: str, *, now: datetime, context: Context) -> Entry:
    """Never raises for a wrong code: the try it cost must be kept."""
    right, tries_left = try_code(session, link, code, CodePurpose.ENTER, now=now, context=context)
    if not right:
        return Entry(None, tries_left)
    secret = secrets.token_urlsafe(32)
    assert link.id is not None
    session.add(PortalSession(digest=secret_digest(secret), link_id=link.id, expires_at=now + SESSION_LIVES))
    record(
        session,
        noun="access",
        subject=link.subject or "",
        verb="enter",
        actor=Actor(link.role, link.agency, link.contact_id),
        now=now,
        campaign_id=link.campaign_id,
        restricted=True,
    )
    return Entry(secret, tries_left)


def try_code(
    session: Session, link: Link, code: str, purpose: CodePurpose, *, now: datetime, context: Context
) -> tuple[bool, int]:
    """Whether the code is right, and how many tries are left; a right one is used up, a wrong one costs a try."""
    lock_link(session, link)
    codes = open_codes(session, link, purpose)
    kept = next((row for row in codes if now < row.expires_at and row.tries < MOST_TRIES), None)
    if kept is None:
        return False, 0
    kept.tries += 1
    kept.used = hmac.compare_digest(kept.digest, code_digest(link, code, context, purpose))
    session.add(kept)
    return kept.used, MOST_TRIES - kept.tries


def secret_digest(secret: str) -> str:
    """What is kept of the cookie's random value."""
    return hashlib.sha256(secret.encode()).hexdigest()
