"""The relay of the kill runs: a process of its own that outlives every sender, and its mailbox, which is the truth."""

import asyncio
import hashlib
import mmap
import os
import signal
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from notifications.witness import Seen
from trials.scripted_relay import Answers, ScriptedRelay, Stored
from trials.scripted_witness import message_id

QUIET_SECONDS = 15.0


class Copy(NamedTuple):
    """One letter as the relay has stored it."""

    mid: str
    sha256: str


@dataclass(frozen=True)
class Mailbox:
    """A line for each stored letter, on disk before the relay acknowledges it. It is the witness too."""

    path: Path
    name: str = "mailbox"
    recipient: str | None = None

    def copies(self, start: int = 0) -> list[Copy]:
        return [Copy(*line.split()) for line in self.path.read_text().splitlines()[start:]]

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        """Never unreachable; says ABSENT of what is still on its way."""
        kept = {copy.mid for copy in self.copies()}
        return {mid: Seen.PRESENT if mid in kept else Seen.ABSENT for mid in mids}


class RelayProcess:
    """`with RelayProcess(folder) as relay:`; letters to `relay.port`, copies from `relay.mailbox`."""

    def __init__(self, folder: Path) -> None:
        self.mailbox = Mailbox(folder / "mailbox")
        self._open = mmap.mmap(-1, 1)  # shared with the process: how many connections it is serving

    def __enter__(self) -> "RelayProcess":
        self.mailbox.path.touch()
        reading, writing = os.pipe()
        parent, self._child = os.getpid(), os.fork()
        if not self._child:
            try:
                asyncio.run(self._serve(writing, parent))
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.port = int(told.readline())
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._child, signal.SIGTERM)
        os.waitpid(self._child, 0)

    def wait_until_quiet(self) -> None:
        """Until the relay has read what a dead sender left on the way; raises TimeoutError."""
        until = time.monotonic() + QUIET_SECONDS
        while self._open[0]:
            if time.monotonic() > until:
                raise TimeoutError("the relay still serves a connection whose sender is dead")
            time.sleep(0.002)

    async def _serve(self, writing: int, parent: int) -> None:
        async with _CountedRelay(self._open, _MailboxFile(self.mailbox.path)) as relay:
            os.write(writing, f"{relay.port}\n".encode())
            while os.getppid() == parent:  # it does not outlive a run that is broken off
                await asyncio.sleep(1)


class _CountedRelay(ScriptedRelay):
    def __init__(self, count: mmap.mmap, stored: list[Stored]) -> None:
        super().__init__(Answers(extensions=(b"8BITMIME", b"PIPELINING")), stored=stored)
        self._count = count

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._count[0] += 1
        try:
            await super()._serve(reader, writer)
        finally:
            self._count[0] -= 1


class _MailboxFile(list[Stored]):
    """What is appended is on disk when `append` returns."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = path.open("a", encoding="ascii")

    def append(self, stored: Stored) -> None:
        digest = hashlib.sha256(stored.content).hexdigest()
        self._file.write(f"{message_id(stored.content)} {digest}\n")
        self._file.flush()
        os.fsync(self._file.fileno())
