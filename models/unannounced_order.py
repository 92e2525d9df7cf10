"""The order of an unannounced check: a restricted table, and the only place where its list stands before the check."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import NoOrderReason, OrderGround


class UnannouncedOrder(SQLModel, table=True):
    """`establishments` are codes; `seats` is {agency: [inspection cards]}. Visits are made of it only afterwards.

    Reached only by queries that take the leader as viewer. The members' part is `muster_at` and `muster_place`.
    """

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", unique=True)
    ground: OrderGround = word_column(OrderGround)
    document: str = Field(max_length=64)
    document_on: date
    raised_by: int = Field(foreign_key="contact.id")
    raised_at: datetime
    ordered_by: int | None = Field(default=None, foreign_key="contact.id")
    ordered_at: datetime | None = None
    refused: NoOrderReason | None = word_column(NoOrderReason, default=None, nullable=True)
    muster_at: datetime | None = None
    muster_place: str | None = Field(default=None, max_length=200)
    lead_agency: str | None = Field(default=None, max_length=32)
    seats: dict = json_column(default_factory=dict)
    establishments: list = json_column(default_factory=list)
    opened_at: datetime | None = None
    """When the leader last opened the list; each opening takes a code of its own and is journalled."""
