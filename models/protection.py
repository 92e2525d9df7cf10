"""A restricted row: a person at a visited place may be a victim or a child. No identity, no story, no count of it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import ProtectionState


class Protection(SQLModel, table=True):
    """Reached only by queries that take a focal point as viewer. `code` is opaque."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    visit_id: int = Field(foreign_key="visit.id", unique=True)
    signs: list = json_column()
    state: ProtectionState = word_column(ProtectionState)
    raised_at: datetime
    answered_at: datetime | None = None
