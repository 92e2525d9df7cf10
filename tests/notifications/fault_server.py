"""An SMTP server that fails on purpose, byte by byte. The recipient's local part up to the first dot chooses how.

Raw asyncio: a real SMTP library hides drops, half replies and the moment of the dot. `stored` is the mailbox's truth.
"""

import asyncio
import contextlib
import ssl
from dataclasses import dataclass, field
from typing import NamedTuple

DROP = b"<drop>"
HANG = b"<hang>"
"""Say nothing until the client goes away."""


@dataclass(frozen=True)
class Script:
    """Replies at each point; DROP closes there. `early` is said as soon as the body begins to arrive."""

    rcpt: bytes = b"250 ok\r\n"
    data: bytes = b"354 go on\r\n"
    early: bytes | None = None
    dot: bytes = b"250 kept\r\n"
    stores: bool = True
    seconds: float = 0
    """How long the reply to the dot takes."""
    closes: bool = False
    """Close right after the reply to the dot."""


SCRIPTS: dict[str, tuple[Script, str, int]] = {
    # name: (script, what the letter becomes in one run, copies in the mailbox)
    "ok": (Script(), "sent", 1),
    "ok-251-at-rcpt": (Script(rcpt=b"251 will forward\r\n"), "sent", 1),
    "ok-252-at-rcpt": (Script(rcpt=b"252 cannot verify\r\n"), "sent", 1),
    "ok-251": (Script(dot=b"251 forwarded\r\n"), "sent", 1),
    "ok-299": (Script(dot=b"299 fine\r\n"), "sent", 1),
    "ok-multiline": (Script(dot=b"250-kept\r\n250 as 17\r\n"), "sent", 1),
    "ok-then-closed": (Script(closes=True), "sent", 1),
    "ok-nul-and-bad-utf8": (Script(dot=b"250 \x00\xff\xfe kept\r\n"), "sent", 1),
    "rcpt-421": (Script(rcpt=b"421 busy\r\n"), "deferred", 0),
    "rcpt-450": (Script(rcpt=b"450 greylisted\r\n"), "deferred", 0),
    "rcpt-499": (Script(rcpt=b"499 what\r\n"), "deferred", 0),
    "rcpt-550": (Script(rcpt=b"550 5.1.1 no such user\r\n"), "failed", 0),
    "rcpt-550-policy": (Script(rcpt=b"550 5.7.1 not from you\r\n"), "failed", 0),
    "rcpt-599": (Script(rcpt=b"599 what\r\n"), "failed", 0),
    "rcpt-552": (Script(rcpt=b"552 5.2.2 mailbox full\r\n"), "deferred", 0),
    "rcpt-drop": (Script(rcpt=DROP), "deferred", 0),
    "rcpt-garbage": (Script(rcpt=b"hello?\r\n"), "deferred", 0),
    "rcpt-100": (Script(rcpt=b"100 hm\r\n"), "deferred", 0),
    "rcpt-endless": (Script(rcpt=b"250-x\r\n" * 10_000), "deferred", 0),
    "rcpt-hang": (Script(rcpt=HANG), "deferred", 0),
    "data-421": (Script(data=b"421 busy\r\n"), "deferred", 0),
    "data-451": (Script(data=b"451 later\r\n"), "deferred", 0),
    "data-554": (Script(data=b"554 no\r\n"), "failed", 0),
    "data-250": (Script(data=b"250 what\r\n"), "deferred", 0),
    "data-drop": (Script(data=DROP), "deferred", 0),
    "body-drop": (Script(early=DROP), "deferred", 0),
    "body-452": (Script(early=b"452 disk full\r\n"), "deferred", 0),
    "body-half-a-reply": (Script(early=b"25"), "deferred", 0),
    "dot-421": (Script(dot=b"421 closing\r\n", stores=False), "deferred", 0),
    "dot-451": (Script(dot=b"451 later\r\n", stores=False), "deferred", 0),
    "dot-552": (Script(dot=b"552 too big\r\n", stores=False), "failed", 0),
    "dot-554": (Script(dot=b"554 content\r\n", stores=False), "failed", 0),
    "dot-drop-stored": (Script(dot=DROP), "ambiguous", 1),
    "dot-drop-lost": (Script(dot=DROP, stores=False), "ambiguous", 0),
    "dot-hang": (Script(dot=HANG), "ambiguous", 1),
    "dot-slow": (Script(seconds=3), "ambiguous", 1),
    "dot-garbage": (Script(dot=b"what?\r\n"), "ambiguous", 1),
    "dot-354": (Script(dot=b"354 again\r\n"), "ambiguous", 1),
    "dot-half-a-reply": (Script(dot=b"250", closes=True), "ambiguous", 1),
}


class Stored(NamedTuple):
    recipient: str
    content: bytes


@dataclass
class FaultServer:
    """`async with FaultServer(...) as server:`; `banner`, `mail` and the rest hold for every connection."""

    banner: bytes = b"220 fault.example ready\r\n"
    extensions: tuple[bytes, ...] = (b"8BITMIME",)
    mail: bytes = b"250 ok\r\n"
    quit: bytes = b"221 bye\r\n"
    auth: bytes = b"235 welcome\r\n"
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    stored: list[Stored] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)
    """Every line in clear or under TLS, commands and letters alike, as they came."""
    connections: int = 0
    port: int = 0

    async def __aenter__(self) -> "FaultServer":
        context = self.tls if self.implicit else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=context, limit=1 << 20)
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        with contextlib.suppress(_Dropped, ConnectionError, ssl.SSLError, asyncio.CancelledError):
            await self._converse(reader, writer)
        writer.close()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(writer.wait_closed(), 1)  # after a failed handshake it would wait for ever

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _say(writer, self.banner)
        script, recipient = Script(), ""
        while line := await reader.readline():
            self.seen.append(line)
            command = line.upper()
            if command.startswith(b"EHLO"):
                lines = [b"fault.example", *self.extensions]
                await _say(
                    writer, b"".join(b"250-" + word + b"\r\n" for word in lines[:-1]) + b"250 " + lines[-1] + b"\r\n"
                )
            elif command.startswith(b"STARTTLS") and self.tls:
                await _say(writer, b"220 go\r\n")
                await writer.start_tls(self.tls)
            elif command.startswith(b"AUTH"):
                await _say(writer, self.auth)
            elif command.startswith(b"MAIL"):
                await _say(writer, self.mail)
            elif command.startswith(b"RCPT"):
                recipient = line.split(b"<")[1].split(b">")[0].decode()
                script = SCRIPTS.get(recipient.split("@")[0].split(".")[0], (Script(),))[0]
                await _say(writer, script.rcpt)
            elif command.startswith(b"DATA"):
                await _say(writer, script.data)
                if script.data.startswith(b"354"):
                    await self._take_letter(reader, writer, script, recipient)
            elif command.startswith(b"QUIT"):
                await _say(writer, self.quit)
                return
            else:
                await _say(writer, b"250 ok\r\n")

    async def _take_letter(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, script: Script, recipient: str
    ) -> None:
        lines: list[bytes] = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                raise _Dropped
            self.seen.append(line)
            lines.append(line[1:] if line.startswith(b".") else line)
            if script.early is not None and len(lines) == 1:
                await _say(writer, script.early)
        if script.stores:
            self.stored.append(Stored(recipient, b"".join(lines)))
        await asyncio.sleep(script.seconds)
        await _say(writer, script.dot)
        if script.closes:
            raise _Dropped


class _Dropped(Exception):
    pass


async def _say(writer: asyncio.StreamWriter, what: bytes) -> None:
    if what == DROP:
        raise _Dropped
    if what == HANG:
        await asyncio.sleep(3600)
    writer.write(what)
    await writer.drain()
