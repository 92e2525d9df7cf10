"""Opening a database: what a restart of the server leaves of our connections."""

import pytest
import sqlalchemy as sa

import models.database

OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = :name"
)


@pytest.mark.postgres
def test_connections_that_the_server_has_closed_are_replaced(
    postgres: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.database, "IDLE_SECONDS", 0.0)
    with postgres.connect() as first, postgres.connect() as second:
        for connection in (first, second):
            connection.execute(sa.text("SELECT 1"))
    stranger = sa.create_engine(postgres.url, poolclass=sa.NullPool)
    with stranger.connect() as connection:
        closed = connection.execute(OTHERS, {"name": postgres.url.database}).all()
    assert len(closed) == 2
    with postgres.connect() as first, postgres.connect() as second:
        assert [connection.execute(sa.text("SELECT 1")).scalar() for connection in (first, second)] == [1, 1]
