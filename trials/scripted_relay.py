"""An SMTP relay on loopback that does what a script says, byte by byte; what it stored is the mailbox's truth.

Raw asyncio: a real SMTP library hides drops, half replies and the moment of the dot. What comes in before TLS is kept
apart, so that a letter or a password in clear can be counted.
"""

import asyncio
import contextlib
import re
import ssl
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple


class Mark(Enum):
    """What is not said but done."""

    DROP = auto()
    RESET = auto()
    """Break the connection off with RST, right after what was said."""
    HANG = auto()
    """Say nothing until the client goes away."""


class Drip(NamedTuple):
    """One byte each so many seconds."""

    what: bytes
    seconds: float


class Wait(NamedTuple):
    seconds: float


Step = bytes | Mark | Drip | Wait
Steps = tuple[Step, ...]


class Each(NamedTuple):
    """Other steps for each recipient in turn, by the number in its address."""

    choices: tuple[Steps, ...]


JOURNAL = "nhat-ky@coquan.example"
"""The address of a journal mailbox, as second recipient."""
ENVELOPE = (b"EHLO", b"HELO", b"STARTTLS", b"QUIT", b"RSET", b"NOOP")
"""Commands that say nothing of a letter and carry no credential."""
_END_OF_LETTER = re.compile(rb"--=_[0-9a-f]{32}--\r\n")


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What is said at each point. `early` comes as soon as a body begins, `last_line` when its last line is there."""

    banner: Steps = (b"220 relay.example ESMTP\r\n",)
    ehlo: Steps = ()
    """Empty: 250 and the extensions."""
    extensions: tuple[bytes, ...] = (b"8BITMIME",)
    starttls: Steps = (b"220 go\r\n",)
    auth: Steps = (b"235 welcome\r\n",)
    mail: Steps = (b"250 ok\r\n",)
    rcpt: Steps | Each = (b"250 ok\r\n",)
    journal: Steps = (b"250 ok\r\n",)
    """To RCPT with the address of the journal mailbox."""
    data: Steps = (b"354 go on\r\n",)
    early: Steps = ()
    last_line: Steps = ()
    dot: Steps | Each = (b"250 kept\r\n",)
    quit: Steps = (b"221 bye\r\n",)
    stores: bool = True
    most_open: int = 100
    """A connection more than that gets 421 and is closed."""
    most_letters: int | None = None
    """So many are taken; from then on every recipient is refused for the rate."""
    context: ssl.SSLContext | None = None
    implicit: bool = False
    handshakes: bool = True
    """False: after STARTTLS comes `starttls` and no TLS."""


class Stored(NamedTuple):
    sender: str
    recipient: str
    content: bytes


@dataclass
class ScriptedRelay:
    """`async with ScriptedRelay(Answers()) as relay:`; `answers` may be changed between runs."""

    answers: Answers
    stored: list[Stored] = field(default_factory=list)
    journal: list[Stored] = field(default_factory=list)
    """Copies in the journal mailbox."""
    met: list[tuple[str, str]] = field(default_factory=list)
    """Sender and recipient of every RCPT but that of the journal."""
    commands: list[bytes] = field(default_factory=list)
    clear_bytes: int = 0
    """Of anything but the bare opening, sent outside TLS."""
    connections: int = 0
    taken: int = 0
    open_now: int = 0
    port: int = 0

    async def __aenter__(self) -> "ScriptedRelay":
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 20)
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
        self.open_now += 1
        with contextlib.suppress(_Gone, OSError, ssl.SSLError, asyncio.CancelledError, asyncio.LimitOverrunError):
            await _Conversation(self, reader, writer).hold()
        self.open_now -= 1
        writer.close()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(writer.wait_closed(), 1)  # after a failed handshake it would wait for ever


class _Gone(Exception):
    pass


class _Conversation:
    """One connection."""

    def __init__(self, relay: ScriptedRelay, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._relay, self._answers = relay, relay.answers
        self._reader, self._writer = reader, writer
        self._sender = self._recipient = ""
        self._takers: list[str] = []
        self._is_secret = False

    async def hold(self) -> None:
        if self._answers.implicit and self._answers.context is not None:
            await self._encrypt(self._answers.context)
        if self._relay.open_now > self._answers.most_open:
            await self._say((b"421 4.7.0 too many connections\r\n",))
            return
        await self._say(self._answers.banner)
        while line := await self._read():
            self._relay.commands.append(line)
            if line.upper().startswith(b"QUIT"):
                await self._say(self._answers.quit)
                return
            await self._answer(line)

    async def _answer(self, line: bytes) -> None:
        answers, command = self._answers, line[:4].upper()
        if command == b"EHLO":
            words = [b"relay.example", *answers.extensions]
            hello = b"".join(b"250-" + word + b"\r\n" for word in words[:-1]) + b"250 " + words[-1] + b"\r\n"
            await self._say(answers.ehlo or (hello,))
        elif command == b"HELO":
            await self._say(answers.ehlo or (b"250 relay.example\r\n",))
        elif command == b"STAR":
            await self._say(answers.starttls)
            if answers.context is not None and answers.handshakes:
                await self._encrypt(answers.context)
        elif command == b"AUTH":
            await self._say(answers.auth)
        elif command == b"MAIL":
            self._sender, self._takers = _path_of(line), []
            await self._say(answers.mail)
        elif command == b"RCPT":
            await self._take_recipient(line)
        elif command == b"DATA":
            await self._say(answers.data)
            if answers.data[0] == b"354 go on\r\n":
                await self._take_letter()
        else:
            await self._say((b"250 ok\r\n",))

    async def _take_recipient(self, line: bytes) -> None:
        if _path_of(line) == JOURNAL:
            await self._answer_recipient(JOURNAL, self._answers.journal)
            return
        self._recipient = _path_of(line)
        self._relay.met.append((self._sender, self._recipient))
        most = self._answers.most_letters
        if most is not None and self._relay.taken >= most:
            await self._say((b"450 4.7.28 rate limit, slow down\r\n",))
        else:
            self._relay.taken += 1
            await self._answer_recipient(self._recipient, self._for_recipient(self._answers.rcpt))

    async def _answer_recipient(self, recipient: str, steps: Steps) -> None:
        if isinstance(steps[0], bytes) and steps[0].startswith(b"2"):
            self._takers.append(recipient)
        await self._say(steps)

    async def _take_letter(self) -> None:
        lines: list[bytes] = []
        while (line := await self._read(letter=True)) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 1:
                await self._say(self._answers.early)
            if _END_OF_LETTER.fullmatch(line):
                await self._say(self._answers.last_line)
        for recipient in self._takers if self._answers.stores else ():
            mailbox = self._relay.journal if recipient == JOURNAL else self._relay.stored
            mailbox.append(Stored(self._sender, recipient, b"".join(lines)))
        await self._say(self._for_recipient(self._answers.dot))

    def _for_recipient(self, steps: Steps | Each) -> Steps:
        if isinstance(steps, Each):
            number = int(re.sub(r"\D", "", self._recipient.partition("@")[0]) or 0)
            return steps.choices[number % len(steps.choices)]
        return steps

    async def _read(self, *, letter: bool = False) -> bytes:
        line = await self._reader.readline()
        if not self._is_secret and (letter or not line.upper().startswith(ENVELOPE)):
            self._relay.clear_bytes += len(line)
        if letter and not line:
            raise _Gone
        return line

    async def _encrypt(self, context: ssl.SSLContext) -> None:
        await self._writer.start_tls(context)
        self._is_secret = True

    async def _say(self, steps: Steps) -> None:
        for step in steps:
            match step:
                case Mark.DROP:
                    raise _Gone
                case Mark.RESET:
                    self._writer.transport.abort()
                    raise _Gone
                case Mark.HANG:
                    await self._reader.read()
                    raise _Gone
                case Wait(seconds):
                    await asyncio.sleep(seconds)
                case Drip(what, seconds):
                    for byte in what:
                        self._writer.write(bytes([byte]))
                        await self._writer.drain()
                        await asyncio.sleep(seconds)
                case bytes():
                    self._writer.write(step)
                    await self._writer.drain()


def _path_of(line: bytes) -> str:
    return line.partition(b"<")[2].partition(b">")[0].decode("ascii", "replace")
