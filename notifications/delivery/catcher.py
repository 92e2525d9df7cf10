"""A mail catcher on loopback: takes every letter and puts it into a folder, for practice, the demo and tests."""

import os
import re
import socket
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


class MailCatcher:
    """`start()`, then `port` says where; each letter becomes `NNNN-<recipient>.eml`, whole or not at all."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.port = port or _free_port()
        self._folder = folder
        self._controller = Controller(_Keeper(folder), hostname=LOOPBACK, port=self.port)

    def start(self) -> None:
        """Listen in a thread of its own; returns when letters are taken."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._controller.start()

    def stop(self) -> None:
        """Stop listening; the letters stay."""
        self._controller.stop()

    def __enter__(self) -> "MailCatcher":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Keeper:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        taken = [int(name[1]) for path in folder.glob("*.eml") if (name := re.match(r"(\d+)-", path.name))]
        self._numbers = count(max(taken, default=0) + 1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd with a whole letter; 250 is said only when the file is there."""
        content: Any = envelope.content
        recipient = re.sub(r"[^\w@.+-]", "_", envelope.rcpt_tos[0])[:80]
        number = next(self._numbers)
        half = self._folder / f".{number:04}.part"
        half.write_bytes(content)
        os.replace(half, self._folder / f"{number:04}-{recipient}.eml")
        return "250 kept"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port
