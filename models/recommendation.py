"""A recommendation (kiến nghị) after a visit, to the area's authority; its own clock outlives the campaign."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import Outcome, RemedyState


class Recommendation(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    visit_id: int = Field(foreign_key="visit.id", index=True, unique=True)
    agency: str = Field(max_length=32)
    outcome: Outcome = word_column(Outcome)
    items: list = json_column(default_factory=list)
    state: RemedyState = word_column(RemedyState)
    due_at: datetime
    settled_at: datetime | None = None
