"""What delivery asks of a witness, whichever it is."""

from collections.abc import Collection
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

NO_WITNESS = "none"
"""Recorded with a letter of whose last attempt no witness can tell."""


class Seen(Enum):
    """PRESENT: the relay took a copy. ABSENT: it took none, as of now. UNREACHABLE: the witness cannot tell."""

    PRESENT = auto()
    ABSENT = auto()
    UNREACHABLE = auto()


class Witness(Protocol):
    """`name` is recorded with each letter before its dot: only the witness of that attempt can say ABSENT of it.

    `recipient` is the address that gets a second copy in the same transaction; None when the witness sees without one.
    """

    @property
    def name(self) -> str: ...
    @property
    def recipient(self) -> str | None: ...

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        """One look for many letters, by Message-ID with its brackets; an answer for each.

        `since` is the earliest moment at which one of them may have been taken. Blocks, so it is called in a thread;
        a witness that does not answer is told as UNREACHABLE, never raised.
        """
        ...
