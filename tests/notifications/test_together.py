"""One writer for all connections: what waits goes into one commit, and no unit suffers for another."""

import asyncio
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from models import JournalEntry
from notifications.delivery import together
from notifications.delivery.together import Joined, NotTogether, Unit, Writer, commit_together
from rules.words import Role
from tests.notifications.queued import journal
from tests.notifications.samples import NOW


def note(where: sa.Engine | sa.Connection, subject: str) -> str:
    entry = {"at": NOW, "noun": "message", "subject": subject, "verb": "accept", "role": Role.ENGINE}
    if isinstance(where, sa.Connection):
        where.execute(sa.insert(JournalEntry), entry)
    else:
        with where.begin() as connection:
            connection.execute(sa.insert(JournalEntry), entry)
    return subject


def count_commits(engine: sa.Engine) -> list[None]:
    commits: list[None] = []
    sa.event.listen(engine, "commit", lambda _: commits.append(None))
    return commits


def test_what_waits_together_is_one_commit(database: sa.Engine) -> None:
    commits = count_commits(database)
    assert commit_together(database, [Unit(note, ("a",)), Unit(note, ("b",))]) == ["a", "b"]
    assert len(commits) == 1
    assert [entry.subject for entry in journal(database)] == ["a", "b"]


def test_unit_that_fails_is_told_and_the_others_are_done_without_it(database: sa.Engine) -> None:
    first, failure, last = commit_together(database, [Unit(note, ("a",)), Unit(note, (None,)), Unit(note, ("b",))])
    assert (first, last) == ("a", "b") and isinstance(failure, sa.exc.IntegrityError)
    assert [entry.subject for entry in journal(database)] == ["a", "b"]


def test_kept_connection_is_given_up_with_what_failed_on_it(database: sa.Engine) -> None:
    kept = database.connect()
    answers = commit_together(database, [Unit(note, ("a",)), Unit(note, (None,))], kept)
    assert answers[0] == "a" and isinstance(answers[1], sa.exc.IntegrityError) and kept.closed
    assert [entry.subject for entry in journal(database)] == ["a"]


async def test_writer_outlives_a_database_that_cannot_be_reached(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, failures = sqlite.connect, [sa.exc.TimeoutError("no connection is free")]

    def connect_later() -> sa.Connection:
        if failures:
            raise failures.pop()
        return connect()

    monkeypatch.setattr(sqlite, "connect", connect_later)
    writer = Writer(sqlite)
    assert [await writer.write(note, name) for name in ("a", "b")] == ["a", "b"]
    await writer.close()
    assert sqlite.pool.checkedout() == 0  # type: ignore[attr-defined]
    assert [entry.subject for entry in journal(sqlite)] == ["a", "b"]


async def test_writer_answers_each_and_raises_what_its_unit_raised(sqlite: sa.Engine) -> None:
    writer = Writer(sqlite)
    answers = await asyncio.gather(*(writer.write(note, name) for name in ("a", None, "b")), return_exceptions=True)
    await writer.close()
    assert (answers[0], answers[2]) == ("a", "b") and isinstance(answers[1], sa.exc.IntegrityError)


async def test_connections_that_ask_at_about_the_same_time_share_a_commit(sqlite: sa.Engine) -> None:
    writer = Writer(sqlite)
    writer.parties, writer._commit_seconds = 2, 60.0
    commits = count_commits(sqlite)

    async def ask_later() -> Any:
        await asyncio.sleep(0.005)
        return await writer.write(note, "b")

    await asyncio.gather(writer.write(note, "a"), ask_later())
    await writer.close()
    assert len(commits) == 1


async def test_one_that_hangs_on_its_relay_holds_nobody_up(sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "LONGEST_WAIT", 0.01)
    writer = Writer(sqlite)
    writer.parties, writer._commit_seconds = 2, 60.0
    async with asyncio.timeout(5):
        assert await writer.write(note, "a") == "a"
    await writer.close()


async def test_close_waits_for_what_was_asked(sqlite: sa.Engine) -> None:
    writer = Writer(sqlite)
    asked = writer.write(note, "a", waits=False)
    await writer.close()
    assert asked.done() and [entry.subject for entry in journal(sqlite)] == ["a"]


async def test_close_that_is_cancelled_leaves_no_thread_behind(sqlite: sa.Engine) -> None:
    writer, may_go_on = Writer(sqlite), threading.Event()

    def wait(where: sa.Engine | sa.Connection) -> None:
        assert may_go_on.wait(5)

    writer.write(wait, waits=False)
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0.01)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    may_go_on.set()
    assert writer._thread is not None
    await asyncio.to_thread(writer._thread.join, 5)
    assert not writer._thread.is_alive() and sqlite.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_one_that_may_not_go_on_costs_no_connection(database: sa.Engine) -> None:
    def refuse(*_: object) -> None:
        raise NotTogether("one of them")

    alone = Joined(note, refuse)
    with database.connect() as kept:
        assert commit_together(database, [Unit(alone, ("a",)), Unit(alone, ("b",))], kept) == ["a", "b"]
        assert commit_together(database, [Unit(alone, ("c",))], kept) == ["c"]
        assert not kept.closed
