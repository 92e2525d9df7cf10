"""`torture kill`: senders are killed at named points or at random times, started again, and the mailbox is counted.

Ours has the relay's own mailbox as its witness; beside it, on the same draws, goes ours without a witness, and the
sender that everybody writes first: send, then mark as sent. That one must be seen to double, or this run could not see
it in ours.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from trials.kill_bench import Databases, PostgresDatabase, SqliteFile, fill_server, open_desk
from trials.kill_relay import RelayProcess
from trials.kill_senders import ALONE, FIRST_THOUGHT, WITNESSED, Sender
from trials.kill_trial import ACTIONS, COUNTS, FAULTS, LETTERS, Trials, plan_kills, reap, start_child
from trials.postgres_server import PostgresServer

MOST_STARTS = 3
"""So often a sender is killed in one trial at random times, before it is left to finish."""
SENDERS = (WITNESSED, ALONE, FIRST_THOUGHT)


def torture_kill(
    folder: Path, seed: int, *, points: int = 0, randoms: int = 0, server: PostgresServer | None = None
) -> dict[str, Any]:
    """Kill each sender `points` times at its named points in turn and `randoms` times at random, on SQLite or on a
    private PostgreSQL server. `ok` says whether ours lost, doubled and tore nothing, every point was reached, and the
    naive one was seen to double."""
    started = time.monotonic()
    if server is not None:
        fill_server(server, ACTIONS)
    at_work = {
        sender: start_child(partial(_kill_sender, sender, folder, seed, points, randoms, server)) for sender in SENDERS
    }
    for child in at_work.values():
        reap(child)
    counts = {sender.name: Counter(json.loads(_report(folder, sender).read_text())) for sender in SENDERS}
    ours, alone, naive = (counts[sender.name] for sender in SENDERS)
    unhurt = not any(sender[fault] for sender in (ours, alone) for fault in FAULTS)
    return {
        "N": sum(count["kills"] for count in counts.values()),
        "seed": seed,
        "duration": round(time.monotonic() - started, 1),
        "database": "sqlite" if server is None else "postgres",
        "letters": LETTERS,
        **{name: {what: count[what] for what in COUNTS} for name, count in counts.items()},
        "ok": unhurt and not ours["doubled"] and not ours["in_doubt"] and naive["doubled"] > 0,
    }


def _report(folder: Path, sender: Sender) -> Path:
    return folder / f"{sender.name}.json"


def _kill_sender(
    sender: Sender, folder: Path, seed: int, points: int, randoms: int, server: PostgresServer | None
) -> None:
    """In a process of its own, with relay, mailbox and database of its own; what it has counted is in a file."""
    place = folder / sender.name
    place.mkdir()
    databases: Databases = SqliteFile(place, ACTIONS) if server is None else PostgresDatabase(server, sender.name)
    with RelayProcess(place) as relay:
        trials = Trials(open_desk(place, ACTIONS), databases, relay)
        total = Counter[str]()
        at_points = _kill_at_points(trials, sender, Random(f"points:{seed}"), points)
        at_random = _kill_at_random(trials, sender, Random(f"random:{seed}"), randoms)
        for count in chain(at_points, at_random):
            total += count
            _report(folder, sender).write_text(json.dumps(total))  # after each: a long run can be looked at


def _kill_at_points(trials: Trials, sender: Sender, draw: Random, times: int) -> Iterator[Counter[str]]:
    trials.seconds_of(sender)
    for number in range(times):
        yield trials.kill_at_points(sender, plan_kills(sender, number, draw), draw.randbytes(16))


def _kill_at_random(trials: Trials, sender: Sender, draw: Random, times: int) -> Iterator[Counter[str]]:
    kills = 0
    while kills < times:
        waits = [draw.random() * trials.seconds_of(sender) for _ in range(draw.randint(1, MOST_STARTS))]
        count = trials.kill_at_random(sender, waits, draw.randbytes(16))
        kills += count["kills"]
        yield count
