"""Column types shared by the tables: codes stored as words' values, checked by the database."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


def _checked(constraint: Any, table: Any) -> str:
    """A column's name, so that two columns of one vocabulary in a table do not claim the same constraint name."""
    columns = list(constraint.columns)
    return columns[0].name if columns else str(constraint.name)


SQLModel.metadata.naming_convention = {
    "checked_constraint_name": _checked,
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(checked_constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def word_column(words: type[StrEnum], **options: Any) -> Any:
    """A column that stores a word's code (SQLModel would store the name) and refuses any other by CHECK."""
    kind = sa.Enum(
        words,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=f"{words.__name__.lower()}",
    )
    return Field(sa_type=kind, **options)


def json_column(**options: Any) -> Any:
    """A column of plain JSON; assign a new value to change it (in-place changes are not seen)."""
    return Field(sa_type=sa.JSON, **options)
