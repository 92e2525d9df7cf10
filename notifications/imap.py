"""One IMAP mailbox, reached under TLS, by the standard library; everything here blocks."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from rules.hosts import is_loopback


class MailboxUnreachable(Exception):
    """No session with the mailbox, or it broke off; the text carries no credential and no address."""


@dataclass(frozen=True, kw_only=True)
class ImapSettings:
    """`tls` is stated, never tried; `none` is for a server on this machine only. `seconds` bounds each answer."""

    host: str
    port: int = 993
    tls: Literal["implicit", "starttls", "none"] = "implicit"
    username: str
    password: str = field(repr=False)
    ca_file: str | None = None
    folder: str = "INBOX"
    seconds: float = 30

    def __post_init__(self) -> None:
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError(f"IMAP without TLS is for a server on this machine only, not for {self.host}.")


@contextmanager
def open_mailbox(settings: ImapSettings, *, readonly: bool) -> Iterator[imaplib.IMAP4]:
    """The folder, selected; whatever breaks inside, of the network or the protocol, is raised as MailboxUnreachable."""
    try:
        connection = _connect(settings)
        try:
            connection.login(settings.username, settings.password)
            answer, _ = connection.select(f'"{settings.folder}"', readonly=readonly)
            if answer != "OK":
                raise MailboxUnreachable("the mailbox has no such folder")
            yield connection
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                connection.logout()
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        # Its text is not told: an answer NO to LOGIN may repeat what was sent.
        raise MailboxUnreachable(f"the mailbox cannot be read ({type(error).__name__})") from None


def _connect(settings: ImapSettings) -> imaplib.IMAP4:
    context = ssl.create_default_context(cafile=settings.ca_file)
    if settings.tls == "implicit":
        return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=settings.seconds)
    connection = imaplib.IMAP4(settings.host, settings.port, timeout=settings.seconds)
    if settings.tls == "starttls":
        connection.starttls(context)
    return connection
