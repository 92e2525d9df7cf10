"""Databases for tests, each fresh with all tables: `database` runs a test on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.database import create_tables, open_database
from trials.postgres_server import HOW_TO_GET_IT, PostgresServer, find_programs
from trials.postgres_server import administer as administer

TEMPLATE = "with_tables"
_number = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests, started by the first that asks for it."""
    programs = find_programs()
    if programs is None:
        pytest.skip(HOW_TO_GET_IT)
    with PostgresServer(programs) as server:
        administer(server, f"CREATE DATABASE {TEMPLATE}")
        engine = open_database(server.url(TEMPLATE))
        create_tables(engine)
        engine.dispose()
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, copied for each test: quicker than making thirty tables again."""
    path = tmp_path_factory.mktemp("template") / "data.db"
    engine = open_database(f"sqlite:///{path}")
    create_tables(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A fresh SQLite database in a file, as an installation has."""
    shutil.copy(sqlite_template, tmp_path / "data.db")
    yield from _opened(f"sqlite:///{tmp_path / 'data.db'}")


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[sa.Engine]:
    """A fresh database on the tests' own PostgreSQL server."""
    name = f"test_{next(_number)}"
    administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    yield from _opened(postgres_server.url(name))
    administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> sa.Engine:
    """The same test on both databases."""
    engine: sa.Engine = request.getfixturevalue(request.param)
    return engine


def _opened(url: str) -> Iterator[sa.Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()
