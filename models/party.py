"""An inspection party (tổ kiểm tra): the people who make the visits of one area in one part of a day."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import Session


class Party(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    area: str = Field(max_length=16)
    sector: str = Field(max_length=32)
    """The sector its establishments belong to, whose agency leads where it can."""
    lead_agency: str = Field(max_length=32)
    on: date = Field(index=True)
    session: Session = word_column(Session)
    sequence: int = 0
    """Raised with each change of day, as calendars want it (RFC 5545 SEQUENCE)."""
    briefed: bool = False
    active: bool = True


class Seat(SQLModel, table=True):
    """One member's place in a party. `slot` repeats the party's day and session so that the database itself
    refuses the same inspection card in two places at once. A card is a number, never a name (TT 05/2006 form)."""

    __table_args__ = (
        sa.UniqueConstraint("party_id", "ordinal"),
        sa.UniqueConstraint("card", "slot"),
    )

    id: int | None = Field(default=None, primary_key=True)
    party_id: int = Field(foreign_key="party.id", index=True)
    ordinal: int
    agency: str = Field(max_length=32, index=True)
    sector: str = Field(max_length=32)
    card: str | None = Field(default=None, max_length=32)
    slot: str = Field(max_length=20)
