"""`torture zombie`: a sender is stopped, its letters are taken over, and it wakes; then the mailbox is counted.

Stopped between the recorded intent and the dot, it would write the dot of a letter that went again meanwhile. Whoever
takes over therefore ends it first. Beside it, on the same draws, goes the same without that: it must be seen to double,
or this run could not see it in ours.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import time
from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from sqlmodel import Session, select

from models import Message
from models.database import open_database
from models.migrating import migrate_at
from notifications.delivery import RelaySettings, deliver, deliver_due, wire
from rules.words import MessageState
from trials.kill_points import ONCE, CommitWatch, lay_points
from trials.kill_relay import RelayProcess
from trials.kill_trial import in_child, start_child
from trials.smtp_scripts import SCRIPTS
from trials.torture_smtp import BEGINS, post_letters

LETTERS = 3
POINTS = ("before the dot", "intent: committed", "body written", "claim: committed")
TAKEN_OVER, LATER = timedelta(minutes=20), (timedelta(minutes=40), timedelta(hours=5))
COUNTS = ("stopped", "ended", "lost", "doubled")
TRIES = 4
"""A sender that another thread of it stopped within a transaction holds SQLite's lock, and nobody can take over."""


class _Stopper:
    """SIGSTOP to this process at the n-th time a point is reached."""

    def __init__(self, point: str, times: int) -> None:
        self._point, self._left = point, times

    def reach(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGSTOP)


def torture_zombie(folder: Path, seed: int, times: int) -> dict[str, Any]:
    """Stop the sender so often, at each point in turn. `ok` says whether ours was stopped each time, lost and doubled
    none, and without the kill some were doubled."""
    started = time.monotonic()
    counts = {name: Counter[str]() for name in ("ours", "without_kill")}
    for name, total in counts.items():
        (folder / name).mkdir()
        draw = Random(seed)
        with RelayProcess(folder / name) as relay:  # each its own mailbox: the draws, so the Message-IDs, are the same
            for number in range(times):
                for again in range(TRIES):
                    database = _fill(folder / f"{name}-{number}-{again}.db", draw)
                    point = POINTS[number % len(POINTS)]
                    stopper = _Stopper(point, 1 if point in ONCE else draw.randint(1, LETTERS))
                    found = _try(database, relay, stopper, kills=name == "ours")
                    if found is not None:
                        total.update(found)
                        break
    ours, without = counts["ours"], counts["without_kill"]
    harm = ours["lost"] or ours["doubled"] or without["lost"] or ours["stopped"] != times
    return {
        "N": 2 * times,
        "seed": seed,
        "duration": round(time.monotonic() - started, 1),
        "letters": LETTERS,
        **{name: {what: count[what] for what in COUNTS} for name, count in counts.items()},
        "ok": not harm and without["doubled"] > 0,
    }


def _fill(path: Path, draw: Random) -> Path:
    template = path.parent / "template.db"
    if not template.exists():
        migrate_at(f"sqlite:///{template}")
    shutil.copy(template, path)
    engine = open_database(f"sqlite:///{path}")
    post_letters(engine, SCRIPTS["S01"], draw, LETTERS)  # drawn keys: no two trials share a Message-ID
    engine.dispose()
    return path


def _try(database: Path, relay: RelayProcess, stopper: _Stopper, *, kills: bool) -> Counter[str] | None:
    """None when the sender that was stopped held the database's lock."""
    start = len(relay.mailbox.copies())
    zombie = start_child(partial(_send, database, relay, BEGINS, stopper=stopper))
    stopped = os.WIFSTOPPED(os.waitpid(zombie, os.WUNTRACED)[1])
    if stopped and _is_locked(database):
        os.kill(zombie, signal.SIGKILL)
        os.waitpid(zombie, 0)
        return None
    try:
        in_child(partial(_send, database, relay, BEGINS + TAKEN_OVER, kills=kills))
    except RuntimeError:
        os.kill(zombie, signal.SIGKILL)  # left behind it would stay stopped, and hold our output open
        raise
    ended = False
    if stopped:
        os.kill(zombie, signal.SIGCONT)
        ended = os.WIFSIGNALED(os.waitpid(zombie, 0)[1])
    relay.wait_until_quiet()
    for later in LATER:
        in_child(partial(_send, database, relay, BEGINS + later))
    copies = Counter(copy.mid for copy in relay.mailbox.copies(start))
    engine = open_database(f"sqlite:///{database}")
    with Session(engine) as session:
        states = dict(session.exec(select(Message.mid, Message.state)).all())
    engine.dispose()
    return Counter(
        stopped=stopped,
        ended=ended,
        lost=sum(not copies[mid] or state is not MessageState.SENT for mid, state in states.items()),
        doubled=sum(count > 1 for count in copies.values()),
    )


def _is_locked(database: Path) -> bool:
    connection = sqlite3.connect(database, timeout=0, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def _send(
    database: Path, relay: RelayProcess, now: datetime, *, stopper: _Stopper | None = None, kills: bool = True
) -> None:
    engine = open_database(f"sqlite:///{database}")
    settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none", max_connections=1)
    with ExitStack() as stack:
        if stopper is not None:
            lay_points(stack, CommitWatch(engine, stopper), stopper)
            _lay_last_point(stack, stopper)
        if not kills:
            stack.enter_context(mock.patch.object(deliver, "end_stale_owners", lambda *_: 0))
        asyncio.run(deliver_due(engine, settings, lambda: now, witness=relay.mailbox, expendable=True))
    engine.dispose()


def _lay_last_point(stack: ExitStack, stopper: _Stopper) -> None:
    """After the last look at the clock, which a sender that slept in between would have heeded."""
    finish = wire.Wire.finish

    async def stop_first(self: wire.Wire) -> wire.Reply:
        stopper.reach("before the dot")
        return await finish(self)

    stack.enter_context(mock.patch.object(wire.Wire, "finish", stop_first))
