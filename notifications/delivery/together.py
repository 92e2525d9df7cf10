"""One writer for all connections of a run: what waits while one commit is under way goes into the next one together.

A commit costs a write to the disk, whatever is in it. So the first to ask waits for the other connections, but no
longer than a commit takes: one that hangs on its relay holds nobody up by more.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, NamedTuple

import sqlalchemy as sa

LONGEST_WAIT = 0.02
"""Seconds that the first to ask waits for others."""
REMEMBERED = 8
"""Over so many commits goes the mean of how long one takes."""

log = logging.getLogger(__name__)


Work = Callable[..., Any]
_Job = Callable[[], object]


class NotTogether(Exception):
    """What is usual of all of them is not true of one: each must be looked at alone."""


class Unit(NamedTuple):
    """What is asked of the database: done by `work(where, *arguments)`, in a transaction of its own when `where` is an
    engine, else in that of the connection."""

    work: Work
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Joined:
    """Work that `several(connection, [arguments, ...])` does for many in one go, with the same results: what the
    database itself does is the least of what each costs alone."""

    one: Work
    several: Work

    def __call__(self, where: sa.Engine | sa.Connection, *arguments: Any) -> Any:
        return self.one(where, *arguments)


def commit_together(engine: sa.Engine, units: Sequence[Unit], kept: sa.Connection | None = None) -> list[Any]:
    """The result of each unit, or the exception that it raised; when one fails the others are done without it, and a
    `kept` connection is given up."""
    try:
        with nullcontext(kept) if kept is not None else engine.connect() as connection, connection.begin():
            return _do_all(connection, units)
    except NotTogether as one:
        log.info("%d changes are looked at one by one: %s.", len(units), one)
    except Exception as error:
        # Whether it was committed may be unknown, as for one alone: each unit is fenced and may be done again.
        log.warning("%d changes could not be committed together (%s).", len(units), type(error).__name__)
        if kept is not None:
            _give_up(kept)
    return [_do_alone(engine, unit) for unit in units]


def _give_up(kept: sa.Connection) -> None:
    """Whatever is the matter with it, it must not hold a lock while the units are done without it."""
    with suppress(Exception):
        kept.invalidate()
    with suppress(Exception):
        kept.close()


def _do_all(connection: sa.Connection, units: Sequence[Unit]) -> list[Any]:
    alike: dict[Joined, list[tuple[Any, ...]]] = {}
    for work, arguments in units:
        if isinstance(work, Joined):
            alike.setdefault(work, []).append(arguments)
    done = {work: iter(_do_alike(connection, work, them)) for work, them in alike.items()}
    return [next(done[work]) if isinstance(work, Joined) else work(connection, *arguments) for work, arguments in units]


def _do_alike(connection: sa.Connection, work: Joined, them: Sequence[tuple[Any, ...]]) -> Sequence[Any]:
    """One in no company can be looked at at once."""
    return work.several(connection, them) if len(them) > 1 else [work.one(connection, *them[0])]


def _do_alone(engine: sa.Engine, unit: Unit) -> Any:
    try:
        return unit.work(engine, *unit.arguments)
    except Exception as error:
        return error


class Writer:
    """A thread with a connection of its own, and the units that wait for it in the order in which they were asked
    for."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._loop = asyncio.get_running_loop()  # asking for it costs a system call each time (Python 3.11)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._kept: sa.Connection | None = None
        self._waiting: list[_Asked] = []
        self._under_way: list[_Asked] = []
        self._handed_over_at = 0.0
        self._late: asyncio.TimerHandle | None = None
        self._idle, self._ended = asyncio.Event(), asyncio.Event()
        self._idle.set()
        self._commit_seconds = 0.0
        self.parties = 0
        """How many connections have a letter under way, each of which will ask for a unit and wait for it."""

    def write(self, work: Work, *arguments: Any, waits: bool = True) -> asyncio.Future[Any]:
        """The unit's result once it is committed, with others perhaps; raises what it raised. `waits` says whether a
        connection stands still meanwhile."""
        done = self._loop.create_future()
        self._waiting.append(_Asked(Unit(work, arguments), done, waits))
        self._idle.clear()
        if not self._under_way:
            self._look()
        return done

    async def run(self, work: Work, *arguments: Any) -> Any:
        """Its result, done in the same thread by transactions of its own: two writers would wait for each other."""
        done: asyncio.Future[Any] = self._loop.create_future()

        def call() -> None:
            asked = _Asked(Unit(work, arguments), done, waits=True)
            result = _do_alone(self._engine, asked.unit)
            self._loop.call_soon_threadsafe(asked.tell, result)

        self._give(call)
        return await done

    async def close(self) -> None:
        """Returns when nothing waits any more, whoever asked has been told, and the connection is given back."""
        self.parties = 0
        try:
            if not self._under_way:
                self._look()
            await self._idle.wait()
            await asyncio.sleep(0)  # what was told just now reaches its callbacks in the loop's next round
        finally:
            self._jobs.put(None)
        if self._thread is not None:
            await self._ended.wait()

    def _look(self) -> None:
        """Hand over what waits when no other connection is about to ask, or else in a moment."""
        if sum(asked.waits for asked in self._waiting) >= self.parties:
            self._hand_over()
        elif self._late is None:
            patience = min(self._commit_seconds, LONGEST_WAIT)
            self._late = self._loop.call_later(patience, self._hand_over)

    def _hand_over(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
        self._under_way, self._waiting = self._waiting, []
        if not self._under_way:
            self._idle.set()
            return
        self._handed_over_at = self._loop.time()
        units = [asked.unit for asked in self._under_way]
        self._give(lambda: self._loop.call_soon_threadsafe(self._tell, self._commit(units)))

    def _tell(self, results: Sequence[Any]) -> None:
        took = self._loop.time() - self._handed_over_at
        self._commit_seconds += (took - self._commit_seconds) / REMEMBERED
        for asked, result in zip(self._under_way, results, strict=True):
            asked.tell(result)
        self._under_way = []
        if self._waiting:
            self._look()
        else:
            self._idle.set()

    def _give(self, job: _Job) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._work, name="deliverer", daemon=True)
            thread.start()
            self._thread = thread
        self._jobs.put(job)

    def _work(self) -> None:
        """In the thread."""
        try:
            while (job := self._jobs.get()) is not None:
                job()
        finally:
            if self._kept is not None:
                self._kept.close()
            with suppress(RuntimeError):  # the loop is gone: nobody waits for the end
                self._loop.call_soon_threadsafe(self._ended.set)

    def _commit(self, units: Sequence[Unit]) -> list[Any]:
        if self._kept is None or self._kept.closed:
            self._kept = None
            with suppress(Exception):  # each unit will meet it again, and waits for the database to come back
                self._kept = self._engine.connect()
        return commit_together(self._engine, units, self._kept)


class _Asked(NamedTuple):
    unit: Unit
    done: asyncio.Future[Any]
    waits: bool

    def tell(self, result: Any) -> None:
        if self.done.cancelled():
            return
        if isinstance(result, Exception):
            self.done.set_exception(result)
        else:
            self.done.set_result(result)
