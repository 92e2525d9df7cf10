"""The partners' inboxes: letters as files, read as a person would read them, for the links and codes inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

SIGN_IN = re.compile(r"https?://[^\s/]+(/office/in/[^\s/>\"]+)")
LINK = re.compile(r"https?://[^\s/]+/l/([^\s/>\"]+)")
CODE = re.compile(r"(?<!\d)(\d{6,8})(?!\d)")


@dataclass(frozen=True)
class Mail:
    """One letter: who got it, and the signed links that stand in its text."""

    to: str
    text: str
    links: tuple[str, ...]


@dataclass
class Inbox:
    """Reads each new file of the mail folder once, in the order they came."""

    folder: Path
    mails: list[Mail] = field(default_factory=list)
    _read: set[str] = field(default_factory=set)

    def fetch(self) -> Iterator[Mail]:
        for path in sorted(self.folder.glob("*.eml")):
            if path.name in self._read:
                continue
            self._read.add(path.name)
            mail = read_mail(path)
            self.mails.append(mail)
            yield mail

    def newest_sign_in(self, address: str) -> str | None:
        """The path of the one-time link in the newest letter to an address that holds one."""
        for mail in reversed(self.mails):
            if mail.to == address and (found := SIGN_IN.findall(mail.text)):
                return str(found[-1])
        return None

    def newest_code(self, address: str) -> str | None:
        """The one-time code in the newest letter to an address that holds one."""
        for mail in reversed(self.mails):
            if mail.to == address and (found := CODE.findall(_without_links(mail))):
                return str(found[-1])
        return None


def read_mail(path: Path) -> Mail:
    letter = message_from_bytes(path.read_bytes(), policy=default)
    body = letter.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return Mail(str(letter["To"].addresses[0].addr_spec), text, tuple(dict.fromkeys(LINK.findall(text))))


def _without_links(mail: Mail) -> str:
    return re.sub(r"https?://\S+", "", mail.text)
