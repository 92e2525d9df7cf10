"""One officer's decision on a plan or a referral; a referral needs two officers of different roles."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import Role


class Approval(SQLModel, table=True):
    __table_args__ = (
        sa.UniqueConstraint("subject", "round", "order"),
        sa.UniqueConstraint("subject", "round", "contact_id"),
        sa.UniqueConstraint("subject", "round", "role"),
    )

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=40)
    round: int
    order: int
    contact_id: int = Field(foreign_key="contact.id")
    role: Role = word_column(Role)
    approved: bool
    reason: str | None = Field(default=None, max_length=32)
    decided_at: datetime
