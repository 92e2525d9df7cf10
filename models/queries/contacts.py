"""Whom to write to."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import BindParameter, ColumnElement
from sqlmodel import Session, bindparam, col, or_, select

from models.contact import Contact
from rules.words import Role

BEST_FIRST = (col(Contact.bounced), col(Contact.shared), col(Contact.id))
"""The mailbox to write to: one that works, and one of its own before a shared one."""


def valid_on(day: date | BindParameter[date]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That a contact holds on a day: begun, and not over."""
    return or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= day), not_over(day)


def still_valid(contact: Contact, day: date) -> bool:
    """Whether an office may still be written to, and so may still answer."""
    return (contact.valid_from is None or contact.valid_from <= day) and still_in_use(contact, day)


def still_in_use(contact: Contact, day: date) -> bool:
    return contact.valid_to is None or contact.valid_to >= day


def not_over(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """That a contact holds on a day or later."""
    return or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= day)


# Asked twice for every letter, so put together once; a contact that changes is flushed before anybody is written to.
IN_ROLE = (
    select(Contact)
    .where(Contact.role == bindparam("role"), *valid_on(bindparam("on")))
    .order_by(*BEST_FIRST)
    .execution_options(autoflush=False)
)
OF_AGENCY = IN_ROLE.where(Contact.agency == bindparam("agency"))


def contact_as(session: Session, agency: str, role: Role, on: date) -> Contact | None:
    """The office to write to at an agency in a role on a day; a mailbox of its own before a shared one."""
    return session.exec(OF_AGENCY, params={"agency": agency, "role": role, "on": on}).first()


def office_as(session: Session, role: Role, on: date) -> Contact | None:
    """The one office of the whole province in a role (chairman, legal officer, focal point)."""
    return session.exec(IN_ROLE, params={"role": role, "on": on}).first()


def contacts_ever(session: Session, role: Role, agency: str | None) -> list[Contact]:
    """Every contact of an agency in a role, also those of other days; agency None: of the whole province."""
    query = select(Contact).where(Contact.role == role).order_by(col(Contact.id))
    return list(session.exec(query if agency is None else query.where(Contact.agency == agency)))


def telephones_known(session: Session, agencies: Collection[str]) -> dict[tuple[str, Role], str]:
    """The number entered last for each office of these agencies, also of a contact that no longer holds."""
    if not agencies:
        return {}
    query = select(Contact).where(col(Contact.agency).in_(agencies)).order_by(col(Contact.id))
    return {(row.agency, row.role): row.telephone for row in session.exec(query)}


def addresses_in_use(session: Session, on: date) -> list[str]:
    """Every address a letter could go to on a day."""
    rows = session.exec(select(Contact.address).where(not_over(on)))
    return list(rows)
