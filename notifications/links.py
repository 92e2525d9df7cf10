"""Links in letters: an opaque token, signed; the row behind it says who may see what until when."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from itsdangerous import BadSignature, Signer
from sqlmodel import Session

from models import Contact, Link
from notifications.once import add_once
from rules.words import LinkPurpose

PURPOSE = b"letter-link"
"""The salt: a signature made for another purpose with the same keys opens no link."""
TOKEN_BYTES = 24


class LinkSigner:
    """Signs tokens with the last of `keys` and accepts all of them: a new key is appended, an old one dropped later."""

    def __init__(self, keys: Sequence[bytes], public_address: str) -> None:
        if not keys or not all(keys):
            raise ValueError("A link signer needs at least one key, none of them empty.")
        self._signer = Signer(list(keys), salt=PURPOSE, key_derivation="hmac", digest_method=hashlib.sha256)
        self._newest = keys[-1]
        self._address = public_address.rstrip("/")

    @property
    def public_address(self) -> str:
        """Where partners reach the portal."""
        return self._address

    def url(self, link: Link) -> str:
        """The address that stands in the letter."""
        room = "office/in" if link.purpose is LinkPurpose.SIGN_IN else "l"
        return f"{self._address}/{room}/{self._signer.sign(link.token).decode('ascii')}"

    def token(self, signed: str) -> str | None:
        """The token of a signed value from an address; None when no key of ours signed it."""
        try:
            return self._signer.unsign(signed).decode("ascii")
        except (BadSignature, UnicodeError):
            return None

    def derive_token(self, *parts: object) -> str:
        """192 unguessable bits that are the same for the same parts, so that a repeated action makes the same link."""
        text = "\x1f".join(str(part) for part in (PURPOSE, *parts))
        digest = hmac.new(self._newest, text.encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(digest[:TOKEN_BYTES]).decode("ascii")


def issue_link(
    session: Session,
    contact: Contact,
    *,
    campaign_id: int | None,
    subject: str | None = None,
    confidential: bool = False,
    purpose: LinkPurpose = LinkPurpose.PAGE,
    now: datetime,
    lives: timedelta,
    signer: LinkSigner,
) -> str:
    """Add a link for this contact and return its address; asked again at the same `now`, return the same link."""
    if contact.id is None:
        session.flush()
    assert contact.id is not None, "the flush gave it one"
    expires_at = now + lives
    for ordinal in count():
        token = signer.derive_token(contact.id, campaign_id, subject, confidential, purpose, now, expires_at, ordinal)
        link = Link(
            token=token,
            contact_id=contact.id,
            agency=contact.agency,
            role=contact.role,
            campaign_id=campaign_id,
            subject=subject,
            confidential=confidential,
            purpose=purpose,
            expires_at=expires_at,
            created_at=now,
        )
        kept = add_once(session, link, "token")
        if not kept.revoked and kept.used_at is None:
            return signer.url(kept)
    raise AssertionError("count() does not end")
