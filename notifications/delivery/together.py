"""One writer for all connections of a run: what waits while one commit is under way goes into the next one together.

A commit costs a write to the disk, whatever is in it. So the first to ask waits for the other connections, but no
longer than a commit takes: one that hangs on its relay holds nobody up by more.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple

import sqlalchemy as sa

LONGEST_WAIT = 0.02
"""Seconds that the first to ask waits for others."""
REMEMBERED = 8
"""Over so many commits goes the mean of how long one takes."""

log = logging.getLogger(__name__)


class Unit(NamedTuple):
    """What is asked of the database: done by `work(where, *arguments)`, in a transaction of its own when `where` is an
    engine, else in that of the connection."""

    work: Callable[..., Any]
    arguments: tuple[Any, ...]


def commit_together(engine: sa.Engine, units: list[Unit]) -> list[Any]:
    """The result of each unit, or the exception that it raised; when one fails the others are done without it."""
    if len(units) > 1:
        try:
            with engine.begin() as connection:
                return [unit.work(connection, *unit.arguments) for unit in units]
        except Exception as error:
            # Whether it was committed may be unknown, as for one alone: each unit is fenced and may be done again.
            log.warning("%d changes could not be committed together (%s).", len(units), type(error).__name__)
    return [_do_alone(engine, unit) for unit in units]


def _do_alone(engine: sa.Engine, unit: Unit) -> Any:
    try:
        return unit.work(engine, *unit.arguments)
    except Exception as error:
        return error


class Writer:
    """A thread, and the units that wait for it in the order in which they were asked for."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._thread = ThreadPoolExecutor(1, "deliverer")
        self._waiting: list[_Asked] = []
        self._working: asyncio.Task[None] | None = None
        self._commit_seconds = 0.0
        self._complete = asyncio.Event()
        self.parties = 0
        """How many connections have a letter under way, each of which will ask for a unit and wait for it."""

    async def write(self, work: Callable[..., Any], *arguments: Any, waits: bool = True) -> Any:
        """The unit's result once it is committed, with others perhaps; raises what it raised. `waits` says whether a
        connection stands still meanwhile."""
        asked = _Asked(Unit(work, arguments), asyncio.get_running_loop().create_future(), waits)
        self._waiting.append(asked)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        if sum(other.waits for other in self._waiting) >= self.parties:
            self._complete.set()
        return await asked.done

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Call it in the same thread, with transactions of its own: two writers would only wait for each other."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    async def close(self) -> None:
        """Returns when nothing waits any more."""
        self.parties = 0
        self._complete.set()
        if self._working is not None:
            await self._working
        self._thread.shutdown(wait=False)

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(self._commit_seconds, LONGEST_WAIT)):
                    await self._complete.wait()
            taken, self._waiting = self._waiting, []
            self._complete.clear()
            begun = loop.time()
            units = [asked.unit for asked in taken]
            results = await loop.run_in_executor(self._thread, commit_together, self._engine, units)
            self._commit_seconds += (loop.time() - begun - self._commit_seconds) / REMEMBERED
            for asked, result in zip(taken, results, strict=True):
                asked.tell(result)
        self._working = None


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
