"""What each Prefect artifact last showed, so that it is rewritten only when it changed."""

from sqlmodel import Field, SQLModel


class BoardEdition(SQLModel, table=True):
    key: str = Field(primary_key=True, max_length=80)
    digest: str = Field(max_length=64)
