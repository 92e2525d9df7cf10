"""One visit of a party to one establishment (lượt): visits and distinct establishments are counted apart."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import NotConductedReason, Outcome, VisitState


class Visit(SQLModel, table=True):
    """`risk` is the explained score it was chosen by: {reason: points}. `ranked` is False when it was drawn."""

    __table_args__ = (sa.UniqueConstraint("campaign_id", "establishment"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    party_id: int = Field(foreign_key="party.id", index=True)
    establishment: str = Field(foreign_key="establishment.code", max_length=32)
    area: str = Field(max_length=16)
    state: VisitState = word_column(VisitState)
    outcome: Outcome | None = word_column(Outcome, default=None, nullable=True)
    missed: NotConductedReason | None = word_column(NotConductedReason, default=None, nullable=True)
    ranked: bool
    risk: dict = json_column(default_factory=dict)
