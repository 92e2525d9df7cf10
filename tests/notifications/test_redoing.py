"""A database that breaks off in a transaction of delivery's: before its commit (D03), or when nobody knows (D04)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import psycopg
import pytest
import sqlalchemy as sa

from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.delivery.leases import LEASE
from rules.words import MessageState
from tests.notifications.queued import Clock, attempts, messages, queue
from trials.scripted_relay import Answers, ScriptedRelay


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.delivery.redoing.WAITS", (0.01, 0.01, 0.01))


@contextmanager
def broken_off(engine: sa.Engine, which: int, *, committed: bool) -> Iterator[list[str]]:
    """The server ends our connection at that commit: what psycopg then sees is real. The yielded list is told so."""
    commits, struck = 0, list[str]()
    real = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        nonlocal commits
        commits += 1
        if commits != which:
            real(connection)
            return
        struck.append("yes")
        driver: psycopg.Connection[Any] = connection.driver_connection
        if committed:
            driver.commit()
        with psycopg.connect(driver.info.dsn, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [driver.info.backend_pid])
        driver.execute("SELECT 1")  # as the answer to COMMIT would, this finds the connection gone

    with mock.patch.object(engine.dialect, "do_commit", do_commit):
        yield struck


@pytest.mark.postgres
@pytest.mark.parametrize("committed", [False, True])
async def test_run_goes_on_over_each_broken_commit(postgres: sa.Engine, committed: bool) -> None:
    clock, which, is_struck = Clock(), 0, True
    while is_struck:
        which += 1
        one, two = f"o1@n{which}.example", f"o2@n{which}.example"
        queue(postgres, one, two)
        async with ScriptedRelay(Answers()) as relay:
            settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none", max_connections=1)
            with broken_off(postgres, which, committed=committed) as struck:
                count = await deliver_due(postgres, settings, clock)
            is_struck = bool(struck)
            clock.now += LEASE  # after which a claim whose answer was lost runs out
            again = await deliver_due(postgres, settings, clock)
        assert count.sent + again.sent == 2, f"commit {which}"
        assert Counter(stored.recipient for stored in relay.stored) == {one: 1, two: 1}, f"commit {which}"
    assert which > 6
    assert {letter.state for letter in messages(postgres)} == {MessageState.SENT}
    outcomes = Counter(attempt.outcome for attempt in attempts(postgres))
    assert outcomes == {MessageState.SENT: 2 * which} | ({MessageState.QUEUED: 2} if committed else {})


async def test_database_that_stays_away_ends_the_run_and_no_connection_works_on(sqlite: sa.Engine) -> None:
    queue(sqlite, *(f"o{n}@y.example" for n in range(20)))
    settled = []

    def fail(*_: object) -> None:
        settled.append("tried")
        raise sa.exc.OperationalError("COMMIT", {}, Exception("the server is gone"))

    async with ScriptedRelay(Answers()) as relay:
        settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none")
        with mock.patch("notifications.delivery.deliver.claim", fail), pytest.raises(sa.exc.OperationalError):
            await deliver_due(sqlite, settings, Clock())
        assert relay.stored == [] and len(settled) == 1  # the claim is one for all connections
        assert await deliver_due(sqlite, settings, Clock()) == DeliveryCount(sent=20)
