"""An officer signs in: a one-time link to the registered address of the role, and a short session behind it."""

import secrets
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.context import ENGINE, Actor, Context
from actions.enter_access_code import secret_digest
from actions.recording import record
from actions.tell_office import write_to
from models import Contact, Link, PortalSession
from models.journal import office_subject
from models.queries.access import letters_sent, letters_since, lock_link
from models.queries.contacts import office_as
from notifications.letters import FocalSignIn, SignInLink
from notifications.links import issue_link
from rules.refusals import SharedMailbox, TooOften
from rules.visibility import RECEIVES_VICTIMS, SIGN_IN
from rules.words import LinkPurpose, Role

LINK_LIVES = timedelta(minutes=15)
SESSION_LIVES = timedelta(hours=1)
MOST_LINKS = 3
WHILE = timedelta(minutes=15)


def ask_sign_in(session: Session, role: Role, *, now: datetime, context: Context) -> None:
    """Send the link to the one registered address of this role; does nothing for a role that has no signed-in pages
    or no address, so that the page can say the same to everybody. Raises TooOften or SharedMailbox."""
    contact = office_as(session, role, context.pack.calendar.day_of(now)) if role in SIGN_IN else None
    if contact is None:
        return
    letter = FocalSignIn if role in RECEIVES_VICTIMS else SignInLink
    if SIGN_IN[role] and contact.shared:
        raise SharedMailbox(contact.agency, role, letter.name)
    if letters_since(session, contact, letter.name, None, now - WHILE) >= MOST_LINKS:
        raise TooOften("A sign-in link", MOST_LINKS, WHILE // timedelta(minutes=1))
    address = issue_link(
        session,
        contact,
        campaign_id=None,
        purpose=LinkPurpose.SIGN_IN,
        now=now,
        lives=LINK_LIVES,
        signer=context.signer,
    )
    write_to(
        session,
        letter,
        contact,
        reference=context.pack.code,
        link=address,
        campaign_id=None,
        subject="sign-in",
        ordinal=letters_sent(session, contact, letter.name, None) + 1,
        now=now,
        context=context,
        expires_at=now + LINK_LIVES,
    )
    _note(session, contact, "ask_sign_in", ENGINE, now)


def enter_sign_in(session: Session, link: Link, contact: Contact, *, now: datetime) -> str | None:
    """Use a sign-in link up. Returns the value for the visitor's cookie, of which only the hash is kept; None when the
    link is used, revoked or over."""
    lock_link(session, link)
    session.refresh(link)
    if link.purpose is not LinkPurpose.SIGN_IN or link.revoked or link.used_at is not None or now >= link.expires_at:
        return None
    link.used_at = now
    session.add(link)
    secret = secrets.token_urlsafe(32)
    assert link.id is not None
    session.add(PortalSession(digest=secret_digest(secret), link_id=link.id, expires_at=now + SESSION_LIVES))
    _note(session, contact, "sign_in", Actor(contact.role, contact.agency, contact.id), now)
    return secret


def sign_out(session: Session, entry: PortalSession, contact: Contact, *, now: datetime) -> None:
    """End the session for good."""
    entry.revoked = True
    session.add(entry)
    _note(session, contact, "sign_out", Actor(contact.role, contact.agency, contact.id), now)


def _note(session: Session, contact: Contact, verb: str, actor: Actor, now: datetime) -> None:
    record(
        session,
        noun="access",
        subject=office_subject(contact.agency, contact.role),
        verb=verb,
        actor=actor,
        now=now,
        campaign_id=None,
        restricted=True,
    )
