"""A letter that did not arrive, written to another office as a new one: the same words, another recipient."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from models import Contact, Message
from notifications.delivery.records import write_down
from notifications.identity import MailIdentity
from notifications.mime import readdress
from notifications.outbox import freeze, message_id
from notifications.settling import SENT_AGAIN_LIVES
from rules.words import MessageVerb, Role


def post_to_another(
    session: Session,
    message: Message,
    to: Contact,
    links: Mapping[str, str],
    now: datetime,
    identity: MailIdentity,
) -> Message:
    """Queued under the intent of its own recipient; the one that is there when that was done before. Never commits.

    `links` says which address of a page takes the place of which.
    """
    assert to.id is not None
    stem, _, ordinal = message.intent_key.partition("~")[0].rpartition(":")
    key = f"{stem.rpartition(':')[0]}:{to.id}:{ordinal}"
    mid = message_id(key, identity)
    mime = readdress(message.mime, to=to, mid=mid, date=now, links=links)
    queued, is_new = freeze(
        session,
        mime,
        now,
        max(message.ttl_at, now + SENT_AGAIN_LIVES),
        **message.model_dump(
            include={"campaign_id", "letter", "locale", "delivery_class", "confidentiality", "priority"}
        ),
        intent_key=key,
        mid=mid,
        contact_id=to.id,
        agency=to.agency,
        address=to.address,
    )
    if is_new:
        said = "written anew, as its first address is dead"
        write_down(session, queued, MessageVerb.RETRY, message.state, queued.state, now, said, Role.COORDINATOR)
    return queued
