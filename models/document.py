"""A document on paper that a campaign rests on: what it is, never its text (NĐ 30/2020/NĐ-CP)."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import DocumentKind, Role


class Document(SQLModel, table=True):
    """`sha256` is that of the scanned file, which stays in the office's own records; `signer` is a role, no name."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    subject: str = Field(max_length=40)
    """The code of the duty or campaign that it is about."""
    kind: DocumentKind = word_column(DocumentKind)
    number: str = Field(max_length=64)
    signed_on: date
    signer: Role = word_column(Role)
    sha256: str | None = Field(default=None, max_length=64)
    recorded_by: Role = word_column(Role)
    recorded_at: datetime
