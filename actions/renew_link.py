"""An expired link asks for a new one: it goes to the registered address of the same office, whoever asked."""

from datetime import datetime, timedelta

from sqlmodel import Session

from actions.context import Context
from actions.tell_office import page_link, write_to
from models import Campaign, Link
from models.queries.access import contact_of, letters_sent, letters_since, lock_link
from notifications.letter import Letter
from notifications.letters import NewLink, NewTaskLink
from rules.refusals import TooOften

MOST_LINKS = 3
WHILE = timedelta(hours=24)


def renew_link(session: Session, link: Link, *, now: datetime, context: Context) -> None:
    """The same page, campaign and subject, for as long as any link lives. Raises TooOften."""
    lock_link(session, link)
    contact = contact_of(session, link)
    letter: type[Letter] = NewTaskLink if link.confidential else NewLink
    if letters_since(session, contact, letter.name, link.campaign_id, now - WHILE) >= MOST_LINKS:
        raise TooOften("A new link", MOST_LINKS, WHILE // timedelta(minutes=1))
    campaign = session.get(Campaign, link.campaign_id) if link.campaign_id is not None else None
    url = page_link(session, contact, campaign_id=link.campaign_id, subject=link.subject, now=now, context=context)
    reference = link.subject or (campaign.code if campaign else context.pack.code)
    write_to(
        session,
        letter,
        contact,
        reference=reference,
        link=url,
        campaign_id=link.campaign_id,
        subject=reference,
        ordinal=letters_sent(session, contact, letter.name, link.campaign_id) + 1,
        now=now,
        context=context,
    )
