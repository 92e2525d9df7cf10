"""What goes instead of a letter that was too big for the relay: the link, and whom to call.

Its facts are read back from the frozen letter, so that it can say nothing that the letter did not.
"""

import re
from datetime import datetime

from sqlmodel import Session

from models import Message
from notifications.delivery.records import write_down
from notifications.delivery.revisions import revise
from notifications.mime import in_base64, is_multipart, text_of
from notifications.rendering import LOCAL, render_page
from rules.words import Confidentiality, DeliveryClass, MessageState, MessageVerb

_LINK = re.compile(r"^https?://\S+$", re.MULTILINE)
_OFFICE = re.compile(r"^(?:Liên hệ|Contact): (.+)$", re.MULTILINE)
_TELEPHONE = re.compile(r"^(?:Điện thoại|Telephone): (.+)$", re.MULTILINE)


def send_link_only(session: Session, message: Message, now: datetime) -> Message | None:
    """Queue the short form of a letter that just failed, in the same transaction; None where there is none.

    There is none of a letter that must not come twice, of one without a link, and of a short form itself.
    """
    if message.delivery_class is not DeliveryClass.AT_LEAST_ONCE:
        return None
    if message.confidentiality is Confidentiality.CONFIDENTIAL:
        return None
    short = shorten(message.mime, message.locale)
    if short is None or len(short) >= len(message.mime):
        return None
    revised = revise(session, message, short, now, message.ttl_at)
    why = "the letter before was too big: this one is its link"
    write_down(session, revised, MessageVerb.RETRY, MessageState.FAILED, revised.state, now, why)
    return revised


def shorten(mime: bytes, locale: str) -> bytes | None:
    """The same headers around one plain text; None for a letter without a link, or with such a text already."""
    text = text_of(mime) if is_multipart(mime) else None
    if text is None:
        return None
    link, office, telephone = (found.search(text) for found in (_LINK, _OFFICE, _TELEPHONE))
    if link is None or office is None or telephone is None:
        return None
    suffix = "" if locale == "vi" else f".{locale}"
    facts = {"link": link[0], "office": office[1], "telephone": telephone[1]}
    said = render_page(f"_layout/link_only{suffix}.txt", locale=locale, zone=LOCAL, **facts)
    head = mime.partition(b"\r\n\r\n")[0].partition(b"\r\nContent-Type: ")[0]
    kind = b'\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return head + kind + in_base64(said.replace("\n", "\r\n").encode("utf-8"))
