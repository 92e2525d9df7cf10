"""Premises that may be inspected. The subject of a dossier is always a place, never a person."""

from datetime import date

from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import EstablishmentType


class Establishment(SQLModel, table=True):
    """`sessions` are the parts of the day it opens in (codes of `Session`)."""

    code: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=200)
    type: EstablishmentType = word_column(EstablishmentType)
    area: str = Field(index=True, max_length=16)
    sessions: list = json_column()
    weekend_only: bool = False
    conditional: bool = False
    prone: bool = True
    last_checked_on: date | None = None
    past_violations: int = 0
    complaints: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
