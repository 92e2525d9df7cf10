"""What came back for a letter. A person's words are kept for the coordinator's page alone, and for a time only."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import word_column
from rules.words import ReturnKind


class MailReturn(SQLModel, table=True):
    """`digest` is that of the message: the same one delivered twice is one row. `message_id` is None for what names no
    letter of ours, which a person looks at in the mailbox. `forged` came to an address that we did not make.
    """

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    at: datetime = Field(index=True)
    kind: ReturnKind = word_column(ReturnKind)
    message_id: int | None = Field(default=None, foreign_key="message.id", index=True)
    forged: bool = False
    status: str | None = Field(default=None, max_length=12)
    """Of a failure or delay, by RFC 3463."""
    text: str | None = None
