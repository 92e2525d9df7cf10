"""Migrations bring an empty database to exactly the tables of the models, on both databases."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

import models
from models.database import create_tables, open_database
from models.migrating import _config, current_revision, draft_migration, head_revision, migrate
from tests.database_fixture import administer
from trials.postgres_server import PostgresServer

DRAFT = "models and migrations differ; draft the next one by: python -m models.migrating 'what changed'"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database without tables."""
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield engine
        engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    administer(server, "CREATE DATABASE empty_one")
    engine = open_database(server.url("empty_one"))
    yield engine
    engine.dispose()
    administer(server, "DROP DATABASE empty_one WITH (FORCE)")


def constraints(engine: sa.Engine) -> dict[str, set[str]]:
    """Each table's CHECK and UNIQUE constraints, which Alembic's own comparison leaves out."""
    inspector = sa.inspect(engine)
    return {
        table: {f"check {check['name']}: {check['sqltext']}" for check in inspector.get_check_constraints(table)}
        | {f"unique {key['name']}: {key['column_names']}" for key in inspector.get_unique_constraints(table)}
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrated_database_has_the_tables_of_the_models(empty: sa.Engine, database: sa.Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    assert differences == [], DRAFT
    if empty.dialect.name == database.dialect.name:
        assert constraints(empty) == constraints(database), DRAFT


def test_migrating_twice_changes_nothing(empty: sa.Engine) -> None:
    assert current_revision(empty) is None
    migrate(empty)
    assert current_revision(empty) == head_revision()
    migrate(empty)
    assert current_revision(empty) == head_revision()


def test_processes_that_start_at_once_migrate_once(empty: sa.Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: migrate(empty), range(4)))
    assert current_revision(empty) == head_revision()


def test_migration_that_fails_leaves_nothing_behind(empty: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", stumble)
        with pytest.raises(RuntimeError, match="power cut"):
            migrate(empty)
    assert sa.inspect(empty).get_table_names() == []
    migrate(empty)
    assert current_revision(empty) == head_revision()


def test_draft_of_an_unchanged_model_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    copied = shutil.copytree(Path(models.__file__).parent / "migrations", tmp_path / "migrations")
    monkeypatch.setattr("models.migrating.MIGRATIONS", copied)
    drafted = draft_migration("nothing at all")
    assert drafted.name == f"{int(head_revision() or 0):04}_nothing_at_all.py"
    assert "pass" in drafted.read_text() and "create_table" not in drafted.read_text()


OLD_ROWS = (
    "INSERT INTO contact (agency, role, office, telephone, address, shared, bounced) "
    "VALUES ('SYT', 'liaison', 'Phòng Nghiệp vụ', '0221', 'a@syt.example', false, false)",
    "INSERT INTO link (token, contact_id, agency, role, confidential, expires_at, revoked, created_at) "
    "VALUES ('t1', 1, 'SYT', 'liaison', false, '2021-03-01 00:00:00+00', false, '2021-02-01 00:00:00+00')",
)


def test_rows_of_the_first_release_are_kept_and_new_codes_are_taken(empty: sa.Engine) -> None:
    with empty.begin() as connection:
        command.upgrade(_config(connection), "0001")
        for statement in OLD_ROWS:
            connection.exec_driver_sql(statement)
    migrate(empty)
    with empty.begin() as connection:
        assert connection.exec_driver_sql("SELECT purpose FROM link").scalars().all() == ["page"]
        connection.exec_driver_sql("UPDATE contact SET role = 'focal_deputy'")
        connection.exec_driver_sql("UPDATE link SET purpose = 'sign_in'")
    for statement in ("UPDATE contact SET role = 'cook'", "UPDATE link SET purpose = 'cook'"):
        with pytest.raises(sa.exc.IntegrityError), empty.begin() as connection:
            connection.exec_driver_sql(statement)


def test_every_constraint_has_a_name(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'named.db'}")
    create_tables(engine)
    inspector = sa.inspect(engine)
    for table in inspector.get_table_names():
        assert inspector.get_pk_constraint(table)["name"], table
        assert all(key["name"] for key in inspector.get_unique_constraints(table)), table
        assert all(key["name"] for key in inspector.get_foreign_keys(table)), table
    engine.dispose()
