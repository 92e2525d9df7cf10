"""A whole database as one file, taken while others write to it, and put back into an empty one.

SQLite by its online backup, PostgreSQL by `pg_dump`; both give the state of one moment.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from models.database import open_database


class CopyFailed(Exception):
    """The database's own tool did not do it; says why."""


def kind_of(url: str) -> str:
    """`sqlite` or `postgresql`."""
    return sa.make_url(url).get_backend_name()


def copy_out(url: str, target: Path) -> None:
    """Raises CopyFailed."""
    if kind_of(url) != "sqlite":
        _run_tool("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    source = sa.make_url(url).database
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as database,
        closing(sqlite3.connect(target)) as copy,
    ):
        database.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    require_sound(target)


def copy_in(source: Path, url: str) -> None:
    """Into an empty PostgreSQL database, in one transaction. Raises CopyFailed."""
    _run_tool(
        "pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(source)
    )


def require_sound(file: Path) -> None:
    """SQLite's own check of every page. Raises CopyFailed."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            said = [row[0] for row in database.execute("PRAGMA integrity_check")]
            said += [f"a row of {row[0]} hangs in the air" for row in database.execute("PRAGMA foreign_key_check")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        raise CopyFailed(f"the database is damaged: {said[0]}")


def holds_tables(url: str) -> bool:
    """Whether there is anything in it; never makes a database."""
    if kind_of(url) == "sqlite" and not Path(sa.make_url(url).database or "").exists():
        return False
    engine = open_database(url)
    try:
        with engine.execution_options(read_only=True).connect() as connection:
            return bool(sa.inspect(connection).get_table_names())
    finally:
        engine.dispose()


def _run_tool(program: str, url: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise CopyFailed(f"{program} is not installed here (Debian, Ubuntu: apt install postgresql-client)")
    address = sa.make_url(url).set(drivername="postgresql")
    # The password goes by the environment: a command line is anybody's to read.
    environment = {**os.environ} | ({"PGPASSWORD": str(address.password)} if address.password else {})
    plain = sa.URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    )
    done = subprocess.run(
        [program, f"--dbname={plain.render_as_string(hide_password=False)}", *arguments],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise CopyFailed(f"{program}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}")
