"""What is registered, for comparing a workbook with it, and the workbook that waits for its sender's yes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select

from models.contact import Contact
from models.establishment import Establishment
from models.journal import JournalEntry
from models.register_draft import RegisterDraft

IMPORT = ("register", "import")
"""Noun and verb of the journal entries about workbooks that were applied."""


def all_places(session: Session, *, lock: bool = False) -> Sequence[Establishment]:
    """Every establishment; locked, none of them changes until the transaction ends."""
    query = select(Establishment).order_by(Establishment.code)
    return session.exec(query.with_for_update() if lock else query).all()


def all_contacts(session: Session, *, lock: bool = False) -> Sequence[Contact]:
    query = select(Contact).order_by(Contact.agency, col(Contact.role), col(Contact.id))
    return session.exec(query.with_for_update() if lock else query).all()


def draft_of(session: Session, digest: str, contact_id: int) -> RegisterDraft | None:
    """The waiting workbook with this digest, if this officer sent it."""
    draft = session.get(RegisterDraft, digest, with_for_update=True)
    return draft if draft is not None and draft.contact_id == contact_id else None


def forget_drafts(session: Session, contact_id: int, before: datetime) -> None:
    """An officer has one waiting workbook; what nobody said yes to since `before` goes."""
    own, old = col(RegisterDraft.contact_id) == contact_id, col(RegisterDraft.created_at) < before
    session.exec(delete(RegisterDraft).where(own | old))


def import_noted(session: Session, subject: str) -> JournalEntry | None:
    """The latest journal entry about a workbook that was applied."""
    noun, verb = IMPORT
    query = select(JournalEntry).where(
        JournalEntry.noun == noun, JournalEntry.verb == verb, JournalEntry.subject == subject
    )
    return session.exec(query.order_by(col(JournalEntry.id).desc())).first()
