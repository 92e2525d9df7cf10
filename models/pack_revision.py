"""The files of a pack as they were when a campaign began to cite them."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import json_column


class PackRevision(SQLModel, table=True):
    revision: str = Field(primary_key=True, max_length=16)
    code: str = Field(max_length=64)
    files: dict = json_column()
    applied_at: datetime
