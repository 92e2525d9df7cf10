"""An answer as it came in: once per nonce, with a receipt that can be shown again."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import Channel, Role, VoidReason


class Answer(SQLModel, table=True):
    """`nonce` makes a repeated POST show its own receipt. `recorded_by` is the role that entered a paper answer."""

    id: int | None = Field(default=None, primary_key=True)
    nonce: str = Field(unique=True, max_length=64)
    receipt: str = Field(unique=True, max_length=40)
    duty_id: int = Field(foreign_key="duty.id", index=True)
    channel: Channel = word_column(Channel)
    document: str | None = Field(default=None, max_length=64)
    document_on: date | None = None
    recorded_by: Role | None = word_column(Role, default=None, nullable=True)
    content: dict = json_column(default_factory=dict)
    received_at: datetime
    voided_at: datetime | None = None
    """An answer recorded by mistake stays on record and counts no more."""
    voided: VoidReason | None = word_column(VoidReason, default=None, nullable=True)
