"""Offices that a step of a campaign, or a decision about it, could not write to. Planned campaigns only: of others
nothing stands here."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import GoOnReason, NotHeard, Role


class Unheard(SQLModel, table=True):
    """Without a `reason` the step waits for a contact; with one the coordinator let it go on, and the office is told
    by telephone: `told_at` says when it was. `since` is when it was left out last."""

    __table_args__ = (sa.UniqueConstraint("campaign_id", "step", "agency", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    step: str = Field(max_length=32)
    agency: str = Field(max_length=32)
    role: Role = word_column(Role)
    why: NotHeard = word_column(NotHeard)
    since: datetime
    reason: GoOnReason | None = word_column(GoOnReason, default=None, nullable=True)
    told_at: datetime | None = None
