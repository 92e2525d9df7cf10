"""A restricted row: a victim of trafficking was received. No name, no origin, no story; no count of it."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Reception(SQLModel, table=True):
    """What is kept besides the duties: the day, and the agency responsible. Reached only by queries that take a focal
    point as viewer."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", unique=True)
    received_on: date
    agency: str = Field(max_length=32)
    started_by: int = Field(foreign_key="contact.id")
    started_at: datetime
    handed_over_at: datetime | None = None
    """Since when the deputy may answer as well, whatever the clocks say."""
