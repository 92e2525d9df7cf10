"""Changing what a column of words may hold: on SQLite, which cannot alter a CHECK, by its own documented way.

https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema Changes": a constraint that only
becomes wider may be changed in the schema itself, and no row is copied.
"""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op


def allow_words(table: str, column: str, words: Iterable[str]) -> None:
    """Replace the list of codes a column takes; every code that rows hold must be among them."""
    name, listed = f"ck_{table}_{column}", ", ".join(f"'{word}'" for word in words)
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed}))")
        return
    found = connection.execute(sa.text("SELECT sql FROM sqlite_master WHERE name = :table"), {"table": table}).scalar()
    renewed, replaced = re.subn(rf"(CONSTRAINT {name} CHECK \({column} IN \()[^)]*", rf"\g<1>{listed}", found or "")
    if replaced != 1:
        raise RuntimeError(f"table {table} has no constraint {name} to change")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :renewed WHERE type = 'table' AND name = :table"),
        {"renewed": renewed, "table": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def add_words(table: str, column: str, words: Iterable[str], default: str | None) -> None:
    """Add a column of words with its CHECK; `default` is what rows already there get, None lets it be empty."""
    filled = "" if default is None else f" NOT NULL DEFAULT '{default}'"
    listed = ", ".join(f"'{word}'" for word in words)
    check = f"CONSTRAINT ck_{table}_{column} CHECK ({column} IN ({listed}))"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(32){filled} {check}")
