"""What every action is given besides the session and the moment."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.hearing import Hearing
from models import Campaign
from notifications.identity import MailIdentity
from notifications.links import LinkSigner
from rules.pack import Pack
from rules.words import Role

OPAQUE_LETTERS = 8


@dataclass(frozen=True)
class Actor:
    """Who acts: a role at an agency. `contact_id` is the address behind the link, when there was one."""

    role: Role
    agency: str | None = None
    contact_id: int | None = None


ENGINE = Actor(Role.ENGINE)


@dataclass(frozen=True)
class Context:
    """`board_address` is where the coordinator looks (the Prefect UI); partners only ever see the portal. `pack_of`
    says on which revision a campaign stands, for what goes through many. `hearing` notes whom a step's letters reach;
    None where a letter that nobody would get refuses what is done."""

    pack: Pack
    signer: LinkSigner
    identity: MailIdentity
    board_address: str
    pack_of: Callable[[Campaign], Pack] | None = None
    hearing: Hearing | None = None

    def on(self, campaign: Campaign) -> "Context":
        """The same for one campaign, on the revision that it cites."""
        return self if self.pack_of is None else replace(self, pack=self.pack_of(campaign))

    def opaque_code(self, *parts: str) -> str:
        """A stable code that says nothing of what it names, for confidential subjects."""
        digest = hmac.new(self.identity.key, ":".join(parts).encode(), hashlib.sha256).digest()
        return "NV-" + base64.b32encode(digest).decode()[:OPAQUE_LETTERS]
