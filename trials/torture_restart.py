"""Letters flow while the database is struck down again and again: `pg_ctl restart -m immediate`, as after a crash.

One process changes addresses, two deliver, as an installation's do; each goes on as soon as the server is back. The
clock is the real one from a day in 2021 on; when the strikes are over it is moved on until all is settled.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from models import MailAttempt
from rules.words import MessageState
from trials.kill_bench import BEGINS, LETTERS_EACH, PostgresDatabase, change_address, fill_server, open_desk
from trials.kill_relay import RelayProcess
from trials.kill_senders import WITNESSED, Attempt
from trials.kill_trial import FAULTS, QUIET_STARTS, count_letters, in_child, reap, start_child
from trials.postgres_server import PostgresServer

DELIVERERS = 2
PAUSE_SECONDS = 0.1
"""Between two runs of a deliverer; between two actions."""
BETWEEN_STRIKES = (1.0, 4.0)
ACTIONS_A_SECOND = 4
BREAKS = (sa.exc.OperationalError, sa.exc.InterfaceError)


@dataclass(frozen=True)
class _Flow:
    """What goes on while the server is struck."""

    attempt: Attempt
    began: float
    over: Path
    """Is there once the strikes are over."""
    failed: Path
    """A byte for each run or action that the database broke."""

    def now(self) -> datetime:
        return BEGINS + timedelta(seconds=time.monotonic() - self.began)

    def act(self) -> None:
        """Each action until it is known to be done: what a person does who is told that it failed."""
        office = self.attempt.desk.at(self.attempt.engine, self.attempt.mail_key, self.now)
        for agency in self.attempt.desk.agencies:
            while not self._survives(partial(change_address, office, agency)):
                time.sleep(PAUSE_SECONDS)
            time.sleep(PAUSE_SECONDS)

    def deliver(self) -> None:
        """A run, whatever became of the last, until the strikes are over."""
        while not self.over.exists():
            self._survives(lambda: asyncio.run(self.attempt.deliver(self.now())))
            time.sleep(PAUSE_SECONDS)

    def _survives(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except BREAKS:
            with self.failed.open("ab") as failed:
                failed.write(b".")
            return False
        return True


def torture_restart(folder: Path, seed: int, server: PostgresServer, seconds: float) -> dict[str, Any]:
    """Strike the server every few seconds for so long. `ok` says whether nothing was lost, doubled, torn or left."""
    started = time.monotonic()
    actions = max(1, round(seconds * ACTIONS_A_SECOND))
    fill_server(server, actions)
    with RelayProcess(folder) as relay, PostgresDatabase(server, "restarts").fresh() as engine:
        desk = open_desk(folder, actions)
        attempt = Attempt(WITNESSED, desk, Random(seed).randbytes(16), engine, relay.port, relay.mailbox)
        flow = _Flow(attempt, time.monotonic(), folder / "over", folder / "failed")
        flow.failed.touch()
        acting = start_child(flow.act)
        delivering = [start_child(flow.deliver) for _ in range(DELIVERERS)]
        strikes = _strike(server, Random(seed), seconds)
        reap(acting)
        flow.over.touch()
        for child in delivering:
            reap(child)
        over = flow.now()
        in_child(lambda: [asyncio.run(attempt.deliver(over + later)) for later in QUIET_STARTS])
        relay.wait_until_quiet()
        count = count_letters(attempt, relay, 0, is_over=True)
        doubts = _count_doubts(engine)
    return {
        "strikes": strikes,
        "letters": actions * LETTERS_EACH,
        "broken_off": flow.failed.stat().st_size,
        "doubts": doubts,
        **{what: count[what] for what in ("lost", "doubled", "in_doubt", *FAULTS)},
        "duration": round(time.monotonic() - started, 1),
        "ok": strikes > 0 and not count["doubled"] and not count["in_doubt"] and not any(count[f] for f in FAULTS),
    }


def _strike(server: PostgresServer, draw: Random, seconds: float) -> int:
    until, strikes = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        time.sleep(draw.uniform(*BETWEEN_STRIKES))
        server.restart()
        strikes += 1
    return strikes


def _count_doubts(engine: sa.Engine) -> int:
    with Session(engine) as session:
        counts = Counter(session.exec(select(MailAttempt.outcome)))
    engine.dispose()
    return counts[MessageState.AMBIGUOUS]
