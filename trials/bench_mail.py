"""`bench mail`: letters a second from claim to final commit, beside the obvious ways, against one sink in one run.

Ways alternate round by round, as the machine may be busy with other things, and the median of each counts. The task for
each letter is measured on a few hundred and the memory in a fresh process for each size. Ours and bare are measured
over as few connections as delivery keeps by itself, too: they share its commits, so the fewer the dearer is a letter.
"""

import asyncio
import multiprocessing
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from actions.still_wanted import still_wanted
from config.clock import wall_clock
from models import FrozenLetter, Message
from models.database import open_database
from models.migrating import migrate_at
from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.delivery.deliver import read_sender
from trials.bench_letters import count_sent, measure_building, queue_again, queue_letters
from trials.bench_rivals import Ready, send_by_tasks, send_over_fresh_connections, send_over_kept_connections
from trials.postgres_server import HOW_TO_GET_IT as HOW_TO_GET_POSTGRES
from trials.postgres_server import PostgresServer, administer, find_programs
from trials.smtp_sink import HOW_TO_GET_IT, LOOPBACK, SmtpSink, find_sink

ROUNDS, TASKS, TEN_TIMES = 5, 300, 10
CONNECTIONS, FEW = 8, RelaySettings.max_connections


class NotAllSent(Exception):
    """A way left letters behind: its figure would mean nothing."""


def bench_mail(folder: Path, messages: int, seed: int, database: str, *, tasks: int = TASKS) -> dict[str, Any]:
    """Run in `folder`. Raises NotAllSent, or SystemExit without Postfix's sink or PostgreSQL."""
    programs = find_sink()
    if programs is None:
        raise SystemExit(HOW_TO_GET_IT)
    began = time.monotonic()
    with _databases(database, folder) as new_database, SmtpSink(programs) as sink:
        address = new_database("letters", messages, seed)
        per_second = _alternate(address, sink, folder, tasks)
        peak = _peak_mb(address, sink.port, messages)
        ten_times = _peak_mb(new_database("ten_times", TEN_TIMES * messages, seed), sink.port, TEN_TIMES * messages)
    few = max(100, messages // ROUNDS)
    built = [measure_building(few, seed, wall_clock()) for _ in range(ROUNDS)]
    build, plain = (statistics.median(ways) for ways in zip(*built, strict=True))
    return {
        "N": messages,
        "seed": seed,
        "duration": round(time.monotonic() - began, 1),
        "database": database,
        "connections": CONNECTIONS,
        **{name: round(value) for name, value in per_second.items()},
        "task_extrapolated_from": tasks,
        "build_per_second": round(build),
        "build_plain_per_second": round(plain),
        "ours_to_bare": round(per_second["ours_per_second"] / per_second["bare_per_second"], 2),
        "ours_to_task": round(per_second["ours_per_second"] / per_second["task_per_second"], 1),
        "few_connections": FEW,
        "ours_to_bare_over_few": round(
            per_second["ours_over_few_per_second"] / per_second["bare_over_few_per_second"], 2
        ),
        "build_to_plain": round(build / plain, 1),
        "peak_mb": peak,
        "peak_mb_at_ten_times": ten_times,
    }


def _alternate(address: str, sink: SmtpSink, folder: Path, tasks: int) -> dict[str, float]:
    """Letters a second of each way."""
    engine = open_database(address)
    letters = _read_letters(engine)
    size = round(statistics.mean(len(letter.mime) for letter in letters))
    seconds: dict[str, list[float]] = {}

    def measure(name: str, way: Callable[[], float]) -> None:
        seconds.setdefault(f"{name}_per_second", []).append(way())

    def measure_ours_and_bare(over: str, connections: int) -> None:
        queue_again(engine)
        measure(f"ours{over}", lambda: _send_ours(engine, sink.port, len(letters), connections))
        measure(f"bare{over}", lambda: asyncio.run(send_over_kept_connections(sink.port, letters, connections)))

    for _ in range(ROUNDS):
        measure_ours_and_bare("", CONNECTIONS)
        measure_ours_and_bare("_over_few", FEW)
        measure("fresh", lambda: asyncio.run(send_over_fresh_connections(sink.port, letters, CONNECTIONS)))
        measure("smtp_source", lambda: sink.fill(len(letters), size, CONNECTIONS))
    some = (letters * tasks)[:tasks]
    engine.dispose()
    by_tasks = send_by_tasks(folder / "prefect", sink.port, some, CONNECTIONS)
    per_second = {name: len(letters) / statistics.median(taken) for name, taken in seconds.items()}
    return per_second | {"task_per_second": tasks / by_tasks}


def _send_ours(engine: sa.Engine, port: int, letters: int, connections: int) -> float:
    """Seconds from the first claim to the last commit."""
    settings = RelaySettings(host=LOOPBACK, port=port, tls="none", max_connections=connections)
    started = time.perf_counter()
    count = asyncio.run(deliver_due(engine, settings, wall_clock, wanted=still_wanted))
    seconds = time.perf_counter() - started
    if count != DeliveryCount(sent=letters) or count_sent(engine) != letters:
        raise NotAllSent(f"of {letters} letters: {count}")
    return seconds


def _read_letters(engine: sa.Engine) -> list[Ready]:
    with Session(engine) as session:
        ready = select(Message.address, FrozenLetter.mime).join(FrozenLetter)
        rows = session.exec(ready.order_by(col(Message.id))).all()
    return [Ready(str(read_sender(mime)), address, mime) for address, mime in rows]


def _peak_mb(address: str, port: int, letters: int) -> int:
    """The most memory that a fresh process held while it delivered them all."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_deliver_alone, (address, port, letters))


def _deliver_alone(address: str, port: int, letters: int) -> int:
    engine = open_database(address)
    queue_again(engine)
    _send_ours(engine, port, letters, CONNECTIONS)
    held = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert held is not None
    return round(int(held[1]) / 1024)


@contextmanager
def _databases(kind: str, folder: Path) -> Iterator[Callable[[str, int, int], str]]:
    """Makes databases full of queued letters; both kinds write every commit through to the disk."""

    def fill(address: str, messages: int, seed: int) -> str:
        migrate_at(address)
        engine = open_database(address)
        queue_letters(engine, messages, seed, wall_clock())
        engine.dispose()
        return address

    if kind == "sqlite":
        yield lambda name, messages, seed: fill(f"sqlite:///{folder / name}.db", messages, seed)
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(HOW_TO_GET_POSTGRES)
    with PostgresServer(programs, durable=True) as server:

        def create(name: str, messages: int, seed: int) -> str:
            administer(server, f"CREATE DATABASE {name}")
            return fill(server.url(name), messages, seed)

        yield create
