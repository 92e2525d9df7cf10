"""The journal: every state change, who (role and agency), from, to, when, why. Appended in the same transaction."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import Role

LONGEST_SUBJECT = 40


def office_subject(agency: str, role: Role) -> str:
    """How entries about an office name it."""
    return f"{agency}/{role.value}"[:LONGEST_SUBJECT]


class JournalEntry(SQLModel, table=True):
    """`noun` and `subject` say what changed. `reason` is a closed code, `note` free text typed on the portal only.

    `restricted` entries (protection, referrals) stay out of every shared view.
    """

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id", index=True)
    noun: str = Field(max_length=24)
    subject: str = Field(max_length=LONGEST_SUBJECT, index=True)
    verb: str = Field(max_length=32)
    before: str | None = Field(default=None, max_length=32)
    after: str | None = Field(default=None, max_length=32)
    role: Role = word_column(Role)
    agency: str | None = Field(default=None, max_length=32)
    reason: str | None = Field(default=None, max_length=32)
    note: str | None = None
    restricted: bool = False
