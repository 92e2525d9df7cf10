"""The mailbox that returns come to: a Maildir on this machine, or one behind IMAP. Everything here blocks.

A message is finished with only after what it says is in the database: a reader that dies meanwhile meets it again.
"""

import imaplib
import mailbox
import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from notifications.imap import ImapSettings, MailboxUnreachable, open_mailbox
from notifications.returns.reading import LARGEST

ASIDE = "Quarantine"
"""The folder for what a person looks at."""
READ = "LiennganhRead"
"""What finished messages bear, as people may read the mailbox too; where the server takes no words of ours, \\Seen."""


class OpenBox(Protocol):
    """`waiting` gives each message's name and its beginning, oldest first."""

    def waiting(self, most: int) -> Iterator[tuple[str, bytes]]: ...
    def finish(self, name: str) -> None: ...
    def set_aside(self, name: str) -> None: ...


class ReturnsBox(Protocol):
    def open(self) -> AbstractContextManager[OpenBox]:
        """Raises MailboxUnreachable, as do its methods."""
        ...


@dataclass(frozen=True)
class MaildirBox:
    """Messages wait in `new` and are kept in `cur`, as Maildir has it; a server on this machine delivers into it."""

    path: Path

    @contextmanager
    def open(self) -> Iterator["MaildirBox"]:
        try:
            if not (self.path / "new").is_dir():
                raise MailboxUnreachable("the folder is no Maildir")
            yield self
        except OSError as error:
            raise MailboxUnreachable(f"the Maildir cannot be read ({type(error).__name__})") from None

    def waiting(self, most: int) -> Iterator[tuple[str, bytes]]:
        for name in sorted(os.listdir(self.path / "new"))[:most]:
            with suppress(FileNotFoundError):  # another reader was quicker
                path = self.path / "new" / name
                if not name.startswith(".") and stat.S_ISREG(path.lstat().st_mode):
                    with path.open("rb") as file:
                        content = file.read(LARGEST)
                    yield name, content

    def finish(self, name: str) -> None:
        self._move(name, self.path / "cur", "S")

    def set_aside(self, name: str) -> None:
        mailbox.Maildir(self.path, create=False).add_folder(ASIDE)
        self._move(name, self.path / f".{ASIDE}" / "cur", "")

    def _move(self, name: str, folder: Path, flags: str) -> None:
        with suppress(FileNotFoundError):
            (self.path / "new" / name).rename(folder / f"{name.partition(':')[0]}:2,{flags}")


@dataclass(frozen=True)
class ImapBox:
    settings: ImapSettings

    @contextmanager
    def open(self) -> Iterator[OpenBox]:
        with open_mailbox(self.settings, readonly=False) as connection:
            yield _OpenImapBox(connection)


class _OpenImapBox:
    def __init__(self, connection: imaplib.IMAP4) -> None:
        self._imap = connection
        _, flags = connection.response("PERMANENTFLAGS")
        takes_words = any(b"\\*" in line for line in flags or () if isinstance(line, bytes))
        self._mark = READ if takes_words else "\\Seen"
        self._unread = f"UNKEYWORD {READ}" if takes_words else "UNSEEN"

    def waiting(self, most: int) -> Iterator[tuple[str, bytes]]:
        found = self._do("SEARCH", self._unread)
        numbers = found[0].split() if found and isinstance(found[0], bytes) else []
        for number in numbers[:most]:
            name = number.decode("ascii")
            answer = self._do("FETCH", name, f"(BODY.PEEK[]<0.{LARGEST}>)")
            content = [part[1] for part in answer if isinstance(part, tuple)]
            if content:
                yield name, content[0]

    def finish(self, name: str) -> None:
        self._do("STORE", name, "+FLAGS.SILENT", f"({self._mark})")

    def set_aside(self, name: str) -> None:
        with suppress(MailboxUnreachable):  # it is there already
            self._said(self._imap.create(ASIDE))
        self._do("COPY", name, ASIDE)
        self.finish(name)

    def _do(self, command: str, *arguments: str) -> list[object]:
        return self._said(self._imap.uid(command, *arguments))

    def _said(self, answer: tuple[str, list[object]]) -> list[object]:
        if answer[0] != "OK":
            raise MailboxUnreachable("the mailbox refused a command")
        return answer[1]
