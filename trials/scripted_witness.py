"""A witness that is as good as the played relay: what that one stored, it has seen."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from notifications.witness import Seen
from trials.scripted_relay import JOURNAL, ScriptedRelay, Stored


@dataclass
class ScriptedWitness:
    """`name` is `mailbox`, the relay's own, which needs no copy, or `journal`, a second recipient."""

    relay: ScriptedRelay
    name: str = "mailbox"
    answers: bool = True

    @property
    def recipient(self) -> str | None:
        """The journal's address."""
        return JOURNAL if self.name == "journal" else None

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        """`since` does not matter: nothing is ever taken out of these mailboxes."""
        if not self.answers:
            return dict.fromkeys(mids, Seen.UNREACHABLE)
        kept = message_ids(self.relay.journal if self.name == "journal" else self.relay.stored)
        return {mid: Seen.PRESENT if mid in kept else Seen.ABSENT for mid in mids}


def message_ids(letters: Iterable[Stored]) -> set[str]:
    return {message_id(letter.content) for letter in letters}


def message_id(content: bytes) -> str:
    """With its brackets."""
    return content.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
