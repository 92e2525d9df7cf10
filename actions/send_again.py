"""Letters that did not arrive go once more, as new ones, to the address that takes the place of the dead one."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from actions.context import Context
from actions.still_wanted import FOR_ITS_MOMENT, still_wanted
from actions.tell_office import page_link
from models import Contact, Link, Message
from models.queries.contact_repairs import CAME_BACK, letters_that_came_back, open_repair
from notifications.by_hand import resend_as_new
from notifications.letters import ContactChanged, Reminder
from notifications.mime import text_of
from notifications.readdressing import post_to_another
from rules.words import Confidentiality, LinkPurpose, Role

NOT_AGAIN = (*FOR_ITS_MOMENT, ContactChanged.name)
"""Asked for on a page, or about an address: nobody wants them afterwards."""


def letters_to_send_again(session: Session, contact: Contact, now: datetime) -> list[Message]:
    """What did not arrive at an address that is being mended, is in its time and still wanted: of several on the same
    matter the last. Nothing while its letters arrive."""
    if not contact.bounced and open_repair(session, contact) is None:
        return []
    last: dict[str, Message] = {}
    for message in letters_that_came_back(session, contact, now):
        if message.letter not in NOT_AGAIN and still_wanted(session, message):
            last[message.intent_key.rpartition(":")[0]] = message
    return list(last.values())


def send_again(
    session: Session, unread: Iterable[Message], to: Contact, *, now: datetime, context: Context
) -> list[Message]:
    """To another address of the office. Reminders and confidential cases were told to it by `tell_new_address`."""
    return [
        post_to_another(session, message, to, _links(session, message, to, now, context), now, context.identity)
        for message in unread
        if message.confidentiality is Confidentiality.ROUTINE and message.letter != Reminder.name
    ]


def send_once_more(session: Session, unread: Iterable[Message], *, now: datetime) -> list[Message]:
    """To the same address, which works after all."""
    over = [message for message in unread if message.state in CAME_BACK]  # one that waits goes by itself
    return [resend_as_new(session, message.id or 0, now, Role.COORDINATOR) for message in over]


def _links(session: Session, message: Message, to: Contact, now: datetime, context: Context) -> dict[str, str]:
    """Each link of the old address that stands in the letter, and the one that the new address gets for it."""
    text = text_of(message.mime) or ""
    found: dict[str, str] = {}
    links = select(Link).where(Link.contact_id == message.contact_id, Link.purpose == LinkPurpose.PAGE)
    for link in session.exec(links):
        url = context.signer.url(link)
        if url in text and not link.confidential:
            found[url] = page_link(session, to, campaign_id=link.campaign_id, subject=None, now=now, context=context)
    return found
