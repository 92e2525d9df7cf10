"""A violation record on its way: record, decision by the holder of a sanctioning title, carried out."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import SanctionState


class SanctionCase(SQLModel, table=True):
    """`decree` is the one in force on the day of the act; `record_number` is given by the clerk and may come later."""

    __table_args__ = (sa.UniqueConstraint("visit_id", "decree"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    holder: str = Field(max_length=32)
    decree: str = Field(max_length=40)
    items: list = json_column(default_factory=list)
    state: SanctionState = word_column(SanctionState)
    recorded_at: datetime
    decision_number: str | None = Field(default=None, max_length=64)
    decided_on: date | None = None
    executed_on: date | None = None
