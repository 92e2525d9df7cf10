"""A place a monitoring round looks at: an area's own office, or a commune and its volunteer team."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column


class MonitoredUnit(SQLModel, table=True):
    """`unit` is a commune's code, or "" for the area's own office. `risk` explains the choice: {reason: points};
    `ranked` is False when it was drawn by lot."""

    __table_args__ = (sa.UniqueConstraint("campaign_id", "area", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    area: str = Field(max_length=16)
    unit: str = Field(default="", max_length=16)
    has_team: bool
    sampled: bool = False
    ranked: bool = True
    risk: dict = json_column(default_factory=dict)
    on: date | None = None
    points: int | None = None
    most_points: int | None = None
