"""How the relay is reached. TLS is stated, never tried: an opportunistic client goes on in clear without it."""

from dataclasses import dataclass, field
from typing import Literal

from notifications.returns.bounce_address import BounceAddress
from rules.hosts import is_address, is_loopback, is_private
from rules.refusals import RelayInClear

Tls = Literal["starttls", "implicit", "none"]


@dataclass(frozen=True, kw_only=True)
class RelaySettings:
    """Raises RelayInClear when mail would leave this machine unencrypted, unless `clear_to_private` allows it to a
    private address without a password; no confidential letter goes there then.

    `bounces` gives each letter its envelope sender; None takes the letter's own From, the same on every attempt, since
    greylisting remembers the triplet. `dot_seconds` is the 10 minutes of RFC 5321 4.5.3.2.6.
    """

    host: str
    port: int
    tls: Tls = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: str | None = None
    clear_to_private: bool = False
    ehlo_name: str | None = None
    """None: the address of our end of the connection (RFC 5321 4.1.4)."""
    bounces: BounceAddress | None = None
    max_connections: int = 2
    messages_per_connection: int = 100
    letters_per_minute: int | None = None
    """None: as fast as the relay takes them."""
    connect_seconds: float = 30
    command_seconds: float = 60
    dot_seconds: float = 600
    quit_seconds: float = 5

    def __post_init__(self) -> None:
        if self.tls not in ("starttls", "implicit", "none"):
            raise ValueError(f"tls is {self.tls!r}; allowed: starttls, implicit, none.")
        if self.in_clear:
            public = is_address(self.host) and not is_private(self.host)
            if not self.clear_to_private or public or self.username or self.password:
                raise RelayInClear(self.host)

    @property
    def in_clear(self) -> bool:
        """Whether letters leave this machine without encryption."""
        return self.tls == "none" and not is_loopback(self.host)
