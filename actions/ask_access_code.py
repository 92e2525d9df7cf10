"""Send the one-time code that opens a confidential page to the address its link was sent to, and nowhere else."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.recording import record
from actions.tell_office import write_to
from models import AccessCode, Link
from models.queries.access import codes_sent, codes_since, contact_of, lock_link, open_codes
from notifications.letters import AccessCodeLetter, ListCode
from rules.refusals import TooOften
from rules.words import CodePurpose

CODE_DIGITS = 8
LIVES = timedelta(minutes=10)
MOST_CODES = 3
WHILE = timedelta(minutes=15)


LETTERS: Mapping[CodePurpose, type[AccessCodeLetter]] = {
    CodePurpose.ENTER: AccessCodeLetter,
    CodePurpose.LIST: ListCode,
}


def ask_access_code(
    session: Session, link: Link, *, now: datetime, context: Context, purpose: CodePurpose = CodePurpose.ENTER
) -> None:
    """A new code replaces the one before of its purpose. Raises TooOften, or SharedMailbox when several people read
    that address."""
    lock_link(session, link)
    if codes_since(session, link, now - WHILE, purpose) >= MOST_CODES:
        raise TooOften("A code", MOST_CODES, WHILE // timedelta(minutes=1))
    for earlier in open_codes(session, link, purpose):
        earlier.used = True
        session.add(earlier)
    contact = contact_of(session, link)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    expires_at = now + LIVES
    # Counted over all links to this office about this subject: each code is a letter of its own.
    ordinal = codes_sent(session, link, purpose) + 1
    assert link.id is not None
    session.add(
        AccessCode(
            link_id=link.id,
            purpose=purpose,
            digest=code_digest(link, code, context, purpose),
            expires_at=expires_at,
            created_at=now,
        )
    )
    subject = link.subject or ""
    write_to(
        session,
        LETTERS[purpose],
        contact,
        reference=subject,
        link=context.signer.url(link),
        campaign_id=link.campaign_id,
        subject=subject,
        ordinal=ordinal,
        now=now,
        context=context,
        due_at=expires_at,
        access_code=code,
    )
    record(
        session,
        noun="access",
        subject=subject,
        verb="ask_code" if purpose is CodePurpose.ENTER else "ask_list_code",
        actor=ENGINE,
        now=now,
        campaign_id=link.campaign_id,
        restricted=True,
    )


def code_digest(link: Link, code: str, context: Context, purpose: CodePurpose = CodePurpose.ENTER) -> str:
    """Keyed, because eight digits alone are found from a plain hash in a second."""
    text = f"access-code:{purpose.value}:{link.token}:{code}"
    return hmac.new(context.identity.key, text.encode(), hashlib.sha256).hexdigest()
