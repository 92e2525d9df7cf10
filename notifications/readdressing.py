"""A letter that did not arrive, written to another office as a new one: the same words, another recipient."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from models import Contact, Message
from notifications.delivery.records import write_down
from notifications.identity import MailIdentity
from notifications.mime import readdress
from notifications.once import add_once
from notifications.outbox import message_id
from rules.lifecycle import MESSAGE
from rules.words import MessageVerb, Role

LEAST_TIME = timedelta(days=1)
"""A letter that is sent again late does not expire before a relay could take it."""


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
    copy = Message(
        **message.model_dump(
            include={"campaign_id", "letter", "locale", "delivery_class", "confidentiality", "priority"}
        ),
        intent_key=key,
        mid=mid,
        contact_id=to.id,
        agency=to.agency,
        address=to.address,
        mime=mime,
        sha256=hashlib.sha256(mime).hexdigest(),
        state=MESSAGE.initial,
        next_at=now,
        ttl_at=max(message.ttl_at, now + LEAST_TIME),
        created_at=now,
    )
    queued = add_once(session, copy, "intent_key")
    if queued is copy:
        said = "written anew, as its first address is dead"
        write_down(session, copy, MessageVerb.RETRY, message.state, copy.state, now, said, Role.COORDINATOR)
    return queued
