"""An area in which work rests for a while: a closure, a flood, an order from above."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import SuspendReason


class AreaSuspension(SQLModel, table=True):
    """`until` is its last day where that is known; then work goes on by itself. `document` is the number of the paper
    that orders it."""

    __table_args__ = (
        sa.Index(
            "uq_areasuspension_area",
            "area",
            unique=True,
            sqlite_where=sa.text("resumed_at IS NULL"),
            postgresql_where=sa.text("resumed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    area: str = Field(max_length=16)
    reason: SuspendReason = word_column(SuspendReason)
    document: str = Field(max_length=64)
    from_on: date
    until: date | None = None
    suspended_at: datetime
    resumed_at: datetime | None = None
