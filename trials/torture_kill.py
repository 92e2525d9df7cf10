"""`torture kill`: the sender is killed at every named point, started again, and the mailbox is counted.

Beside it, on the same draws, the sender that everybody writes first: send, then mark as sent. It must be seen to
double, or this run could not see it in ours. The witness asked about letters in doubt is the relay's mailbox itself.
"""

import asyncio
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Message
from models.database import open_database
from models.migrating import migrate_at
from notifications.delivery import RelaySettings, deliver, deliver_due, wire
from notifications.delivery.deliver import read_sender
from notifications.witness import Seen
from rules.words import MessageState
from trials.scripted_relay import Answers, ScriptedRelay, Stored
from trials.scripted_witness import message_id
from trials.smtp_scripts import SCRIPTS
from trials.torture_smtp import BEGINS, post_letters

LETTERS, HALF = 5, 512
AGAIN = tuple(timedelta(minutes=minutes) for minutes in (3, 20, 40, 200))
"""When the sender is started again: after the lease, after that of the dot, after the first waits."""
OURS = ("claim, not committed", "claimed", "intent committed", "outcome, not committed", "outcome committed")
ON_THE_WIRE = ("connected", "MAIL", "RCPT", "DATA", "half the body", "body written", "dot written", "reply read")
ONCE = ("claim, not committed", "claimed", "connected")
"""What is done once for all letters."""
POINTS = {"ours": (*OURS, *ON_THE_WIRE), "naive": (*ON_THE_WIRE, "outcome, not committed", "outcome committed")}


class _Killer:
    """SIGKILL to this process at the n-th time a point is reached."""

    def __init__(self, point: str, left: int) -> None:
        self._point, self._left = point, left

    def reach(self, point: str) -> None:
        if point == self._point:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


class _Mailbox(list[Stored]):
    """The relay's letters, each on disk before it is acknowledged."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("a", encoding="utf-8")

    def append(self, stored: Stored) -> None:
        self._file.write(f"{stored.recipient} {message_id(stored.content)}\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@dataclass
class _Witness:
    """The relay's own mailbox, from a line on."""

    mailbox: Path
    before: int
    name: str = "mailbox"
    recipient: str | None = None

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        kept = {line.split()[1] for line in self.mailbox.read_text().splitlines()[self.before :]}
        return {mid: Seen.PRESENT if mid in kept else Seen.ABSENT for mid in mids}


def torture_kill(folder: Path, seed: int, points: int) -> dict[str, Any]:
    """Kill each sender `points` times. `ok` says whether ours lost and doubled none, every point was reached, and the
    naive one was seen to double."""
    started = time.monotonic()
    template, mailbox = folder / "template.db", folder / "mailbox"
    migrate_at(f"sqlite:///{template}")
    engine = open_database(f"sqlite:///{template}")
    post_letters(engine, SCRIPTS["S01"], random.Random(seed), LETTERS)
    engine.dispose()
    mailbox.touch()
    relay, port = _start_relay(mailbox)
    try:
        result: dict[str, Any] = {}
        for sender, names in POINTS.items():
            draw, totals = random.Random(seed), Counter[str]()
            for number in range(points):
                database = folder / f"{sender}.db"
                for suffix in ("", "-wal", "-shm"):
                    Path(f"{database}{suffix}").unlink(missing_ok=True)
                shutil.copy(template, database)
                point, letter = names[number % len(names)], draw.randint(1, LETTERS)
                killer = _Killer(point, 1 if point in ONCE else letter)
                totals += _try(sender, database, mailbox, port, killer)
            result[sender] = {name: totals[name] for name in ("kills", "not_reached", "lost", "doubled", "in_doubt")}
    finally:
        os.kill(relay, signal.SIGTERM)
        os.waitpid(relay, 0)
    ours = result["ours"]
    ok = not (ours["lost"] or ours["doubled"] or ours["not_reached"]) and bool(result["naive"]["doubled"])
    seconds = round(time.monotonic() - started, 1)
    return {"N": 2 * points, "seed": seed, "duration": seconds, "letters": LETTERS, **result, "ok": ok}


def _try(sender: str, database: Path, mailbox: Path, port: int, killer: _Killer) -> Counter[str]:
    before = len(mailbox.read_text().splitlines())
    witness = _Witness(mailbox, before)
    status = _in_child(lambda: _send(sender, database, port, BEGINS, killer, witness))
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    time.sleep(0.02)  # what the dead process has written is still on its way
    _in_child(partial(_send_again, sender, database, port, witness))
    copies = Counter(line.split()[0] for line in mailbox.read_text().splitlines()[before:])
    engine = open_database(f"sqlite:///{database}")
    with Session(engine) as session:
        states = dict(session.exec(select(Message.address, Message.state)).all())
    engine.dispose()
    doubt = [address for address, state in states.items() if state is MessageState.AMBIGUOUS]
    return Counter(
        kills=killed,
        not_reached=not killed,
        lost=sum(not copies[address] for address in states if address not in doubt)
        + sum(state not in (MessageState.SENT, MessageState.AMBIGUOUS) for state in states.values()),
        doubled=sum(count > 1 for count in copies.values()),
        in_doubt=len(doubt),
    )


def _send_again(sender: str, database: Path, port: int, witness: _Witness) -> None:
    for later in AGAIN:
        _send(sender, database, port, BEGINS + later, None, witness)


def _send(sender: str, database: Path, port: int, now: datetime, killer: _Killer | None, witness: _Witness) -> None:
    engine = open_database(f"sqlite:///{database}")
    settings = RelaySettings(host="127.0.0.1", port=port, tls="none", max_connections=1)
    with ExitStack() as stack:
        if killer is not None:
            _lay_points(stack, engine, killer)
        if sender == "ours":
            asyncio.run(deliver_due(engine, settings, lambda: now, witness=witness))
        else:
            asyncio.run(_send_then_mark(engine, settings, killer))
    engine.dispose()


async def _send_then_mark(engine: sa.Engine, settings: RelaySettings, killer: _Killer | None) -> None:
    """What everybody writes first."""
    with Session(engine) as session:
        waiting = session.exec(
            select(Message.id, Message.address, Message.mime)
            .where(Message.state == MessageState.QUEUED)
            .order_by(col(Message.id))
        ).all()
    line = wire.Wire(settings)
    if waiting:
        await line.open()
    for number, address, mime in waiting:
        await line.offer(str(read_sender(mime)), address, "id", len(mime))
        await line.write_body(mime)
        await line.finish()
        with Session(engine) as session:
            session.get_one(Message, number).state = MessageState.SENT
            session.flush()
            if killer is not None:
                killer.reach("outcome, not committed")
            session.commit()
        if killer is not None:
            killer.reach("outcome committed")
    await line.close()


def _lay_points(stack: ExitStack, engine: sa.Engine, killer: _Killer) -> None:
    """Around the functions of the sender as it is: nothing in it knows of this."""
    at_commit: list[str] = []

    def commit(_: sa.Connection) -> None:
        for point in at_commit:
            killer.reach(point)

    sa.event.listen(engine, "commit", commit)

    def patch(owner: Any, name: str, changed: Callable[..., Any]) -> None:
        stack.enter_context(mock.patch.object(owner, name, changed))

    def around(name: str, before: str, after: str) -> None:
        real = getattr(deliver, name)

        def call(*arguments: Any) -> Any:
            at_commit.append(before)
            result = real(*arguments)
            at_commit.clear()
            killer.reach(after)
            return result

        patch(deliver, name, call)

    around("claim", "claim, not committed", "claimed")
    around("mark_dot", "", "intent committed")
    around("settle", "outcome, not committed", "outcome committed")

    def then(name: str, point: str) -> None:
        real = getattr(wire.Wire, name)

        async def call(self: wire.Wire, *arguments: Any) -> Any:
            result = await real(self, *arguments)
            killer.reach(point or arguments[0])
            if name == "open":
                _watch_bytes(self, killer)
            return result

        patch(wire.Wire, name, call)

    for name, point in (("open", "connected"), ("_say", ""), ("write_body", "body written"), ("finish", "reply read")):
        then(name, point)
    stack.enter_context(mock.patch.object(wire, "CHUNK", HALF))


def _watch_bytes(line: wire.Wire, killer: _Killer) -> None:
    """What is written by the connection of this wire."""
    protocol: Any = line._require()
    write = protocol.write

    def written(data: bytes) -> None:
        write(data)
        if data == b".\r\n":
            killer.reach("dot written")
        elif len(data) == HALF:
            killer.reach("half the body")

    protocol.write = written


def _in_child(work: Callable[[], object]) -> int:
    """Run in a fork of this process, which has imported everything; returns how it ended."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def _start_relay(mailbox: Path) -> tuple[int, int]:
    """A relay in a process of its own, which outlives every kill: its number and its port."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            asyncio.run(_serve(mailbox, writing))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        return child, int(told.readline())


async def _serve(mailbox: Path, writing: int) -> None:
    async with ScriptedRelay(Answers(), stored=_Mailbox(mailbox)) as relay:
        os.write(writing, f"{relay.port}\n".encode())
        await asyncio.Event().wait()
