"""What is said on one connection once it stands: commands may go before the replies to earlier ones are read.

aiosmtplib connects, encrypts, greets and logs in. Its own reader drops all that comes after the first of several
replies, so this one takes over its transport: it keeps every reply in its turn (RFC 2920), and what nobody asked for is
seen.
"""

import asyncio
from collections import deque

LONGEST_REPLY = 65_536
"""In bytes, of one reply or of all that wait: a relay that never ends must not fill the memory."""


class Conversation(asyncio.Protocol):
    """`write`, then `read_reply` once for each command written; both raise OSError when the connection is gone."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._replies: deque[tuple[int, str]] = deque()
        self._held = 0
        self._waiter: asyncio.Future[None] | None = None
        self._resumed: asyncio.Future[None] | None = None
        self._ended = ""
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        return not self._ended and not self._transport.is_closing()

    @property
    def has_spoken(self) -> bool:
        """Whether the other side said something that was not read, or closed."""
        return bool(self._replies or self._lines or self._buffer) or not self.is_open

    def write(self, data: bytes) -> None:
        if not self.is_open:
            raise ConnectionResetError(self._ended or "closed")
        self._transport.write(data)

    async def drain(self, seconds: float) -> None:
        """Until the other side has taken enough of what was written."""
        if self._resumed is not None:
            async with asyncio.timeout(seconds):
                await asyncio.shield(self._resumed)

    async def read_reply(self, seconds: float) -> tuple[int, str]:
        """Code and text of the next reply; also one that came before the connection was lost."""
        if not self._replies and not self._ended:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            impatience = loop.call_later(seconds, self._lose_patience)
            try:
                await self._waiter
            finally:
                self._waiter = None
                impatience.cancel()
        if not self._replies:
            raise ConnectionResetError(self._ended)
        if len(self._replies) == 1:
            self._held = 0
        return self._replies.popleft()

    def data_received(self, data: bytes) -> None:
        self._held += len(data)
        if self._held > LONGEST_REPLY:
            self._give_up("endless reply")
            return
        self._buffer += data
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            if not (line[:3].isdigit() and len(line) >= 3 and line[3:4] in (b"", b" ", b"-")):
                self._give_up("malformed reply")
                return
            self._lines.append(line[4:].strip())
            if line[3:4] != b"-":
                self._replies.append((int(line[:3]), b"\n".join(self._lines).decode("utf-8", "surrogateescape")))
                self._lines.clear()
        if self._replies:
            self._wake()

    def eof_received(self) -> None:
        self._end("closed by the relay")

    def connection_lost(self, error: Exception | None) -> None:
        self._end(type(error).__name__ if error else "closed")

    def pause_writing(self) -> None:
        self._resumed = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        if self._resumed is not None and not self._resumed.done():
            self._resumed.set_result(None)
        self._resumed = None

    def _give_up(self, why: str) -> None:
        self._buffer.clear()
        self._lines.clear()
        self._end(why)
        self._transport.abort()

    def _end(self, why: str) -> None:
        self._ended = self._ended or why
        self.resume_writing()
        self._wake()

    def _lose_patience(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
