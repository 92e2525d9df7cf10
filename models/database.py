"""Opening the database: SQLite for one machine, Postgres for a country; the same tables on both."""

from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel

BUSY_SECONDS = 15
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",  # pages of 4 kB: what is written again and again meanwhile is copied back once
    "foreign_keys=ON",
    f"busy_timeout={BUSY_SECONDS}000",
)
IDLE_SECONDS = 1.0
"""A connection that has rested for less is taken to be alive."""
RESTS_SINCE = "rests since"


def open_database(url: str) -> sa.Engine:
    """An engine with our durability settings. SQLite: WAL, FULL sync, writers begin immediately."""
    if not url.startswith("sqlite"):
        engine = sa.create_engine(url)
        _ask_after_rest(engine)
        return engine
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


def _ask_after_rest(engine: sa.Engine) -> None:
    """A server that was started anew has closed our connections: one that has rested is tried before it is used. The
    pool's own `pool_pre_ping` does it before every unit of work, at the price of a trip to the server."""

    @event.listens_for(engine, "checkin")
    def note(_: Any, entry: ConnectionPoolEntry) -> None:
        entry.info[RESTS_SINCE] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, entry: ConnectionPoolEntry, _: Any) -> None:
        if monotonic() - entry.info.get(RESTS_SINCE, monotonic()) < IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.OperationalError as gone:
            # The others are as old, and as dead.
            raise sa.exc.InvalidatePoolError from gone


def create_tables(engine: sa.Engine) -> None:
    """Every table at once, for tests; an installation goes through the migrations."""
    import models  # noqa: F401  (registers the tables)

    SQLModel.metadata.create_all(engine)
