"""Whether an office may be written to at an address: one plain address, a mailbox of its own where one is needed, and
nobody who decides twice."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from actions.context import Context
from models import Contact
from models.queries.office_records import contacts_on
from rules.addresses import ADDRESS, TELEPHONE
from rules.refusals import AddressUnusable
from rules.visibility import CHAINS, PERSONAL_MAILBOX
from rules.words import Role

LONGEST_OFFICE = 200
LONGEST_TELEPHONE = 32


def contact_faults(
    session: Session,
    contact: Contact,
    office: str,
    telephone: str,
    address: str,
    shared: bool,
    context: Context,
    today: date,
) -> list[tuple[str, str]]:
    """Every fault at once, as (field, sentence); `contact` is the row whose facts these become."""
    faults = []
    if not office.strip() or len(office) > LONGEST_OFFICE:
        faults.append(("office", f"must be the name of an office, of at most {LONGEST_OFFICE} characters."))
    if not TELEPHONE.fullmatch(telephone) or len(telephone) > LONGEST_TELEPHONE:
        faults.append(("telephone", "must be a telephone number, like 0221 000 0201."))
    if shared and contact.role in PERSONAL_MAILBOX:
        faults.append(("shared", "must be no: this office decides, or reads confidential cases, from its own mailbox."))
    if not ADDRESS.fullmatch(address):
        return [*faults, ("address", str(AddressUnusable(address)))]
    others = [row for row in contacts_on(session, today) if row.id != contact.id and _same(row.address, address)]
    if any((row.agency, row.role) == (contact.agency, contact.role) for row in others):
        faults.append(("address", "is registered for this office already."))
    elif not _same(address, contact.address):
        faults += _decides_twice(contact, others, context, today)
    return faults


def _decides_twice(contact: Contact, others: list[Contact], context: Context, today: date) -> Iterator[tuple[str, str]]:
    """One officer in two places of a chain, or the coordinator, who proposes, in any."""
    for chain in dict.fromkeys(CHAINS.values()):
        steps = context.pack.approval_chain(chain, today)
        roles = {Role.COORDINATOR} | {role for step in steps for role in (step.role, step.deputy)}
        for row in others:
            if contact.role in roles and row.role in roles:
                sentence = f"is the address of {row.role} too: two officers propose and decide, never one twice."
                yield "address", sentence
                return


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
