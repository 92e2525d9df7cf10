"""Who our letters come from."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class MailIdentity:
    """`domain` stands in Message-IDs; `key` makes them unguessable and must not change while letters are queued."""

    from_name: str
    from_address: str
    reply_to: str
    domain: str
    key: bytes = field(repr=False)
