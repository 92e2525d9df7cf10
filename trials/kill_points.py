"""Where a sender is killed: named points around its functions as they are, of which nothing in it knows."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Protocol
from unittest import mock

import sqlalchemy as sa

from notifications.delivery import deliver, together, wire

HALF = 512
COMMIT_SECONDS = 0.004
"""A commit takes about so long; a kill inside it comes after a part of that."""
_AROUND = ("before the commit", "in the commit", "committed")
TRANSACTIONS = {"claim": "claim", "intent": "mark_dot", "outcome": "settle", "doubt": "settle_doubts"}
"""What is committed, and the function of the sender that does it."""
ACTION = (*(f"action: {when}" for when in _AROUND), "letter posted")
ON_THE_WIRE = ("connected", "MAIL", "RCPT", "DATA", "half the body", "body written", "dot written", "reply read")
OURS = (*ACTION, *(f"{what}: {when}" for what in ("claim", "intent", "outcome") for when in _AROUND), *ON_THE_WIRE)
RECOVERY = tuple(f"doubt: {when}" for when in _AROUND)
"""Of the sender that is started again and asks the witness."""
NAIVE = (*ON_THE_WIRE, *(f"outcome: {when}" for when in _AROUND))
ONCE = frozenset({"connected", *(f"claim: {when}" for when in _AROUND)})
"""What is done once for all letters."""


class Points(Protocol):
    """What the points report to."""

    def reach(self, point: str) -> None: ...


class Killer:
    """SIGKILL to this process at the n-th time a point is reached; one in a commit comes from another thread."""

    def __init__(self, point: str, times: int, draw: random.Random) -> None:
        self.point, self._left = point, times
        self._wait = draw.uniform(0, COMMIT_SECONDS)

    def reach(self, point: str) -> None:
        if point != self.point:
            return
        self._left -= 1
        if self._left:
            return
        if point.endswith(": in the commit"):
            threading.Thread(target=self._strike_soon, daemon=True).start()
        else:
            _strike()

    def _strike_soon(self) -> None:
        time.sleep(self._wait)
        _strike()


def _strike() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class CommitWatch:
    """Reports what is being committed on an engine, while `during` says what that is: several things perhaps, where the
    inner ones only join the transaction of the outer."""

    def __init__(self, engine: sa.Engine, points: Points) -> None:
        self._points, self._joined, self._depth, self._is_committed = points, list[str](), 0, False
        sa.event.listen(engine, "commit", self._commit)

    @contextmanager
    def during(self, *what: str) -> Iterator[None]:
        self._joined += what
        self._depth += 1
        yield
        self._depth -= 1
        if self._depth:
            return
        joined, is_committed = self._joined, self._is_committed
        self._joined, self._is_committed = [], False
        for done in joined if is_committed else ():
            self._points.reach(f"{done}: committed")

    def _commit(self, _: sa.Connection) -> None:
        for what in self._joined:
            self._points.reach(f"{what}: before the commit")
            self._points.reach(f"{what}: in the commit")
            self._is_committed = True


def lay_points(stack: ExitStack, watch: CommitWatch, points: Points) -> None:
    """Around the functions of the sender, until the stack is closed."""

    def patch(owner: Any, name: str, changed: Any) -> None:
        stack.enter_context(mock.patch.object(owner, name, changed))

    def within(real: Any, *what: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            with watch.during(*what):
                return real(*arguments, **named)

        return call

    def watched(owner: Any, name: str, *what: str) -> None:
        real = getattr(owner, name)
        if isinstance(real, together.Joined):
            patch(owner, name, together.Joined(within(real.one, *what), within(real.several, *what)))
        else:
            patch(owner, name, within(real, *what))

    watched(together, "commit_together")
    for what, name in TRANSACTIONS.items():
        watched(deliver, name, what)

    def then(name: str, point: str) -> None:
        real = getattr(wire.Wire, name)

        async def call(self: wire.Wire, *arguments: Any) -> Any:
            result = await real(self, *arguments)
            points.reach(point or arguments[0])
            if name == "open":
                _watch_bytes(self, points)
            return result

        patch(wire.Wire, name, call)

    for name, point in (("open", "connected"), ("_say", ""), ("write_body", "body written"), ("finish", "reply read")):
        then(name, point)
    patch(wire, "CHUNK", HALF)


def _watch_bytes(line: wire.Wire, points: Points) -> None:
    """What is written by the connection of this wire."""
    protocol: Any = line._require()
    write = protocol.write

    def written(data: bytes) -> None:
        write(data)
        if data == b".\r\n":
            points.reach("dot written")
        elif len(data) == HALF:
            points.reach("half the body")

    protocol.write = written
