"""Whom to write to."""

from datetime import date

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models.contact import Contact
from rules.words import Role

BEST_FIRST = (col(Contact.bounced), col(Contact.shared), col(Contact.id))
"""The mailbox to write to: one that works, and one of its own before a shared one."""


def contact_as(session: Session, agency: str, role: Role, on: date) -> Contact | None:
    """The office to write to at an agency in a role on a day; a mailbox of its own before a shared one."""
    return session.exec(_valid_as(role, on).where(Contact.agency == agency)).first()


def office_as(session: Session, role: Role, on: date) -> Contact | None:
    """The one office of the whole province in a role (chairman, legal officer, focal point)."""
    return session.exec(_valid_as(role, on)).first()


def _valid_as(role: Role, on: date) -> SelectOfScalar[Contact]:
    """Contacts in a role on a day, the best to write to first."""
    return (
        select(Contact)
        .where(
            Contact.role == role,
            *valid_on(on),
        )
        .order_by(*BEST_FIRST)
    )


def valid_on(day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That a contact holds on a day: begun, and not over."""
    return or_(col(Contact.valid_from).is_(None), col(Contact.valid_from) <= day), not_over(day)


def still_in_use(contact: Contact, day: date) -> bool:
    return contact.valid_to is None or contact.valid_to >= day


def not_over(day: date) -> ColumnElement[bool]:
    """That a contact holds on a day or later."""
    return or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= day)


def addresses_in_use(session: Session, on: date) -> list[str]:
    """Every address a letter could go to on a day."""
    rows = session.exec(select(Contact.address).where(not_over(on)))
    return list(rows)
