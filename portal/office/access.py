"""Who is signed in: an officer behind a session that a one-time link opened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.context import Actor
from actions.enter_access_code import secret_digest
from actions.office import Office
from models import Contact, Link, PortalSession
from models.queries.contacts import still_valid
from models.queries.portal_pages import contact_behind, entry_holds, link_by_token, sign_in_by_digest
from portal.access import NotThere
from rules.words import LinkPurpose, Role

COOKIE = "office"


class NotSignedIn(Exception):
    """No session, or one that is over, revoked, or of an office that is no longer registered."""


@dataclass(frozen=True)
class Officer:
    """The office whose registered address opened this session."""

    contact: Contact
    entry: PortalSession

    @property
    def role(self) -> Role:
        return self.contact.role

    @property
    def actor(self) -> Actor:
        return Actor(role=self.contact.role, agency=self.contact.agency, contact_id=self.contact.id)


def sign_in_link(session: Session, office: Office, signed: str, now: datetime) -> tuple[Link, Contact]:
    """The sign-in link and whose it is, used up or not. Raises NotThere for anything else: a page link, a revoked one,
    one of an office that is no longer registered."""
    token = office.signer.token(signed)
    link = None if token is None else link_by_token(session, token)
    if link is None or link.purpose is not LinkPurpose.SIGN_IN or link.revoked:
        raise NotThere
    contact = contact_behind(session, link)
    if not still_valid(contact, office.pack.calendar.day_of(now)):
        raise NotThere
    return link, contact


def link_holds(link: Link, now: datetime) -> bool:
    """Whether a sign-in link may still be used."""
    return link.used_at is None and now < link.expires_at


def know_officer(
    session: Session, office: Office, cookies: Mapping[str, str], now: datetime, roles: Collection[Role]
) -> Officer:
    """Raises NotSignedIn; NotThere for an officer whom this page is not for."""
    secret = cookies.get(COOKIE, "")
    found = sign_in_by_digest(session, secret_digest(secret)) if secret else None
    if found is None:
        raise NotSignedIn
    entry, contact = found
    if not entry_holds(entry, now) or not still_valid(contact, office.pack.calendar.day_of(now)):
        raise NotSignedIn
    if contact.role not in roles:
        raise NotThere
    return Officer(contact, entry)
