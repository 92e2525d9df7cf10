"""Write one letter to one office: find the contact, make its link, fill in the common facts, queue it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from actions.context import Context
from actions.hearing import Hearer
from campaigns import KINDS
from models import Campaign, Contact, Message
from models.queries.contacts import contact_as, contacts_ever, office_as
from notifications.calendar_part import Muster
from notifications.english import english_label
from notifications.letter import CampaignLetter, Letter
from notifications.letters import ConfidentialLetter
from notifications.links import issue_link
from notifications.outbox import is_posted, post
from rules.hearing import is_trusted, why_not_heard
from rules.refusals import ContactMissing, NoticeRefused
from rules.words import AgencyRole, CampaignKind, CampaignVerb, Role


@dataclass(frozen=True)
class Addressee:
    """A role at an agency; `agency` None means the one office of the province in that role."""

    role: Role
    agency: str | None = None


def find_contact(session: Session, to: Addressee, now: datetime, context: Context) -> Contact:
    """Raises ContactMissing."""
    day = context.pack.calendar.day_of(now)
    contact = _best(session, to, day)
    if contact is None:
        raise ContactMissing(to.agency or context.pack.code, to.role, day)
    return contact


def _best(session: Session, to: Addressee, day: date) -> Contact | None:
    return office_as(session, to.role, day) if to.agency is None else contact_as(session, to.agency, to.role, day)


def hearer_of(
    session: Session, to: Addressee, letter: str, confidential: bool, now: datetime, context: Context
) -> tuple[Hearer, Contact | None]:
    """Whether this office can be written to, and the contact that would be."""
    day = context.pack.calendar.day_of(now)
    contact = _best(session, to, day)
    known = [] if contact is not None else contacts_ever(session, to.role, to.agency)
    office = contact or (known[-1] if known else None)
    hearer = Hearer(
        letter=letter,
        agency=to.agency or (office.agency if office is not None else context.pack.code),
        role=to.role,
        why=why_not_heard(contact, known, confidential, day),
        doubted=contact is not None and not is_trusted(contact, day),
        confirmed_on=contact.confirmed_on if contact is not None else None,
        contact_id=contact.id if contact is not None else None,
    )
    return hearer, contact


def _reach(
    session: Session,
    letter: type[Letter],
    to: Addressee,
    reference: str,
    subject: str,
    ordinal: int,
    now: datetime,
    context: Context,
) -> Contact | None:
    """Whom to write to; None when nobody is, which the hearing has noted. Raises ContactMissing where no hearing is
    held, and about a confidential case always: what is noted, many may read."""
    hearing, confidential = context.hearing, issubclass(letter, ConfidentialLetter)
    if hearing is None or (confidential and not hearing.rehearses):
        return find_contact(session, to, now, context)
    hearer, contact = hearer_of(session, to, letter.name, confidential, now, context)
    heeded = hearing.rehearses or hearer.why is not None
    if (
        contact is not None
        and heeded
        and is_posted(session, reference, letter.name, contact, subject, ordinal, context.pack.locale)
    ):
        return None  # a step that is looked at again has written it before
    hearing.note(hearer)
    return None if hearing.rehearses or hearer.why is not None else contact


def may_notify(campaign: Campaign) -> bool:
    """Whether anybody may be told of this campaign beforehand: its transition table says so."""
    return KINDS[campaign.kind].lifecycles[campaign.mode].knows(CampaignVerb.NOTIFY)


def campaign_title(campaign: Campaign, context: Context) -> str:
    """What the plan calls it, and the plan itself; a campaign outside the plan goes by its kind and its months."""
    if campaign.kind is CampaignKind.ANNUAL_PLAN:
        return context.pack.title
    if campaign.activity is not None and campaign.kind is not CampaignKind.INSPECTION:
        activity = context.pack.activity(campaign.activity)
        return (activity.title_en if context.pack.locale == "en" else "") or activity.title
    kind = english_label(campaign.kind) if context.pack.locale == "en" else campaign.kind.label
    return f"{kind} {campaign.opens_on:%m/%Y} - {campaign.closes_on:%m/%Y}"


def tell_office(
    session: Session,
    letter: type[Letter],
    to: Addressee,
    *,
    campaign: Campaign | None,
    subject: str,
    ordinal: int,
    now: datetime,
    context: Context,
    calendar: Muster | None = None,
    **facts: Any,
) -> Message | None:
    """Queue a letter. `subject` and `ordinal` say when two letters are the same. Raises ContactMissing, or where a
    hearing is held returns None; NoticeRefused when it would give notice of a check whose table has no `notify`.

    A confidential letter names only `subject` (an opaque code), and its link opens that one subject; the
    coordinator's routine letters lead to the board, everybody else's to their page of the portal.
    """
    if letter.gives_notice and campaign is not None and not may_notify(campaign):
        raise NoticeRefused(letter.name, campaign.code)
    confidential = issubclass(letter, ConfidentialLetter)
    reference = subject if confidential or campaign is None else campaign.code
    contact = _reach(session, letter, to, reference, subject, ordinal, now, context)
    if contact is None:
        return None
    if issubclass(letter, CampaignLetter):
        assert campaign is not None
        facts |= {
            "kind": campaign.kind,
            "title": campaign_title(campaign, context),
            "opens_on": campaign.opens_on,
            "closes_on": campaign.closes_on,
        }
    campaign_id = campaign.id if campaign else None
    if contact.role is Role.COORDINATOR and not confidential:
        link = context.board_address
    else:
        opens = subject if confidential else None
        link = page_link(session, contact, campaign_id=campaign_id, subject=opens, now=now, context=context)
    return write_to(
        session,
        letter,
        contact,
        reference=reference,
        link=link,
        campaign_id=campaign_id,
        subject=subject,
        ordinal=ordinal,
        now=now,
        context=context,
        calendar=calendar,
        **facts,
    )


def write_to(
    session: Session,
    letter: type[Letter],
    contact: Contact,
    *,
    reference: str,
    link: str,
    campaign_id: int | None,
    subject: str,
    ordinal: int,
    now: datetime,
    context: Context,
    calendar: Muster | None = None,
    **facts: Any,
) -> Message:
    """Queue a letter to this very contact, with what every letter says of who asks and who is asked. Raises
    ContactMissing when nobody asks, SharedMailbox."""
    asking = asking_office(session, now, context)
    common: dict[str, Any] = {
        "reference": reference,
        "link": link,
        "office": asking.office,
        "telephone": asking.telephone,
        "recipient_office": contact.office,
        "recipient_role": contact.role,
    }
    return post(
        session,
        letter(**common, **facts),
        contact,
        campaign_id=campaign_id,
        subject=subject,
        ordinal=ordinal,
        now=now,
        identity=context.identity,
        locale=context.pack.locale,
        zone=context.pack.calendar.zone,
        calendar=calendar,
    )


def asking_office(session: Session, now: datetime, context: Context) -> Contact:
    """The office that asks, and answers the telephone. Raises ContactMissing."""
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now))
    return find_contact(session, Addressee(Role.COORDINATOR, standing.code), now, context)


def page_link(
    session: Session, contact: Contact, *, campaign_id: int | None, subject: str | None, now: datetime, context: Context
) -> str:
    """A contact's link to its page of a campaign, for as long as links live; with a subject, to that one confidential
    thing."""
    clock = context.pack.clock("link_days", context.pack.calendar.day_of(now))
    return issue_link(
        session,
        contact,
        campaign_id=campaign_id,
        subject=subject,
        confidential=subject is not None,
        now=now,
        lives=timedelta(days=clock.length),
        signer=context.signer,
    )
