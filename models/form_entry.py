"""A form as it was handed in, and its figures one by one, so that they can be added up and traced to their rows."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column


class FormEntry(SQLModel, table=True):
    """One a duty. `words` holds what is no figure: {unit: {field: day, choice or document number}}."""

    __table_args__ = (sa.Index("ix_formentry_period", "form", "agency", "to_on"),)

    id: int | None = Field(default=None, primary_key=True)
    duty_id: int = Field(foreign_key="duty.id", unique=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    form: str = Field(max_length=40)
    agency: str = Field(max_length=32)
    subject: str = Field(max_length=40)
    from_on: date | None = None
    to_on: date | None = None
    words: dict = json_column(default_factory=dict)
    confirmed: bool = False
    """Whether a doubted change was confirmed."""
    workdays_late: int = 0
    handed_in_at: datetime


class FormFigure(SQLModel, table=True):
    """`unit` is a commune's code, or "" for the whole."""

    __table_args__ = (sa.UniqueConstraint("entry_id", "unit", "field"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="formentry.id")
    unit: str = Field(default="", max_length=16)
    field: str = Field(max_length=40)
    value: int
