"""The n-th call to the database or to the wire fails: before it is made, or after, so that its success is unknown."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import sqlalchemy as sa

from notifications.delivery.conversation import Conversation


@dataclass
class Calls:
    """Counts calls; the n-th raises. With `lasting` so does each later one of its kind, with `dead` each later one of
    any: what a dead process would have done never happens. `raised` names what raised."""

    n: int
    after: bool
    lasting: bool = False
    dead: bool = False
    count: int = 0
    raised: list[str] = field(default_factory=list)
    broken_kind: str = ""

    def fails(self, kind: str, name: str) -> bool:
        """Whether this call is to fail."""
        self.count += 1
        goes_on = bool(self.raised) and (self.dead or (self.lasting and kind == self.broken_kind))
        if self.count == self.n or goes_on:
            self.broken_kind = kind
            self.raised.append(name)
            return True
        return False


@contextmanager
def failing(engine: sa.Engine, calls: Calls) -> Iterator[None]:
    """Around the database driver's execute and commit, and the SMTP client's write and read."""
    with mock.patch.multiple(
        engine.dialect,
        do_execute=_database_call(engine.dialect.do_execute, calls, "execute"),
        do_executemany=_database_call(engine.dialect.do_executemany, calls, "execute"),
        do_commit=_database_call(engine.dialect.do_commit, calls, "commit"),
    ):
        read, write = Conversation.read_reply, Conversation.write
        with mock.patch.multiple(Conversation, write=_write(write, calls), read_reply=_read(read, calls)):
            yield


def _database_call(real: Callable[..., Any], calls: Calls, name: str) -> Callable[..., None]:
    def call(*arguments: Any) -> None:
        if not calls.fails("database", name):
            real(*arguments)
            return
        if calls.after and len(calls.raised) == 1:
            real(*arguments)
        raise sqlite3.OperationalError("disk I/O error")

    return call


def _write(real: Callable[..., None], calls: Calls) -> Callable[..., None]:
    def write(talk: Conversation, data: bytes) -> None:
        if not calls.fails("wire", "write"):
            real(talk, data)
            return
        if calls.after and len(calls.raised) == 1:
            real(talk, data)
        raise ConnectionResetError("the network went away")

    return write


def _read(real: Callable[..., Any], calls: Calls) -> Callable[..., Any]:
    async def read_reply(talk: Conversation, seconds: float) -> Any:
        if not calls.fails("wire", "read"):
            return await real(talk, seconds)
        if calls.after and len(calls.raised) == 1:
            await real(talk, seconds)
        raise ConnectionResetError("the network went away")

    return read_reply
