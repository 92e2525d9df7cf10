"""Opening the database: SQLite for one machine, Postgres for a country; the same tables on both."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import SQLModel

BUSY_SECONDS = 15
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",  # pages of 4 kB: what is written again and again meanwhile is copied back once
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS}000",
)


def open_database(url: str) -> sa.Engine:
    """An engine with our durability settings. SQLite: WAL, FULL sync, writers begin immediately."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        # The driver's own BEGIN is deferred; a reader that then writes would fail at once with BUSY_SNAPSHOT.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_immediately(connection: sa.Connection) -> None:
        reading = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def create_tables(engine: sa.Engine) -> None:
    """Every table at once, for tests; an installation goes through the migrations."""
    import models  # noqa: F401  (registers the tables)

    SQLModel.metadata.create_all(engine)
