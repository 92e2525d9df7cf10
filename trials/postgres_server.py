"""A PostgreSQL server of our own for tests and trials: in a scratch folder, on a Unix socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import sqlalchemy as sa

DEBIAN = Path("/usr/lib/postgresql")
HOW_TO_GET_IT = "no PostgreSQL here: apt install postgresql"
OWNER = "postgres"
"""The server refuses to run as root; Debian's package brings this account."""


def find_programs() -> Path | None:
    """The newest folder that holds `initdb` and `pg_ctl`; None without PostgreSQL."""
    by_version = sorted(
        (path.parent for path in DEBIAN.glob("*/bin/initdb")), key=lambda path: float(path.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    return by_version[0] if by_version else Path(on_path).parent if on_path else None


class PostgresServer:
    """`with PostgresServer(programs) as server: server.url("postgres")`. Keeps nothing: fsync is off."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="liennganh-pg-"))  # short: a socket's path has 107 bytes
        self._as_owner = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []

    def url(self, database: str) -> str:
        """The address SQLAlchemy takes."""
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self._folder}"

    def __enter__(self) -> "PostgresServer":
        if self._as_owner:
            shutil.chown(self._folder, OWNER)
        data = self._folder / "data"
        self._run("initdb", "--no-sync", "--auth=trust", f"--username={OWNER}", "--encoding=UTF8", "-D", str(data))
        settings = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}' -c fsync=off"
        settings += " -c full_page_writes=off -c max_connections=50 -c shared_buffers=32MB"
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "-w", "-t", "60", "-D", str(data), "-l", log, "-o", settings)
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self._folder / "data"))
        shutil.rmtree(self._folder, ignore_errors=True)

    def restart(self) -> None:
        """As after a crash: every connection breaks, what is not committed is gone; returns when it serves again."""
        data, log = self._folder / "data", self._folder / "log"
        self._run("pg_ctl", "restart", "-m", "immediate", "-w", "-t", "60", "-D", str(data), "-l", str(log))

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_owner, str(self._programs / program), *arguments]
        # The server inherits what it is given: a pipe would keep us waiting for as long as it lives.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd=self._folder, check=False
            )
            said.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed: {said.read().strip()}")


def administer(server: PostgresServer, statement: str) -> None:
    """Run what PostgreSQL runs outside any transaction: databases made and dropped."""
    engine = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
