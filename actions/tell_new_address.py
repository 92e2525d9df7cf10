"""An office that got another address: the old one is told, the new one gets links to everything that is owed."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from actions.chase_duties import remind
from actions.context import Context
from actions.tell_office import Addressee, find_contact, page_link, write_to
from models import Campaign, Contact, Duty
from models.queries.access import letters_sent
from models.queries.office_records import open_duties_of
from notifications.letter import Letter
from notifications.letters import ContactChanged, NewTaskLink
from rules.words import Role


def tell_old_address(session: Session, contact: Contact, today: date, *, now: datetime, context: Context) -> None:
    """Who reads the old mailbox learns of the change, and can say that it was not meant; its link leads to no data."""
    _say_changed(session, contact, False, today, context.signer.public_address, now, context)


def tell_new_address(session: Session, contact: Contact, today: date, *, now: datetime, context: Context) -> None:
    """One letter about the change, one reminder for each campaign in which something is owed, and one for each
    confidential case, which says no more than that there is a task."""
    owed: dict[int, list[Duty]] = defaultdict(list)
    cases: dict[str, Duty] = {}
    for duty in open_duties_of(session, contact.agency, contact.role):
        if duty.confidential:
            cases[duty.subject] = duty
        else:
            owed[duty.campaign_id].append(duty)
    campaign_id = max(owed, default=None)
    link = context.signer.public_address
    if campaign_id is not None and contact.role is not Role.COORDINATOR:
        link = page_link(session, contact, campaign_id=campaign_id, subject=None, now=now, context=context)
    _say_changed(session, contact, True, today, link, now, context)
    to = Addressee(contact.role, contact.agency)
    if find_contact(session, to, now, context).id != contact.id:
        return  # another mailbox of the same office is written to, and has its links
    for owed_in, duties in sorted(owed.items()):
        remind(session, session.get_one(Campaign, owed_in), to, duties, now=now, context=context)
    for subject, duty in sorted(cases.items()):
        link = page_link(session, contact, campaign_id=duty.campaign_id, subject=subject, now=now, context=context)
        _post(session, contact, NewTaskLink, subject, link, duty.campaign_id, now, context)


def _say_changed(
    session: Session, contact: Contact, is_new: bool, today: date, link: str, now: datetime, context: Context
) -> None:
    facts = {"is_new": is_new, "changed_on": today}
    _post(session, contact, ContactChanged, context.pack.code, link, None, now, context, **facts)


def _post(
    session: Session,
    contact: Contact,
    letter: type[Letter],
    reference: str,
    link: str,
    campaign_id: int | None,
    now: datetime,
    context: Context,
    **facts: Any,
) -> None:
    write_to(
        session,
        letter,
        contact,
        reference=reference,
        link=link,
        campaign_id=campaign_id,
        subject=reference,
        ordinal=letters_sent(session, contact, letter.name, campaign_id) + 1,
        now=now,
        context=context,
        **facts,
    )
