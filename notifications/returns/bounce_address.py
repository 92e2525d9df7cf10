"""The envelope sender of each letter: a bounce that comes back to it says which letter it is about (VERP)."""

import hashlib
import hmac
import re
from base64 import b32encode
from dataclasses import dataclass, field
from enum import Enum, auto

PURPOSE = b"bounce:"
MAC_LETTERS = 16
"""80 bits, in letters and digits that no server's folding of case can change."""


class Mac(Enum):
    """Whether an address of ours was made by us."""

    RIGHT = auto()
    WRONG = auto()


@dataclass(frozen=True)
class BounceAddress:
    """`address` takes what comes back. With a `key` each letter gets an extension of its own, the same on every attempt
    (greylisting remembers sender and recipient); None is for a relay that takes no `+` in its senders."""

    address: str
    key: bytes | None = field(default=None, repr=False)

    def sender_of(self, envelope_id: str) -> str:
        """`bounces+<envelope id>.<mac>@domain`."""
        if self.key is None:
            return self.address
        local, _, domain = self.address.partition("@")
        return f"{local}+{envelope_id}.{self._mac(envelope_id)}@{domain}"

    def read(self, text: str) -> tuple[str, Mac] | None:
        """The envelope id that the first address of ours in a text names, and whether we made it; None without one."""
        if self.key is None:
            return None
        local, _, domain = self.address.partition("@")
        found = re.search(rf"(?ai){re.escape(local)}\+([a-z0-9.-]{{1,80}})@{re.escape(domain)}(?![\w.-])", text)
        if found is None:
            return None
        envelope_id, _, mac = found[1].lower().rpartition(".")
        right = hmac.compare_digest(mac, self._mac(envelope_id))
        return envelope_id, Mac.RIGHT if right else Mac.WRONG

    def _mac(self, envelope_id: str) -> str:
        assert self.key is not None
        digest = hmac.new(self.key, PURPOSE + envelope_id.encode("ascii"), hashlib.sha256).digest()
        return b32encode(digest).decode("ascii")[:MAC_LETTERS].lower()
