"""Every row of every table, to see what changed and what did not."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

CLOCKWORK = {("campaign", "version"), ("practiceday", "moment")}
"""Columns that change without anything having happened."""
OF_THE_PACK = frozenset({"packrevision", "establishment"})
"""Large, and touched by no verb."""


def dump(engine: sa.Engine, *, without: frozenset[str] = OF_THE_PACK) -> dict[str, list[dict[str, Any]]]:
    """By table, its rows as mappings, in the order of their keys."""
    with engine.execution_options(read_only=True).connect() as connection:
        return {
            table.name: [
                {name: value for name, value in row.items() if (table.name, name) not in CLOCKWORK}
                for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in SQLModel.metadata.sorted_tables
            if table.name not in without
        }
