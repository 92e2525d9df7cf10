"""Bringing a database to the present tables: numbered migrations, whole or not at all.

`python -m models.migrating "what changed"` drafts the next one from the difference to the models; read it before use.
"""

import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models.database import open_database

MIGRATIONS = Path(__file__).with_name("migrations")
ONE_AT_A_TIME = 1782004
"""The number of the advisory lock that keeps two starting processes from migrating Postgres at once."""


def migrate(engine: sa.Engine) -> None:
    """Run what is missing, in one transaction; a database that is up to date is only read. Safe to repeat."""
    if current_revision(engine) == head_revision():
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        command.upgrade(_config(connection), "head")


def migrate_at(url: str) -> None:
    """The same for the database at an address, leaving no connection open: one would keep SQLite's journal apart."""
    engine = open_database(url)
    try:
        migrate(engine)
    finally:
        engine.dispose()


def current_revision(engine: sa.Engine) -> str | None:
    """The number of the last migration this database has; None when it has none."""
    with engine.execution_options(read_only=True).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """The number of the last migration there is."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def is_known(revision: str | None) -> bool:
    """Whether this program can bring a database with that number to its own tables."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()}


def draft_migration(what_changed: str) -> Path:
    """Write the next numbered migration from the difference between the last one and the models."""
    number = f"{int(head_revision() or 0) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/scratch.db")
        migrate(engine)
        with engine.begin() as connection:
            config = _config(connection)
            script = command.revision(config, message=what_changed, autogenerate=True, rev_id=number)
        engine.dispose()
    assert script is not None and not isinstance(script, list)
    return Path(script.path)


def _config(connection: sa.Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


if __name__ == "__main__":
    print(draft_migration(" ".join(sys.argv[1:])))
