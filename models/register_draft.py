"""A register workbook that was read and compared, and waits for its sender's yes."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column


class RegisterDraft(SQLModel, table=True):
    """`digest` is that of the file: the same file again is the same draft. `rows` are its checked rows, plainly."""

    digest: str = Field(primary_key=True, max_length=64)
    contact_id: int = Field(foreign_key="contact.id")
    rows: dict = json_column()
    created_at: datetime
