"""The simulated moment of a demo or practice home: one row that only such a home accepts."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class PracticeDay(SQLModel, table=True):
    id: int = Field(default=1, primary_key=True)
    moment: datetime
