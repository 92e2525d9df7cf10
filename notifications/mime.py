"""The bytes of a message: 7-bit from birth and the same on every attempt, so that any relay passes them unchanged."""

import hashlib
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP

from models import Contact
from notifications.calendar_part import Muster, method_of, write_calendar
from notifications.identity import MailIdentity
from notifications.rendering import Rendered, clean_header
from rules.refusals import AddressUnusable

POLICY = SMTP.clone(cte_type="7bit")


def build_mime(
    rendered: Rendered, *, to: Contact, identity: MailIdentity, mid: str, date: datetime, calendar: Muster | None
) -> bytes:
    """One message to one recipient; raises AddressUnusable for an address that is not exactly one plain address."""
    message = EmailMessage(POLICY)
    message["From"] = _address(identity.from_address, identity.from_name)
    message["To"] = _address(to.address, to.office)
    message["Reply-To"] = _address(identity.reply_to)
    message["Subject"] = clean_header(rendered.subject)
    message["Date"] = date.astimezone(UTC)
    message["Message-ID"] = mid
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: out-of-office programs stay silent
    message.set_content(rendered.text)
    message.add_alternative(rendered.html, subtype="html")
    if calendar is not None:
        _add_calendar(message, write_calendar(calendar, date), method_of(calendar))
    message["Content-Language"] = rendered.locale  # last: making a multipart moves Content-* into its first part
    _fix_boundaries(message, mid)
    return message.as_bytes()


def _add_calendar(message: EmailMessage, text: str, method: str) -> None:
    """Twice, as mail programs differ: a part that Outlook and Gmail show as an event, and a file to open."""
    message.add_alternative(text, subtype="calendar", params={"method": method}, cte="base64")
    message.add_attachment(text.encode(), maintype="application", subtype="ics", filename="lich.ics")


def _fix_boundaries(message: Message, mid: str) -> None:
    """The standard library draws boundaries at random; ours follow from the Message-ID."""
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{mid}:{number}'.encode()).hexdigest()[:32]}")


def _address(address: str, name: str = "") -> Address:
    """An address built from its parts, never parsed out of a string: 'a@x, b@y' must not become two recipients."""
    local, at, domain = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not any(mark in address for mark in ' ,;:<>()[]"\\')
    if not (at and local and domain and plain and "@" not in local):
        raise AddressUnusable(address)
    try:
        return Address(display_name=clean_header(name), username=local, domain=domain)
    except ValueError:
        raise AddressUnusable(address) from None
