"""A document on paper that a campaign rests on: its kind, number, day, signer's role and the scan's fingerprint."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.check_document import check_day, number_fault
from actions.context import Actor, Context
from actions.recording import record
from models import Campaign, Document
from models.queries.campaigns import campaign_by_id
from models.queries.office_records import document_numbered
from rules.refusals import AnswerRefused, RightMissing
from rules.words import DocumentKind, Role

OLDEST_YEARS = 20
"""What sets a team up may be old (TT 05/2006 mục II); a day before that is a slip of the pen."""
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class DocumentFacts:
    """`signer` is a role, no name. `sha256` is that of the scanned file, which is not kept; None when there is none."""

    kind: DocumentKind
    number: str
    signed_on: date
    signer: Role
    sha256: str | None = None


def record_document(
    session: Session, campaign: Campaign, facts: DocumentFacts, *, actor: Actor, now: datetime, context: Context
) -> Document:
    """The same document again returns the row that is there. Raises RightMissing, DocumentRefused for its day, and
    AnswerRefused for a number that is none, or that another document of this kind has in this campaign."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "record", f"a document of {campaign.code}", [Role.COORDINATOR])
    campaign = campaign_by_id(session, campaign.id or 0)
    _check(campaign, facts)
    today = context.pack.calendar.day_of(now)
    check_day(facts.number, facts.signed_on, earliest=date(campaign.opens_on.year - OLDEST_YEARS, 1, 1), latest=today)
    known = document_numbered(session, campaign, facts.kind, facts.number)
    if known is not None:
        if (known.signed_on, known.signer, known.sha256) != (facts.signed_on, facts.signer, facts.sha256):
            taken = f"is recorded already, dated {known.signed_on:%d/%m/%Y}: each number of a kind stands once."
            raise AnswerRefused(f"The documents of {campaign.code}", [("number", taken)])
        return known
    assert campaign.id is not None
    document = Document(
        campaign_id=campaign.id,
        subject=campaign.code,
        kind=facts.kind,
        number=facts.number,
        signed_on=facts.signed_on,
        signer=facts.signer,
        sha256=facts.sha256,
        recorded_by=actor.role,
        recorded_at=now,
    )
    session.add(document)
    record(
        session,
        noun="document",
        subject=campaign.code,
        verb="record",
        after=facts.kind.value,
        actor=actor,
        now=now,
        campaign_id=campaign.id,
        note=facts.number,
    )
    session.flush()
    return document


def _check(campaign: Campaign, facts: DocumentFacts) -> None:
    faults = []
    if fault := number_fault(facts.number.strip()):
        faults.append(("number", fault))
    if facts.signer is Role.ENGINE:
        faults.append(("signer", "must be an officer."))
    if facts.sha256 is not None and not SHA256.fullmatch(facts.sha256):
        faults.append(("sha256", "must be 64 digits 0-9 and a-f."))
    if faults:
        raise AnswerRefused(f"The documents of {campaign.code}", faults)
