"""One kept SMTP connection, driven step by step so that we know whether the final dot was written.

The client's own `send` raises the same exception for a drop before the dot and after it. It opens the connection; what
is said on it then is `conversation.py`, and a test plays every reply against it.
"""

import asyncio
import logging
import re
import socket
from typing import NamedTuple, cast

import aiosmtplib

from notifications.delivery.conversation import Conversation
from notifications.delivery.relay import RelaySettings
from rules.hosts import is_private, write_literal

CHUNK = 16_384
DATA = b"DATA\r\n"
_ONE_PATH = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
"""Printable ASCII without blanks and angle brackets: what may stand between < and > in MAIL and RCPT."""

log = logging.getLogger(__name__)


class Reply(NamedTuple):
    """What the server said; only the first digit of `code` decides (RFC 5321 4.2.1)."""

    code: int
    text: str

    def __str__(self) -> str:
        """Fit for a column: a hostile server's NUL or broken UTF-8 must not break the row it is about."""
        text = self.text
        if not (text.isascii() and text.isprintable()):
            text = "".join(letter if " " <= letter <= "~" else "?" for letter in text)
        return f"{self.code} {text}"[:450]


class RelayUnusable(Exception):
    """No session with the relay: about us or the relay, never about one letter."""


class Refused(Exception):
    """A definite reply before the dot; nothing was delivered. `stage` is MAIL, RCPT or DATA."""

    def __init__(self, stage: str, reply: Reply) -> None:
        super().__init__(f"{stage}: {reply}")
        self.stage, self.reply = stage, reply


class Broken(Exception):
    """The connection failed before the dot; nothing was delivered."""


class Stale(Broken):
    """A connection that had carried letters before was gone when the next one began: that is no fault of the letter."""


class Unknown(Exception):
    """The dot was written and no definite reply came: it may be delivered or not."""


class _Client(aiosmtplib.SMTP):
    """Who has no name greets with the address of its end of the connection, which is known only when that stands."""

    NAMELESS = "[127.0.0.1]"

    async def _create_connection(self, timeout: float | None) -> aiosmtplib.SMTPResponse:
        response = await super()._create_connection(timeout)
        if self.local_hostname == self.NAMELESS:
            self.local_hostname = write_literal(self.get_transport_info("sockname")[0])
        return response


class Wire:
    """`open`, then for each letter `offer`, `write_body`, `finish`; `close` at the end."""

    def __init__(self, settings: RelaySettings) -> None:
        self._settings = settings
        self._smtp = _Client(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,  # an empty name would make the client log in with it
            password=settings.password or None,
            local_hostname=settings.ehlo_name or _Client.NAMELESS,
            timeout=settings.command_seconds,
            use_tls=settings.tls == "implicit",
            start_tls=settings.tls == "starttls",  # never None: that would be opportunistic
            cert_bundle=settings.ca_file,
        )
        self._talk: Conversation | None = None
        self._ahead = 0
        """Commands that were written and whose replies were not read."""
        self._carried = 0
        self.copied = False

    @property
    def usable(self) -> bool:
        """Whether another letter can be offered."""
        return self._talk is not None and not self._talk.has_spoken

    async def open(self) -> None:
        """Connect, encrypt, log in and greet; raises RelayUnusable, whose text carries no credential."""
        try:
            async with asyncio.timeout(self._settings.connect_seconds):
                host = await self._find_private() if self._settings.in_clear else self._settings.host
                await self._smtp.connect(hostname=host, timeout=self._settings.connect_seconds)
                if self._smtp.is_ehlo_or_helo_needed:
                    await self._smtp.ehlo()
        except RelayUnusable:
            raise
        except Exception as error:  # TLS, name and socket errors come in many classes; all mean the same here
            self._smtp.close()
            code = getattr(error, "code", None)
            raise RelayUnusable(f"{type(error).__name__}{f' {code}' if isinstance(code, int) else ''}") from None
        self._talk = Conversation(cast(asyncio.Transport, self._smtp.transport))

    async def _find_private(self) -> str:
        """What in clear may be connected to: looked up once, all of it private, and then that very address is used."""
        host, port = self._settings.host, self._settings.port
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in found]
        if not all(map(is_private, addresses)):
            raise RelayUnusable(f"{host} has an address that is not private: nothing goes there in clear")
        return addresses[0]

    async def offer(self, sender: str, recipient: str, envelope_id: str, size: int, journal: str | None = None) -> None:
        """MAIL, RCPT and DATA up to 354; raises Refused, Broken, Stale. `journal` gets a copy in the same transaction;
        `copied` says whether the relay takes it: a refusal of it holds nothing up."""
        if not (_ONE_PATH.fullmatch(sender) and _ONE_PATH.fullmatch(recipient)):
            raise Refused("RCPT", Reply(553, "not sent: the address cannot be used with this relay"))
        if journal is not None and not _ONE_PATH.fullmatch(journal):
            journal = None
        self.copied = False
        limit = self._smtp.esmtp_extensions.get("size", "").strip()
        if limit.isdigit() and 0 < int(limit) < size:
            raise Refused("DATA", Reply(552, f"not sent: {size} bytes, the relay takes {limit}"))
        notices = self._smtp.supports_extension("dsn")  # bounces then carry headers only, no letter
        mail = _line(f"MAIL FROM:<{sender}>", f"RET=HDRS ENVID={envelope_id}" if notices else "")
        rcpt = _line(f"RCPT TO:<{recipient}>", "NOTIFY=FAILURE,DELAY" if notices else "")
        copy = _line(f"RCPT TO:<{journal}>", "NOTIFY=NEVER" if notices else "")
        if self._smtp.supports_extension("pipelining"):
            # Without a journal: a relay that takes only the copy would answer DATA with 354.
            self._write_ahead(mail, rcpt, DATA if journal is None else copy)
        try:
            await self._say("MAIL", 2, mail)
            await self._say("RCPT", 2, rcpt)
            if journal is not None:
                self.copied = await self._offer_copy(copy)
            await self._say("DATA", 3, DATA)
        except Refused:
            await self._read_the_rest()
            raise

    async def _offer_copy(self, command: bytes) -> bool:
        try:
            await self._say("RCPT", 2, command)
        except Refused as refused:
            log.warning("The journal mailbox was refused by the relay (%s).", refused.reply)
            return False
        return True

    async def write_body(self, mime: bytes) -> None:
        """Everything but the final dot: until that, the receiver may not act (RFC 5321 4.1.1.4). Raises Broken."""
        talk = self._require()
        stuffed = mime
        if mime.startswith(b".") or b"\r\n." in mime:
            stuffed = (b"\r\n" + mime).replace(b"\r\n.", b"\r\n..")[2:]
        stuffed += b"" if stuffed.endswith(b"\r\n") else b"\r\n"
        try:
            for start in range(0, len(stuffed), CHUNK):
                talk.write(stuffed[start : start + CHUNK])
                await talk.drain(self._settings.command_seconds)
                await asyncio.sleep(0)
            await asyncio.sleep(0)  # once to look what has come, once to take it in
        except OSError as error:
            self.drop()
            raise Broken(f"{type(error).__name__} in the body") from None
        if talk.has_spoken:
            self.drop()
            raise Broken("the relay spoke or closed before the end of the letter")

    async def finish(self) -> Reply:
        """Write the dot and read what became of it; raises Unknown. Only after the intent is durable.

        Raises Broken when the server spoke or closed meanwhile, for then the dot is not written.
        """
        talk = self._require()
        await asyncio.sleep(0)  # what came while the intent was written is taken in: a break now is no doubt yet
        if talk.has_spoken:
            self.drop()
            raise Broken("the relay spoke or closed before the dot")
        try:
            talk.write(b".\r\n")
            code, text = await talk.read_reply(self._settings.dot_seconds)
        except Exception as error:
            self.drop()
            raise Unknown(type(error).__name__) from None
        if not 200 <= code <= 599 or 300 <= code <= 399:
            self.drop()
            raise Unknown(f"reply {code}")
        if code == aiosmtplib.SMTPStatus.domain_unavailable:
            self.drop()
        self._carried += 1
        return Reply(code, text)

    async def reset(self) -> None:
        """Make the session fit for the next letter after a refusal."""
        try:
            await self._say("RSET", 2, _line("RSET"))
        except (Broken, Refused):
            self.drop()

    async def close(self) -> None:
        """QUIT is courtesy: a relay that hangs on it costs `quit_seconds` and changes nothing."""
        try:
            if self._talk is not None and self.usable:
                self._talk.write(_line("QUIT"))
                await self._talk.read_reply(self._settings.quit_seconds)
        except OSError:
            pass
        finally:
            self.drop()

    def drop(self) -> None:
        """Leave without a word: an unfinished body must not be ended by anything."""
        self._smtp.close()

    def _write_ahead(self, *commands: bytes) -> None:
        """Several commands in one go (RFC 2920); their replies are read one by one."""
        try:
            self._require().write(b"".join(commands))
        except OSError as error:
            self.drop()
            raise self._broken_off(error, "MAIL") from None
        self._ahead = len(commands)

    async def _say(self, stage: str, expected: int, command: bytes) -> None:
        talk = self._require()
        try:
            if self._ahead:
                self._ahead -= 1
            else:
                talk.write(command)
            code, text = await talk.read_reply(self._settings.command_seconds)
        except OSError as error:
            self.drop()
            raise self._broken_off(error, stage) from None
        if code == aiosmtplib.SMTPStatus.domain_unavailable:
            self.drop()
        if code // 100 == expected:
            return
        if code // 100 not in (4, 5):
            self.drop()
            raise Broken(f"reply {code} at {stage}")
        raise Refused(stage, Reply(code, text))

    def _broken_off(self, error: OSError, stage: str) -> Broken:
        was_kept = stage == "MAIL" and self._carried and isinstance(error, ConnectionError)
        return (Stale if was_kept else Broken)(f"{type(error).__name__} at {stage}")

    async def _read_the_rest(self) -> None:
        """After a refusal the replies to what was written ahead are of no interest, but for one: where DATA was taken
        all the same, the relay waits for a letter, and the end of the connection must be the first that it hears."""
        while self._ahead and self._talk is not None:
            self._ahead -= 1
            try:
                code, _ = await self._talk.read_reply(self._settings.command_seconds)
            except OSError:
                code = 0
            if code // 100 not in (2, 4, 5) or code == aiosmtplib.SMTPStatus.domain_unavailable:
                self.drop()
                return

    def _require(self) -> Conversation:
        if self._talk is None:
            raise Broken("not connected")
        return self._talk


def _line(*words: str) -> bytes:
    """One command; raises Broken for what would be more than one."""
    line = " ".join(filter(None, words))
    if not line.isascii() or not line.isprintable():
        raise Broken("a control character in a command")
    return f"{line}\r\n".encode("ascii")
