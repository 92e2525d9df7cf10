"""One kept SMTP connection, driven step by step so that we know whether the final dot was written.

The client's own `send` raises the same exception for a drop before the dot and after it. The private attributes of
aiosmtplib used for that stand in this file alone, its version is pinned, and a test plays every reply against it.
"""

import asyncio
import logging
import re
from typing import NamedTuple

import aiosmtplib
from aiosmtplib.protocol import SMTPProtocol

from notifications.delivery.relay import RelaySettings

CHUNK = 16_384
_ONE_PATH = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
"""Printable ASCII without blanks and angle brackets: what may stand between < and > in MAIL and RCPT."""

log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """What the server said; only the first digit of `code` decides (RFC 5321 4.2.1)."""

    code: int
    text: str

    def __str__(self) -> str:
        """Fit for a column: a hostile server's NUL or broken UTF-8 must not break the row it is about."""
        printable = "".join(letter if " " <= letter <= "~" else "?" for letter in self.text)
        return f"{self.code} {printable}"[:450]


class RelayUnusable(Exception):
    """No session with the relay: about us or the relay, never about one letter."""


class Refused(Exception):
    """A definite reply before the dot; nothing was delivered. `stage` is MAIL, RCPT or DATA."""

    def __init__(self, stage: str, reply: Reply) -> None:
        super().__init__(f"{stage}: {reply}")
        self.stage, self.reply = stage, reply


class Broken(Exception):
    """The connection failed before the dot; nothing was delivered."""


class Unknown(Exception):
    """The dot was written and no definite reply came: it may be delivered or not."""


class Wire:
    """`open`, then for each letter `offer`, `write_body`, `finish`; `close` at the end."""

    def __init__(self, settings: RelaySettings) -> None:
        self._settings = settings
        self._smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,  # an empty name would make the client log in with it
            password=settings.password or None,
            local_hostname=settings.ehlo_name,
            timeout=settings.command_seconds,
            use_tls=settings.tls == "implicit",
            start_tls=settings.tls == "starttls",  # never None: that would be opportunistic
            cert_bundle=settings.ca_file,
        )
        self._protocol: SMTPProtocol | None = None
        self.copied = False

    @property
    def usable(self) -> bool:
        """Whether another letter can be offered."""
        return self._smtp.is_connected

    async def open(self) -> None:
        """Connect, encrypt, log in and greet; raises RelayUnusable, whose text carries no credential."""
        try:
            async with asyncio.timeout(self._settings.connect_seconds):
                await self._smtp.connect(timeout=self._settings.connect_seconds)
                if self._smtp.is_ehlo_or_helo_needed:
                    await self._smtp.ehlo()
        except Exception as error:  # TLS, name and socket errors come in many classes; all mean the same here
            self._smtp.close()
            code = getattr(error, "code", None)
            raise RelayUnusable(f"{type(error).__name__}{f' {code}' if isinstance(code, int) else ''}") from None
        # Kept by ourselves: the client forgets it on a disconnect, when the last reply may still wait in it.
        self._protocol = self._smtp.protocol

    async def offer(self, sender: str, recipient: str, envelope_id: str, size: int, journal: str | None = None) -> None:
        """MAIL, RCPT and DATA up to 354; raises Refused or Broken. `journal` gets a copy in the same transaction;
        `copied` says whether the relay takes it: a refusal of it holds nothing up."""
        if not (_ONE_PATH.fullmatch(sender) and _ONE_PATH.fullmatch(recipient)):
            raise Refused("RCPT", Reply(553, "not sent: the address cannot be used with this relay"))
        self.copied = False
        limit = self._smtp.esmtp_extensions.get("size", "").strip()
        if limit.isdigit() and 0 < int(limit) < size:
            raise Refused("DATA", Reply(552, f"not sent: {size} bytes, the relay takes {limit}"))
        notices = self._smtp.supports_extension("dsn")  # bounces then carry headers only, no letter
        mail = [b"RET=HDRS", b"ENVID=" + envelope_id.encode("ascii")] if notices else []
        rcpt = [b"NOTIFY=FAILURE,DELAY"] if notices else []
        await self._say("MAIL", 2, b"MAIL", b"FROM:<" + sender.encode("ascii") + b">", *mail)
        await self._say("RCPT", 2, b"RCPT", b"TO:<" + recipient.encode("ascii") + b">", *rcpt)
        if journal is not None and _ONE_PATH.fullmatch(journal):
            self.copied = await self._offer_copy(journal, [b"NOTIFY=NEVER"] if notices else [])
        await self._say("DATA", 3, b"DATA")

    async def _offer_copy(self, journal: str, options: list[bytes]) -> bool:
        try:
            await self._say("RCPT", 2, b"RCPT", b"TO:<" + journal.encode("ascii") + b">", *options)
        except Refused as refused:
            log.warning("The journal mailbox was refused by the relay (%s).", refused.reply)
            return False
        return True

    async def write_body(self, mime: bytes) -> None:
        """Everything but the final dot: until that, the receiver may not act (RFC 5321 4.1.1.4). Raises Broken."""
        protocol = self._require()
        protocol._response_pending = True  # what the server says from here on is kept, and ends the attempt
        stuffed = (b"\r\n" + mime).replace(b"\r\n.", b"\r\n..")[2:]
        stuffed += b"" if stuffed.endswith(b"\r\n") else b"\r\n"
        try:
            for start in range(0, len(stuffed), CHUNK):
                protocol.write(stuffed[start : start + CHUNK])
                await asyncio.wait_for(protocol._drain_helper(), self._settings.command_seconds)
            await asyncio.sleep(0)
        except (aiosmtplib.SMTPException, OSError) as error:
            self._smtp.close()
            raise Broken(f"{type(error).__name__} in the body") from None
        if self._has_spoken(protocol):
            self._smtp.close()
            raise Broken("the relay spoke or closed before the end of the letter")

    async def finish(self) -> Reply:
        """Write the dot and read what became of it; raises Unknown. Only after the intent is durable.

        Raises Broken when the server spoke or closed meanwhile, for then the dot is not written.
        """
        protocol = self._require()
        if self._has_spoken(protocol):
            self._smtp.close()
            raise Broken("the relay spoke or closed before the dot")
        try:
            protocol.write(b".\r\n")
            code, text = await protocol.read_response(timeout=self._settings.dot_seconds)
        except Exception as error:
            self._smtp.close()
            raise Unknown(type(error).__name__) from None
        if not 200 <= code <= 599 or 300 <= code <= 399:
            self._smtp.close()
            raise Unknown(f"reply {code}")
        if code == aiosmtplib.SMTPStatus.domain_unavailable:
            self._smtp.close()
        return Reply(code, text)

    async def reset(self) -> None:
        """Make the session fit for the next letter after a refusal."""
        try:
            await self._smtp.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._smtp.close()

    async def close(self) -> None:
        """QUIT is courtesy: a relay that hangs on it costs `quit_seconds` and changes nothing."""
        try:
            if self._smtp.is_connected:
                await self._smtp.quit(timeout=self._settings.quit_seconds)
        except (aiosmtplib.SMTPException, OSError):
            pass
        finally:
            self._smtp.close()

    def drop(self) -> None:
        """Leave without a word: an unfinished body must not be ended by anything."""
        self._smtp.close()

    async def _say(self, stage: str, expected: int, *command: bytes) -> None:
        try:
            code, text = await self._smtp.execute_command(*command)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            self._smtp.close()
            raise Broken(f"{type(error).__name__} at {stage}") from None
        if code // 100 == expected:
            return
        if code // 100 not in (4, 5):
            self._smtp.close()
            raise Broken(f"reply {code} at {stage}")
        raise Refused(stage, Reply(code, text))

    def _require(self) -> SMTPProtocol:
        if self._protocol is None:
            raise Broken("not connected")
        return self._protocol

    @staticmethod
    def _has_spoken(protocol: SMTPProtocol) -> bool:
        waiter = protocol._response_waiter
        return not protocol.is_connected or waiter is None or waiter.done() or bool(protocol._buffer)
