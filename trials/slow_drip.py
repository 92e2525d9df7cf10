"""What one recipient whose relay answers a byte at a time costs the others: their p95 from due to custody, measured.

The drip outlasts all others, so that one of the two connections is lost to it for as long as they are sent. Rounds with
it and without alternate on the same machine; their medians are compared.
"""

import asyncio
import random
import shutil
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlmodel import Session, col, select

from models import Message
from models.database import open_database
from models.migrating import migrate_at
from notifications.delivery import RelaySettings, deliver_due
from notifications.delivery.leases import LEASE
from rules.words import MessageState
from trials.scripted_relay import Answers, Drip, Each, ScriptedRelay, Steps, Stored
from trials.smtp_scripts import SCRIPTS
from trials.torture_smtp import BEGINS, post_letters

TIMER = 3.0
"""Seconds a command may take in this run (60 in earnest)."""
OK: Steps = (b"250 ok\r\n",)
SLOW: Steps = (Drip(b"250 ok\r\n", TIMER / 4),)
"""It would take twice the timer."""
CAP_SECONDS = 20 * 60
"""No attempt may last longer."""


class _Watched(list[Stored]):
    """Knows when each letter came."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []

    def append(self, stored: Stored) -> None:
        self.moments.append(time.monotonic())
        super().append(stored)


def measure_drip(folder: Path, seed: int, letters: int, rounds: int = 3) -> dict[str, Any]:
    """`ratio` compares the p95 with a drip to that without; `attempt_cap_s` is what the timers of an attempt add up to
    in earnest, `drip_s` how long the one that dripped took here."""
    started = time.monotonic()
    template = folder / "drip.db"
    migrate_at(f"sqlite:///{template}")
    plain: list[float] = []
    slowed: list[float] = []
    dripped: list[float] = []
    for number in range(rounds):
        for is_slow in (False, True):
            database = folder / f"drip-{number}-{is_slow}.db"
            shutil.copy(template, database)
            p95, whole = asyncio.run(_deliver(database, random.Random(seed), letters, is_slow))
            (slowed if is_slow else plain).append(p95)
            dripped += [whole] if is_slow else []
    longest = LEASE.total_seconds() + RelaySettings(host="127.0.0.1", port=25, tls="none").dot_seconds
    ratio = median(slowed) / median(plain)
    return {
        "letters": letters,
        "rounds": rounds,
        "duration": round(time.monotonic() - started, 1),
        "p95_ms": round(1000 * median(plain), 1),
        "p95_with_drip_ms": round(1000 * median(slowed), 1),
        "ratio": round(ratio, 2),
        "drip_s": round(median(dripped), 1),
        "attempt_cap_s": longest,
        "ok": ratio <= 2 and longest <= CAP_SECONDS and max(dripped) < 2 * TIMER,
    }


async def _deliver(database: Path, draw: random.Random, letters: int, is_slow: bool) -> tuple[float, float]:
    """The p95 of the healthy, and how long the whole run took, both in seconds."""
    engine = open_database(f"sqlite:///{database}")
    post_letters(engine, SCRIPTS["S25"], draw, letters + 1)
    with Session(engine) as session:
        first = session.exec(select(Message).order_by(col(Message.id)).limit(1)).one()
        first.priority = 0
        session.commit()
    answers = Answers(rcpt=Each((SLOW if is_slow else OK, *[OK] * letters)))
    stored = _Watched()
    async with ScriptedRelay(answers, stored=stored) as relay:
        settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none", command_seconds=TIMER)
        began = time.monotonic()
        await deliver_due(engine, settings, lambda: BEGINS)
        whole = time.monotonic() - began
    with Session(engine) as session:
        states = list(session.exec(select(Message.state).order_by(col(Message.id))))
    engine.dispose()
    assert states == [MessageState.QUEUED if is_slow else MessageState.SENT] + [MessageState.SENT] * letters, states
    healthy = [
        moment - began for moment, letter in zip(stored.moments, stored, strict=True) if letter.recipient[:2] != "o0"
    ]
    return quantiles(healthy, n=20)[-1], whole
