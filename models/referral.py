"""A suspected hotspot on its way to the investigating body. Suspicion, unverified: it stays out of shared figures."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column, word_column
from rules.words import ReferralResult, ReferralState, RefusalGround


class Referral(SQLModel, table=True):
    """`evidence` is the rule, its threshold and the points that fired it. One referral per visit."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    visit_id: int = Field(foreign_key="visit.id", unique=True)
    establishment: str = Field(foreign_key="establishment.code", max_length=32)
    state: ReferralState = word_column(ReferralState, index=True)
    channel: str = Field(max_length=32)
    agency: str = Field(max_length=32)
    evidence: dict = json_column()
    proposed_at: datetime
    sent_at: datetime | None = None
    received_at: datetime | None = None
    """Reception: the recorded hand-over, else when the mail was taken; the police's clock starts here."""
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    result: ReferralResult | None = word_column(ReferralResult, default=None, nullable=True)
    refused: RefusalGround | None = word_column(RefusalGround, default=None, nullable=True)
