"""A witness that looks into the played relay's own mailbox."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from notifications.witness import Seen
from trials.scripted_relay import Stored

_MID = re.compile(rb"(?m)^Message-ID: (<[^>\r\n]+>)\r?$")


def mid_of(stored: Stored) -> str:
    """The Message-ID that it came with."""
    found = _MID.search(stored.content)
    assert found is not None
    return found[1].decode("ascii")


@dataclass
class MailboxWitness:
    """`reachable` may be changed."""

    stored: Sequence[Stored]
    reachable: bool = True
    name: str = "mailbox"
    recipient: str | None = None

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        if not self.reachable:
            return dict.fromkeys(mids, Seen.UNREACHABLE)
        kept = set(map(mid_of, self.stored))
        return {mid: Seen.PRESENT if mid in kept else Seen.ABSENT for mid in mids}
