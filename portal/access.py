"""Who stands behind a link: one mechanism for every page. What a link does not open is not there."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.enter_access_code import secret_digest
from actions.office import Office
from models import Campaign, Contact, Duty, Link
from models.queries.contacts import still_valid
from models.queries.portal_pages import (
    campaign_behind,
    contact_behind,
    entry_by_digest,
    entry_holds,
    link_by_token,
)
from rules.words import DutyState, LinkPurpose


class NotThere(Exception):
    """Forged, unknown, revoked, of another agency, or of an office that is no longer registered: all look alike."""


class LinkExpired(Exception):
    """Was good once; a new link may be asked for."""

    def __init__(self, signed: str) -> None:
        self.signed = signed


class CodeNeeded(Exception):
    """A confidential link without its one-time code."""

    def __init__(self, signed: str) -> None:
        self.signed = signed


class PassedOn(Exception):
    """The agency of a link has ended and another owes this now; `kind` None keeps to itself what it is about."""

    def __init__(self, duty: Duty, *, told: bool) -> None:
        self.code = duty.code
        self.agency = duty.agency
        self.kind = duty.kind if told else None
        self.open = duty.state is DutyState.OPEN


@dataclass(frozen=True)
class Visitor:
    """An office that opened its own link, and the one campaign that link is about."""

    signed: str
    link: Link
    contact: Contact
    campaign: Campaign
    context: Context
    writes: Actor | None = None
    """The signed-in officer who writes down what this office said by telephone or on paper."""

    @property
    def actor(self) -> Actor:
        return self.writes or Actor(role=self.link.role, agency=self.link.agency, contact_id=self.link.contact_id)


def know_link(session: Session, office: Office, signed: str, now: datetime) -> Visitor:
    """Who the link belongs to, expired or not. Raises NotThere."""
    token = office.signer.token(signed)
    link = None if token is None else link_by_token(session, token)
    if link is None or link.revoked or link.purpose is not LinkPurpose.PAGE:
        raise NotThere
    contact, campaign = contact_behind(session, link), campaign_behind(session, link)
    if campaign is None:
        raise NotThere
    context = office.context(session, campaign)
    if not still_valid(contact, context.pack.calendar.day_of(now)):
        raise NotThere
    return Visitor(signed, link, contact, campaign, context)


def open_link(session: Session, office: Office, signed: str, now: datetime) -> Visitor:
    """Raises NotThere or LinkExpired; a confidential link is known, but not yet entered."""
    visitor = know_link(session, office, signed, now)
    if now >= visitor.link.expires_at:
        raise LinkExpired(signed)
    return visitor


def enter_link(session: Session, office: Office, signed: str, now: datetime, cookies: Mapping[str, str]) -> Visitor:
    """For everything a link leads to. Raises NotThere, LinkExpired or CodeNeeded."""
    visitor = open_link(session, office, signed, now)
    if visitor.link.confidential:
        secret = cookies.get(cookie_name(visitor.link), "")
        entry = entry_by_digest(session, visitor.link, secret_digest(secret)) if secret else None
        if entry is None or not entry_holds(entry, now):
            raise CodeNeeded(signed)
    return visitor


def cookie_name(link: Link) -> str:
    """One for each link, so that two confidential pages may be open at once."""
    return "entry-" + hashlib.sha256(link.token.encode()).hexdigest()[:12]
