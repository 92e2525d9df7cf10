"""Everything an agency owes: who owes what, about which subject, by when, on which ladder. Overdue is never stored."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import DutyKind, DutyState, Role, WaiveReason


class Duty(SQLModel, table=True):
    """`subject` is the code of what it is about. `answered` is what was answered, as codes.

    `confidential` duties open only behind a one-time code and stay out of shared lists. `rung` counts the rungs
    already climbed; `rung_at` is when the next acts.
    """

    __table_args__ = (
        sa.UniqueConstraint("kind", "subject", "agency", "ordinal"),
        sa.Index("ix_duty_due", "state", "rung_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    kind: DutyKind = word_column(DutyKind)
    subject: str = Field(max_length=40, index=True)
    agency: str = Field(max_length=32, index=True)
    role: Role = word_column(Role)
    ordinal: int = 1
    state: DutyState = word_column(DutyState)
    confidential: bool = False
    opened_at: datetime
    due_at: datetime
    ladder: str = Field(max_length=32)
    rung: int = 0
    rung_at: datetime | None = None
    told: bool = False
    """Whether a letter has said that it is owed."""
    settled_at: datetime | None = None
    waived: WaiveReason | None = word_column(WaiveReason, default=None, nullable=True)
    answered: dict = json_column(default_factory=dict)
    passed_from: str | None = Field(default=None, max_length=32)
    """The agency that owed it first, where that has ended and another followed it."""
    paused_at: datetime | None = None
    """Since when it waits for work to go on in the area it is about: nobody is chased, and it is not late."""
    form: str | None = Field(default=None, max_length=40)
    """The pack's form it is answered on."""
    from_on: date | None = None
    to_on: date | None = None
    """The days its figures are about, both inclusive, where it is about a period."""
    timed: bool = True
    """False where the pack's clock is unset: then `due_at` is only the end of the campaign, and nobody is chased."""

    @property
    def holds_up(self) -> bool:
        """Whether what comes after it waits for it: not while work rests in its area, for the rest goes on."""
        return self.state is DutyState.OPEN and self.paused_at is None
