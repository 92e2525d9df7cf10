"""A day an agency said it cannot send anybody."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class AgencyAbsence(SQLModel, table=True):
    __table_args__ = (sa.UniqueConstraint("agency", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    agency: str = Field(max_length=32, index=True)
    on: date
