"""What one message that came back is: one of a closed list, read from its bytes alone.

Delivery reports by RFC 3464 are read with the standard library, what other servers write instead by flufl.bounce. The
text of a stranger decides nothing: a report counts by the letter it names, and what may follow from it says
`actions/take_return.py`.
"""

import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from flufl.bounce import all_failures

from notifications.returns.answer_text import read_answer_text
from notifications.returns.bounce_address import BounceAddress, Mac
from rules.words import ReturnKind

LARGEST = 256 * 1024
"""Bytes that are looked at: a report names its letter long before."""
MOST_PARTS = 50
DELIVERED_TO = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to")
REFERS = ("in-reply-to", "references")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BY_MACHINE = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply-from")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Returned:
    """`envelope_id` names the letter, if it names one; `mac` says whether it came to an address that we made for it.

    `status` is the code of RFC 3463 and `recipient` whose mailbox it is about, of a failure or delay. `text` is what a
    person wrote, of a reply only. `digest` is the same for the same message delivered twice.
    """

    kind: ReturnKind
    digest: str
    envelope_id: str | None = None
    mac: Mac | None = None
    status: str | None = None
    recipient: str | None = None
    text: str | None = None


def read_return(raw: bytes, bounces: BounceAddress | None, domain: str) -> Returned:
    """Never raises. `domain` is that of our Message-IDs."""
    looked_at = raw[:LARGEST]
    try:
        message = message_from_bytes(looked_at, policy=compat32)
        return _read(message, looked_at, bounces, domain)
    except Exception as fault:  # a hostile message makes the parsers raise what they like
        log.info("A message that came back cannot be read (%s).", type(fault).__name__)
        return Returned(ReturnKind.UNKNOWN, _digest(looked_at))


def _read(message: Message, raw: bytes, bounces: BounceAddress | None, domain: str) -> Returned:
    parts = _parts(message)
    came_to = "\n".join(_header(message, name) for name in DELIVERED_TO)
    ours = bounces.read(came_to) if bounces is not None else None
    kind, status, recipient = _kind_of(message, parts)
    if kind is ReturnKind.REPLY and ours is not None:
        kind = ReturnKind.UNKNOWN  # people answer where the letter says; only servers write to the envelope sender
    envelope_id, mac = ours or (_named_in(message, parts, raw, kind, domain), None)
    text = read_answer_text(message) if kind is ReturnKind.REPLY and envelope_id else None
    named = _header(message, "message-id").strip()
    digest = _digest(f"{named}\n{kind}\n{envelope_id}".encode() if named else raw)
    return Returned(kind, digest, envelope_id, mac, status, recipient, text)


def _kind_of(message: Message, parts: list[Message]) -> tuple[ReturnKind, str | None, str | None]:
    """With status and recipient of a failure or delay."""
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    reported = None if report is None else _reported(report)
    if reported is not None:
        return reported
    if any(part.get_content_type() == "message/disposition-notification" for part in parts):
        return ReturnKind.AUTO_REPLY, None, None
    if _is_from_nobody(message):
        temporary, permanent = all_failures(message)
        if permanent:
            return ReturnKind.FAILED, _status_in(parts, "5") or "5.0.0", _address_in(permanent)
        if temporary:
            return ReturnKind.DELAYED, _status_in(parts, "4") or "4.0.0", _address_in(temporary)
    if _is_automatic(message):
        return ReturnKind.AUTO_REPLY, None, None
    if any(_header(message, name) for name in REFERS):
        return ReturnKind.REPLY, None, None
    return ReturnKind.UNKNOWN, None, None


def _reported(report: Message) -> tuple[ReturnKind, str | None, str | None] | None:
    """RFC 3464: a block for the message, then one for each recipient; a letter of ours has one recipient, and a
    witness's mailbox beside it at most. None when it says nothing of any."""
    said = [block for block in _blocks(report) if block.get("action")]
    for action, kind, digit in (("failed", ReturnKind.FAILED, "5"), ("delayed", ReturnKind.DELAYED, "4")):
        for block in said:
            if _word(block, "action").startswith(action):
                status = _STATUS.search(_header(block, "status"))
                recipient = _word(block, "original-recipient") or _word(block, "final-recipient")
                return kind, status[0] if status else f"{digit}.0.0", recipient.partition(";")[2].strip() or None
    return (ReturnKind.UNKNOWN, None, None) if said else None


def _blocks(report: Message) -> list[Message]:
    blocks = report.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def _address_in(found: Iterable[bytes]) -> str:
    return min(found).decode("ascii", "replace").lower()


def _named_in(message: Message, parts: list[Message], raw: bytes, kind: ReturnKind, domain: str) -> str | None:
    """The letter by the envelope id or Message-ID that stands in a message; a reply's own headers come first."""
    ours = re.compile(rf"(?ai)<([a-z2-7]{{26}}\.[0-9]{{1,6}})@{re.escape(domain)}>")
    for name in REFERS:
        # The last reference is what was answered (RFC 5322 3.6.4).
        for found in reversed(ours.findall(_header(message, name))):
            return str(found).lower()
    if kind in (ReturnKind.REPLY, ReturnKind.UNKNOWN):
        return None
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            for block in _blocks(part):
                said = _word(block, "original-envelope-id")
                if re.fullmatch(r"[a-z2-7]{26}\.[0-9]{1,6}", said):
                    return said
    searched = [raw.decode("latin-1"), *(_decoded(part) for part in parts)]
    for text in searched:
        if found := ours.search(text):
            return found[1].lower()
    return None


def _parts(message: Message) -> list[Message]:
    """Bounded: a message of a thousand nested parts is no report."""
    parts: list[Message] = []
    for part in message.walk():
        parts.append(part)
        if len(parts) >= MOST_PARTS:
            break
    return parts


def _is_from_nobody(message: Message) -> bool:
    """Whether a server wrote it: the null sender, or a name that only servers bear. What the library makes of a
    person's text, who quotes an error message, does not count."""
    sender = _header(message, "from").lower()
    path = _header(message, "return-path").strip()
    return path == "<>" or any(name in sender for name in ("mailer-daemon", "postmaster", "mail delivery", "mdaemon"))


def _is_automatic(message: Message) -> bool:
    """RFC 3834 section 5, and what programs wrote before it."""
    said = _word(message, "auto-submitted").partition(";")[0].strip()
    if said and said != "no":
        return True
    if any(message.get(name) is not None for name in _BY_MACHINE):
        return True
    return _word(message, "precedence") in ("auto_reply", "bulk", "junk", "list") or _is_from_nobody(message)


def _status_in(parts: Iterable[Message], digit: str) -> str | None:
    for part in parts:
        for found in _STATUS.finditer(_decoded(part)):
            if found[1] == digit:
                return found[0]
    return None


def _decoded(part: Message) -> str:
    """The content of a text part; "" for anything else. A charset that nobody knows is read as ASCII."""
    if part.get_content_maintype() != "text":
        return ""
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _word(message: Message, name: str) -> str:
    return _header(message, name).strip().lower()


def _header(message: Message, name: str) -> str:
    """Every header of a name, in words; one that cannot be decoded as it stands."""
    said = []
    for value in message.get_all(name, []):
        try:
            said.append(str(make_header(decode_header(str(value)))))
        except (ValueError, LookupError):
            said.append(str(value))
    return "\n".join(said)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
