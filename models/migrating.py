"""Bringing a database to the present tables."""

import sqlalchemy as sa

from models.database import create_tables


def migrate(engine: sa.Engine) -> None:
    """Safe to repeat."""
    create_tables(engine)
