"""A database as a program some versions ago left it: what later migrations have added is taken away again, and what
they have moved is moved back."""

import tempfile

import sqlalchemy as sa
from alembic import command

from models.database import open_database
from models.migrating import _config


def take_back(url: str, revision: str) -> None:
    """Leaves the rows of what stays; a widened list of codes stays wide, as no migration minds."""
    engine = open_database(url)
    if revision < "0016":
        _bring_bytes_back(engine)
    with tempfile.TemporaryDirectory() as folder:
        old = open_database(f"sqlite:///{folder}/old.db")
        with old.begin() as connection:
            command.upgrade(_config(connection), revision)
        known, present = sa.inspect(old), sa.inspect(engine)
        statements = [f"DROP TABLE {name}" for name in set(present.get_table_names()) - set(known.get_table_names())]
        for table in known.get_table_names():
            indexes = {str(index["name"]) for index in present.get_indexes(table)}
            indexes -= {str(index["name"]) for index in known.get_indexes(table)}
            columns = {column["name"] for column in present.get_columns(table)}
            columns -= {column["name"] for column in known.get_columns(table)}
            unique = {str(found["name"]) for found in present.get_unique_constraints(table)}
            statements += [f"DROP INDEX {name}" for name in sorted(indexes - unique)]
            statements += [f"ALTER TABLE {table} DROP COLUMN {name}" for name in sorted(columns)]
        old.dispose()
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :number"), {"number": revision})
    engine.dispose()


def _bring_bytes_back(engine: sa.Engine) -> None:
    """To the rows of their letters, where they stood."""
    with engine.begin() as connection:
        kind = sa.LargeBinary().compile(engine.dialect)
        connection.exec_driver_sql(f"ALTER TABLE message ADD COLUMN mime {kind}")
        connection.exec_driver_sql("UPDATE message SET mime = (SELECT mime FROM frozenletter WHERE message_id = id)")
        connection.exec_driver_sql("CREATE INDEX ix_message_due ON message (state, next_at)")
