"""Years of past duties in a moment, for a benchmark: what is settled must cost the clock nothing."""

from datetime import datetime

import sqlalchemy as sa

from rules.words import DutyKind, DutyState, Role

NUMBERS = sa.text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
    "INSERT INTO duty (code, campaign_id, kind, subject, agency, role, ordinal, state, confidential, opened_at, due_at,"
    " ladder, rung, rung_at, told, answered, timed) "
    "SELECT :prefix || i, (SELECT min(id) FROM campaign), :kind, :prefix || i, 'MAU', :role, 1, :state, :no, :due_at,"
    " :due_at, 'routine', 0, :rung_at, :yes, '{}', :yes FROM n"
)


def add_history(engine: sa.Engine, *, live: int, past: int, due_at: datetime) -> None:
    """Duties that are open and due at a moment far off, and duties long settled, in the first campaign."""
    for state, count, rung_at in ((DutyState.OPEN, live, due_at), (DutyState.FULFILLED, past, None)):
        if count:
            _insert(engine, state, count, rung_at, due_at)


def _insert(engine: sa.Engine, state: DutyState, count: int, rung_at: datetime | None, due_at: datetime) -> None:
    with engine.begin() as connection:
        begun = connection.execute(sa.text("SELECT count(*) FROM duty")).scalar_one()
        statement = NUMBERS.bindparams(
            sa.bindparam("count", count),
            sa.bindparam("prefix", f"MAU-{begun}-"),
            sa.bindparam("kind", DutyKind.WORK_RESULT.value),
            sa.bindparam("role", Role.LIAISON.value),
            sa.bindparam("state", state.value),
            sa.bindparam("no", False),
            sa.bindparam("yes", True),
            sa.bindparam("due_at", due_at, sa.DateTime(timezone=True)),
            sa.bindparam("rung_at", rung_at, sa.DateTime(timezone=True)),
        )
        connection.execute(statement)
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("ANALYZE duty"))
