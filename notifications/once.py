"""Adding a row that only one of several creators may add: the database's UNIQUE constraint decides."""

from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import Session, SQLModel, select

Row = TypeVar("Row", bound=SQLModel)
INSERTS = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


def add_once(session: Session, row: Row, unique: str) -> Row:
    """Add `row`, or return the one that another creator added first; the column `unique` says which are the same.

    One statement: a refused INSERT would need a savepoint, and two more trips to the database for every letter.
    Raises NoResultFound when it is like another row in a column that is not `unique`, IntegrityError for any other
    fault of the row.
    """
    table = sa.inspect(type(row)).local_table
    values = {column.name: getattr(row, column.name) for column in table.columns if column.name != "id"}
    connection = session.connection()
    number = connection.execute(_insert_or_leave(table, connection.dialect.name), values).scalar()
    if number is None:
        kind = type(row)
        return session.exec(select(kind).where(getattr(kind, unique) == values[unique])).one()
    row.id = number
    make_transient_to_detached(row)
    session.add(row)
    return row


@cache
def _insert_or_leave(table: sa.Table, dialect: str) -> sa.Executable:
    # Without a target: a letter has two columns that are UNIQUE, and either may be the one that a race meets first.
    insert: Any = INSERTS[dialect](table)
    statement: sa.Executable = insert.on_conflict_do_nothing().returning(table.c.id)
    return statement
