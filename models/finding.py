"""What one agency found on one visit, on the checklist as it stood that day."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import ItemAnswer


class Finding(SQLModel, table=True):
    """The lead agency's finding is the inspection record; the others hold their own items only."""

    __table_args__ = (sa.UniqueConstraint("visit_id", "agency"),)

    id: int | None = Field(default=None, primary_key=True)
    visit_id: int = Field(foreign_key="visit.id", index=True)
    agency: str = Field(max_length=32)
    lead: bool
    checklist_revision: str = Field(max_length=16)
    cards_present: list = json_column(default_factory=list)
    handed_in_at: datetime


class FindingItem(SQLModel, table=True):
    __table_args__ = (sa.UniqueConstraint("finding_id", "item"),)

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", index=True)
    item: str = Field(max_length=16)
    answer: ItemAnswer = word_column(ItemAnswer)
