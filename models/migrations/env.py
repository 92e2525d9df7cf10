"""Alembic runs this for every command; `models.migrating` hands it an open connection."""

import sqlalchemy as sa
from alembic import context
from sqlmodel import SQLModel

import models  # noqa: F401  (registers the tables)

connection: sa.Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,  # SQLite cannot alter a column: the table is copied
    transactional_ddl=True,  # SQLite too, since we begin its transactions ourselves
)
with context.begin_transaction():
    context.run_migrations()
