"""Links in letters, one-time codes and portal sessions: one mechanism for access."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import CodePurpose, LinkPurpose, Role


class Link(SQLModel, table=True):
    """A signed link for one contact. `campaign_id` limits the page to what its agency owes in that campaign;
    `subject` names the one confidential thing it opens, when it is personal."""

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True, max_length=64)
    """What is signed: an opaque id; the signature itself stands only in the letter."""
    contact_id: int = Field(foreign_key="contact.id", index=True)
    agency: str = Field(max_length=32)
    role: Role = word_column(Role)
    purpose: LinkPurpose = word_column(LinkPurpose, default=LinkPurpose.PAGE)
    campaign_id: int | None = Field(default=None, foreign_key="campaign.id")
    subject: str | None = Field(default=None, max_length=40)
    confidential: bool = False
    expires_at: datetime
    revoked: bool = False
    used_at: datetime | None = None
    """When a sign-in link was used up."""
    created_at: datetime


class AccessCode(SQLModel, table=True):
    """A one-time code sent to the registered address; only its hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    link_id: int = Field(foreign_key="link.id", index=True)
    purpose: CodePurpose = word_column(CodePurpose, default=CodePurpose.ENTER)
    digest: str = Field(max_length=64)
    expires_at: datetime
    tries: int = 0
    used: bool = False
    created_at: datetime


class PortalSession(SQLModel, table=True):
    """Server-side and revocable; the cookie holds a random value of which only the hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    link_id: int = Field(foreign_key="link.id")
    expires_at: datetime
    revoked: bool = False
