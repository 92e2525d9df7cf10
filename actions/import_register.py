"""The province's register comes in: every row of a checked workbook or none, with one entry in the journal."""

import json
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.change_contact import ContactFacts, change_contact
from actions.compare_register import RegisterDifference, changes_of, compare_register, contact_refusals
from actions.context import Actor, Context
from actions.recording import record
from models import Contact, Establishment
from models.queries.contacts import still_in_use
from models.queries.register import IMPORT
from rules.pack import ContactSeed, EstablishmentSeed
from rules.refusals import RightMissing
from rules.register import Register, RegisterRefused, Row, Sheet
from rules.visibility import KEEPS_RECORDS

BY_PAGE = ("office", "telephone", "address", "shared")
"""Fields of a contact that change in the workbook as they change on the contacts page."""


def import_register(
    session: Session, register: Register, *, actor: Actor, now: datetime, context: Context
) -> RegisterDifference:
    """What was changed. The same workbook again changes nothing, and is not noted. Raises RightMissing, or
    RegisterRefused for rows that do not go with what is registered by now; then nothing may be committed."""
    if actor.role not in KEEPS_RECORDS:
        raise RightMissing(actor.role, "import", "the register", sorted(KEEPS_RECORDS))
    found = compare_register(session, register, now=now, context=context, lock=True)
    if found.difference.nothing:
        return found.difference
    for row, place in found.places:
        _keep_place(session, row, place)
    for row, contact in found.contacts:
        _keep_contact(session, register.contacts, row, contact, actor, now, context)
    session.flush()
    noun, verb = IMPORT
    counts = json.dumps({"sha256": register.digest, **found.difference.counts})
    subject = import_subject(register.digest)
    record(session, noun=noun, subject=subject, verb=verb, actor=actor, now=now, campaign_id=None, note=counts)
    return found.difference


def import_subject(digest: str) -> str:
    """How the journal calls a workbook; its whole digest stands in the note."""
    return digest[:40]


def _keep_place(session: Session, row: Row[EstablishmentSeed], place: Establishment | None) -> None:
    if place is None:
        session.add(Establishment(**_columns(row.seed)))
        return
    _set(session, place, row.seed, [name for name, _, _ in changes_of(row, place)])


def _columns(seed: EstablishmentSeed | ContactSeed) -> dict[str, Any]:
    values = dict(vars(seed))
    if "sessions" in values:
        values["sessions"] = [session.value for session in values["sessions"]]
    return values


def _keep_contact(
    session: Session,
    sheet: Sheet[ContactSeed],
    row: Row[ContactSeed],
    contact: Contact | None,
    actor: Actor,
    now: datetime,
    context: Context,
) -> None:
    """A new office is added; of a known one, what the contacts page changes is changed as there."""
    today = context.pack.calendar.day_of(now)
    changes = [] if contact is None else [name for name, _, _ in changes_of(row, contact)]
    other_address = contact is None or "address" in changes
    # Two rows of one workbook may want the same address: the second meets the first here.
    faults = list(contact_refusals(session, sheet, row, contact, context, today)) if other_address else []
    if faults:
        raise RegisterRefused(faults)
    if contact is None:
        session.add(Contact(**_columns(row.seed)))
    elif not still_in_use(contact, today):
        # Nobody writes to it now: nobody is to be told, also when it is opened again.
        _set(session, contact, row.seed, changes)
    else:
        current = contact
        if set(changes) & set(BY_PAGE):
            seed = row.seed
            facts = ContactFacts(seed.office, seed.telephone, seed.address, seed.shared)
            current = change_contact(session, contact, facts, actor=actor, now=now, context=context)
        _set(session, current, row.seed, [name for name in ("valid_from", "valid_to") if name in row.given])
    session.flush()


def _set(
    session: Session, kept: Establishment | Contact, seed: EstablishmentSeed | ContactSeed, names: list[str]
) -> None:
    for name in names:
        setattr(kept, name, _columns(seed)[name])
        session.add(kept)
