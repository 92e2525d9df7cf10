"""The outbox: one letter to one recipient, its frozen bytes, and every attempt to deliver it (append-only)."""

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlmodel import Field, Relationship, SQLModel

from models.columns import word_column
from rules.words import Confidentiality, DeliveryClass, MessageState


class Message(SQLModel, table=True):
    """`intent_key` says when two letters are the same letter: campaign:subject:purpose:recipient:ordinal.

    `epoch` fences a claim: later writes must carry it. `phase` is CLAIMED or DOT while leased.
    """

    __table_args__ = (sa.Index("ix_message_order", "state", "priority", "next_at", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    intent_key: str = Field(unique=True, max_length=160)
    mid: str = Field(unique=True, max_length=120)
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id", index=True)
    letter: str = Field(max_length=32)
    locale: str = Field(max_length=5)
    delivery_class: DeliveryClass = word_column(DeliveryClass)
    confidentiality: Confidentiality = word_column(Confidentiality)
    priority: int = 5
    """Lower goes first: escalations before digests."""
    contact_id: int = Field(foreign_key="contact.id")
    agency: str = Field(max_length=32)
    address: str = Field(max_length=200)
    frozen: "FrozenLetter" = Relationship(sa_relationship_kwargs={"uselist": False, "viewonly": True})
    sha256: str = Field(max_length=64)
    """Of the frozen bytes."""
    state: MessageState = word_column(MessageState)
    phase: str | None = Field(default=None, max_length=8)
    epoch: int = 0
    owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = None
    next_at: datetime
    ttl_at: datetime
    attempts: int = 0
    dot_at: datetime | None = None
    """When the intent of the last attempt to write the dot was recorded; None for one of a restored home, which may
    have gone out at any time since its backup."""
    amb_count: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often it was sent again out of doubt: the most copies there can be beside the first."""
    witness: str | None = Field(default=None, max_length=16)
    """Who can tell of the last attempt, by name; `none` when the witness got no copy; null without a witness."""
    sent_at: datetime | None = None
    reply: str | None = Field(default=None, max_length=500)
    created_at: datetime

    @property
    def mime(self) -> bytes:
        return self.frozen.mime


class KnownLetter(Protocol):
    """A letter as far as everybody needs it: its row, or what was read of it."""

    @property
    def id(self) -> int | None: ...
    @property
    def mid(self) -> str: ...
    @property
    def campaign_id(self) -> int | None: ...
    @property
    def agency(self) -> str: ...
    @property
    def confidentiality(self) -> Confidentiality: ...


class QueuedLetter(KnownLetter, Protocol):
    """With what may be asked about it before it goes."""

    @property
    def intent_key(self) -> str: ...
    @property
    def letter(self) -> str: ...


class FrozenLetter(SQLModel, table=True):
    """What goes out, byte for byte. Not in the letter's own row: that changes with every step of its delivery, and
    SQLite writes a row anew as a whole."""

    message_id: int | None = Field(default=None, primary_key=True, foreign_key="message.id")
    mime: bytes


class MailAttempt(SQLModel, table=True):
    """`at` is indexed: the last minutes say how fast letters may go."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    epoch: int
    at: datetime = Field(index=True)
    outcome: MessageState = word_column(MessageState)
    reply: str | None = Field(default=None, max_length=500)
