"""The bytes of a message: 7-bit from birth and the same on every attempt, so that any relay passes them unchanged.

A letter's structure never varies, so it is written as lines around its parts; the standard library encodes and folds
the words of headers, and its parser reads each message back in the tests.
"""

import hashlib
import re
from base64 import decodebytes
from binascii import b2a_base64
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import Header
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from models import Contact
from notifications.calendar_part import Muster, method_of, write_calendar
from notifications.identity import MailIdentity
from notifications.rendering import Rendered, clean_header
from rules.refusals import AddressUnusable

_WIDTH = 76
_LONGEST_WORD = 60
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(\.{_ATOM})*@[\w-]+(\.[\w-]+)*", re.ASCII)
_LONGEST_LOCAL_PART, _LONGEST_ADDRESS = 64, 200
"""RFC 5321 4.5.3.1.1, and what a column holds (the RFC's own limit is 254)."""
_ENCODED = re.compile(rb"(MIME-Version: 1\.0\r\n\r\n)([A-Za-z0-9+/=\r\n]+)(?=--)")
"""The content of a part, as `_part` writes it."""
_PLAIN_WORDS = re.compile(r"(?!.*=\?)[ -~]*")


def build_mime(
    rendered: Rendered, *, to: Contact, identity: MailIdentity, mid: str, date: datetime, calendar: Muster | None
) -> bytes:
    """One message to one recipient; raises AddressUnusable for an address that is not exactly one plain address."""
    headers = (
        _address_line("From", identity.from_address, identity.from_name),
        _address_line("To", to.address, to.office),
        _address_line("Reply-To", identity.reply_to, ""),
        _subject_line(rendered.subject),
        _date_line(date),
        f"Message-ID: {mid}\r\n",
        "Auto-Submitted: auto-generated\r\n",  # RFC 3834: out-of-office programs stay silent
        f"Content-Language: {rendered.locale}\r\n",
        "MIME-Version: 1.0\r\n",
    )
    bodies = [_part('text/plain; charset="utf-8"', rendered.text), _part('text/html; charset="utf-8"', rendered.html)]
    if calendar is None:
        content = _multipart("alternative", bodies, mid, 0)
    else:
        content = _multipart("mixed", _with_calendar(bodies, calendar, mid, date), mid, 0)
    return "".join(headers).encode("ascii") + content


def _with_calendar(bodies: list[bytes], calendar: Muster, mid: str, date: datetime) -> list[bytes]:
    """Twice, as mail programs differ: a part that Outlook and Gmail show as an event, and a file to open."""
    text = write_calendar(calendar, date)
    event = _part(f'text/calendar; charset="utf-8"; method="{method_of(calendar)}"', text)
    file = _part("application/ics", text, 'Content-Disposition: attachment; filename="lich.ics"\r\n')
    return [_multipart("alternative", [*bodies, event], mid, 1), file]


def _part(kind: str, text: str, more: str = "") -> bytes:
    """Lines end in CRLF inside the encoding too, as text must (RFC 2045 6.8)."""
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{more}MIME-Version: 1.0\r\n\r\n"
    canonical = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8")
    return head.encode("ascii") + in_base64(canonical)


def in_base64(content: bytes) -> bytes:
    """In lines of 76, each ended (RFC 2045 6.8)."""
    encoded = b2a_base64(content, newline=False)
    return b"".join(encoded[start : start + _WIDTH] + b"\r\n" for start in range(0, len(encoded), _WIDTH))


def _multipart(kind: str, parts: list[bytes], mid: str, number: int) -> bytes:
    """The boundary follows from the Message-ID: drawn at random, the same letter would have other bytes each time."""
    boundary = f"=_{hashlib.sha256(f'{mid}:{number}'.encode()).hexdigest()[:32]}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    opening, end = f"--{boundary}\r\n".encode("ascii"), f"--{boundary}--\r\n".encode("ascii")
    return head + b"".join(opening + part for part in parts) + end


@lru_cache(maxsize=64)  # the letters of one transaction bear its moment
def _date_line(date: datetime) -> str:
    return f"Date: {format_datetime(date.astimezone(UTC))}\r\n"


@lru_cache(maxsize=4096)  # one for all offices of a campaign
def _subject_line(subject: str) -> str:
    words = clean_header(subject)
    if _PLAIN_WORDS.fullmatch(words) and max(map(len, words.split()), default=0) <= _LONGEST_WORD:
        folded = Header(words, "us-ascii", maxlinelen=_WIDTH, header_name="Subject").encode(linesep="\r\n")
    else:
        folded = _encoded("Subject", words)
    return f"Subject: {folded}\r\n"


@lru_cache(maxsize=4096)  # offices recur: folding one name costs more than the rest of its letter
def _address_line(header: str, address: str, name: str) -> str:
    """An address built from its parts, never parsed out of a string: 'a@x, b@y' must not become two recipients."""
    too_long = len(address) > _LONGEST_ADDRESS or len(address.partition("@")[0]) > _LONGEST_LOCAL_PART
    if too_long or not _ADDRESS.fullmatch(address):
        raise AddressUnusable(address)
    words = clean_header(name)
    if not words:
        return f"{header}: {address}\r\n"
    folded = _encoded(header, words)
    last = folded.rpartition("\n")[2] if "\n" in folded else f"{header}: {folded}"
    fold = "" if len(f"{last} <{address}>") <= _WIDTH else "\r\n"
    return f"{header}: {folded}{fold} <{address}>\r\n"


def _encoded(header: str, words: str) -> str:
    """Encoded words throughout (RFC 2047): no comma, quote or "=?" of a name is left for a reader to take as syntax."""
    return Header(words, "utf-8", maxlinelen=_WIDTH, header_name=header).encode(linesep="\r\n")


def rename(mime: bytes, mid: str, date: datetime) -> bytes:
    """The same letter under another Message-ID and day; a copy that bore the old ones could be taken for it."""
    return _with_lines(mime, {"Date": _date_line(date), "Message-ID": f"Message-ID: {mid}\r\n"})


def _with_lines(mime: bytes, lines: Mapping[str, str]) -> bytes:
    """With other lines in place of the headers of these names, which every letter of ours has."""
    head, blank, body = mime.partition(b"\r\n\r\n")
    head += b"\r\n"
    for name, line in lines.items():
        folded = rb"(?m)^" + name.encode("ascii") + rb": [^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*"
        written = line.encode("ascii")
        head, found = re.subn(folded, lambda _, written=written: written, head, count=1)  # type: ignore[misc]
        assert found, f"a letter without {name}"
    return head.removesuffix(b"\r\n") + blank + body


def readdress(mime: bytes, *, to: Contact, mid: str, date: datetime, links: Mapping[str, str]) -> bytes:
    """A letter of ours as it is to another office: under its own Message-ID and day, with that office's own links in
    place of those that opened the first one's page. Raises AddressUnusable."""
    renamed = _with_lines(rename(mime, mid, date), {"To": _address_line("To", to.address, to.office)})
    head, blank, body = renamed.partition(b"\r\n\r\n")
    if is_multipart(mime):
        return head + blank + _ENCODED.sub(lambda part: part[1] + _relinked(part[2], links), body)
    return head + blank + _relinked(body, links)  # the short form of a letter that was too big


def is_multipart(mime: bytes) -> bool:
    """As every letter of ours is but the short form of one that was too big."""
    return b"\r\nContent-Type: multipart/" in mime.partition(b"\r\n\r\n")[0]


def _relinked(encoded: bytes, links: Mapping[str, str]) -> bytes:
    text = decodebytes(encoded)
    for old, new in links.items():
        text = text.replace(old.encode("ascii"), new.encode("ascii"))
    return in_base64(text)


def text_of(mime: bytes) -> str | None:
    """The text a recipient reads; None when there is none."""
    body = message_from_bytes(mime, policy=SMTP).get_body(("plain",))
    return None if body is None else str(body.get_content()).replace("\r\n", "\n")
