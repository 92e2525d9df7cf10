"""The senders that are killed: ours with and without a witness, and the one that everybody writes first."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unittest import mock

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import FrozenLetter, Message
from notifications.delivery import RelaySettings, deliver_due, wire
from notifications.delivery.deliver import read_sender
from notifications.outbox import post
from notifications.witness import Witness
from rules.words import MessageState
from trials.kill_bench import Desk
from trials.kill_points import NAIVE, OURS, RECOVERY, CommitWatch, Points, lay_points


@dataclass(frozen=True)
class Sender:
    """`points` are where it can be killed."""

    name: str
    points: tuple[str, ...]
    asks: bool = False
    """Whether it has a witness to ask."""


WITNESSED = Sender("ours", (*OURS, *RECOVERY), asks=True)
ALONE = Sender("without_witness", OURS)
FIRST_THOUGHT = Sender("naive", NAIVE)


@dataclass(frozen=True)
class Attempt:
    """One start of a sender: its actions first, each repeated if it is not known to be done, then what is due."""

    sender: Sender
    desk: Desk
    mail_key: bytes
    engine: sa.Engine
    port: int
    witness: Witness

    def run(self, now: datetime, points: Points | None = None) -> None:
        with ExitStack() as stack:
            watch = CommitWatch(self.engine, points) if points else None
            if watch and points:
                lay_points(stack, watch, points)
                stack.enter_context(mock.patch("actions.tell_office.post", _told(points)))
            office = self.desk.at(self.engine, self.mail_key, lambda: now)
            self.desk.change_addresses(office, lambda: watch.during("action") if watch else nullcontext())
            asyncio.run(self.deliver(now, watch))

    async def deliver(self, now: datetime, watch: CommitWatch | None = None) -> None:
        settings = RelaySettings(host="127.0.0.1", port=self.port, tls="none", max_connections=1)
        if self.sender is FIRST_THOUGHT:
            await send_then_mark(self.engine, settings, watch)
        else:
            await deliver_due(self.engine, settings, lambda: now, witness=self.witness if self.sender.asks else None)


def _told(points: Points) -> Callable[..., Message]:
    def post_and_tell(*arguments: Any, **named: Any) -> Message:
        message = post(*arguments, **named)
        points.reach("letter posted")
        return message

    return post_and_tell


async def send_then_mark(engine: sa.Engine, settings: RelaySettings, watch: CommitWatch | None) -> None:
    """What everybody writes first."""
    with Session(engine) as session:
        waiting = session.exec(
            select(Message.id, Message.address, FrozenLetter.mime)
            .join(FrozenLetter)
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
        with watch.during("outcome") if watch else nullcontext(), Session(engine) as session:
            session.get_one(Message, number).state = MessageState.SENT
            session.commit()
    await line.close()
