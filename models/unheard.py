"""Offices that a step of a campaign, or a decision about it, could not write to. Planned campaigns only: of others
nothing stands here."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import GoOnReason, NotHeard, Role


class Unheard(SQLModel, table=True):
    """Without a `reason` the step waits for a contact; with one it went on, as the coordinator or a decision would have
    it, and the office is told by telephone: `told_at` says when it was. `since` is when it was left out last.

    `step` is a step's code, or what `missed_of` says of a decision."""

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


def missed_of(letter: str, area: str = "") -> str:
    """How a decision that an office was not told of stands in `step`: by the name of the letter that it did not get,
    with the area where that is about one. No step has a decision's name."""
    return f"{letter}:{area}" if area else letter
