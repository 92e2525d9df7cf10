"""An office's address in a role. No person's name has a column here."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import Role


class Contact(SQLModel, table=True):
    __table_args__ = (sa.UniqueConstraint("agency", "role", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    agency: str = Field(index=True, max_length=32)
    role: Role = word_column(Role)
    office: str = Field(max_length=200)
    telephone: str = Field(max_length=32)
    address: str = Field(max_length=200)
    shared: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    bounced: bool = False
    confirmed_on: date | None = None
    """When the office last said that the address is right; None: never."""
    proposed: str | None = Field(default=None, max_length=200)
    """The address that the office says is right instead; the coordinator confirms it by changing the contact."""
