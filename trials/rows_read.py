"""How many rows a database reads for a piece of work: what grows when an index is missing."""

import time
from collections.abc import Callable

import sqlalchemy as sa

FAREWELL_SECONDS = 0.2
"""So long at most a server's process lives on after its client has left."""
READ = sa.text("SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_user_tables")


def rows_read(engine: sa.Engine, work: Callable[[], object]) -> int:
    """On PostgreSQL the rows its statistics count. SQLite keeps no such count: there it is the steps of its virtual
    machine, of which every row read takes at least one, so that the rows are no more than that."""
    if engine.dialect.name == "postgresql":
        before = _counted(engine)
        work()
        return _counted(engine) - before
    return _steps(engine, work)


def _counted(engine: sa.Engine) -> int:
    """All that was read until now: sessions that rest hand their statistics over when they end, and not before."""
    engine.dispose()
    time.sleep(FAREWELL_SECONDS)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
        connection.execute(sa.text("SELECT pg_stat_clear_snapshot()"))
        return int(connection.execute(READ).scalar_one())


def _steps(engine: sa.Engine, work: Callable[[], object]) -> int:
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def watch(connection: object, *_: object) -> None:
        connection.set_progress_handler(count, 1)  # type: ignore[attr-defined]

    engine.dispose()
    sa.event.listen(engine, "connect", watch)
    try:
        work()
    finally:
        sa.event.remove(engine, "connect", watch)
        engine.dispose()
    return steps
