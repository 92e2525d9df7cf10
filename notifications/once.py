"""Adding a row that only one of several creators may add: the database's UNIQUE constraint decides."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

Row = TypeVar("Row", bound=SQLModel)


def add_once(session: Session, row: Row, find: Callable[[], Row | None]) -> Row:
    """Add `row`, or return what `find` sees when another creator was first.

    The savepoint keeps the caller's transaction usable after the constraint has refused us.
    """
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        first = find()
        if first is None:  # some other constraint: a fault of the row, not a race
            raise
        return first
    return row
