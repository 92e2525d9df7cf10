"""Everywhere that something of an unannounced check could come to light: what lies there, piece by piece.

Each place is read as somebody with the right program would read it. Not among them: our own database, whose restricted
tables are where the check belongs, and the letters to the team leader, who orders it.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

TEXT_RUN = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{8,}")
NUMBER = re.compile(r"\d+")
PAGE = 200
LOOKS_DEEP = 2
"""A thing that somebody saw lies in look/who/thing."""
LISTS = (
    "flows", "flow_runs", "task_runs", "logs", "artifacts", "artifacts/latest", "deployments", "variables",
    "block_documents", "work_pools", "automations", "v2/concurrency_limits",
)  # fmt: skip
"""What Prefect's API lists with a filter."""
MAIL, ROWS, FILE, API = "mail", "prefect database", "prefect database file", "prefect api"
LOGS, RESULTS, TEMPORARY = "logs", "prefect results", "temporary files"
PAGES, EXPORTS, NAMES = "pages", "exports", "file names"
PLACES = (MAIL, ROWS, FILE, API, LOGS, RESULTS, TEMPORARY, PAGES, EXPORTS, NAMES)


@dataclass(frozen=True)
class Piece:
    """`where` stays the same from one look to the next, so that what was known before can be told from what is new."""

    place: str
    where: str
    content: bytes
    to: str = ""
    """Of a letter: its address."""


@dataclass(frozen=True)
class Places:
    """`seen` holds what was looked at and kept: `pages`, `exports`, `api`, `logs`. `leader` is his address."""

    home: Path
    prefect_home: Path
    temporary: Path
    seen: Path
    leader: str
    planted_database: Path | None = None

    def pieces(self) -> Iterator[Piece]:
        yield from self._letters()
        for database in filter(None, (self.prefect_home / "prefect.db", self.planted_database)):
            yield from _rows(database)
            yield from _bytes(database)
        for place, folder in self._folders():
            for path in _files(folder):
                yield Piece(place, _still(path, folder), path.read_bytes())
        for path in self._names():
            yield Piece(NAMES, str(path.parent), path.name.encode())

    def _letters(self) -> Iterator[Piece]:
        for path in _files(self.home / "mail"):
            content = path.read_bytes()
            to = str(message_from_bytes(content, policy=default)["To"].addresses[0].addr_spec)
            if to != self.leader:
                yield Piece(MAIL, path.name, content, to)

    def _folders(self) -> Iterator[tuple[str, Path]]:
        yield TEMPORARY, self.temporary
        yield from ((place, self.seen / name) for place, name in _KEPT.items())
        yield EXPORTS, self.home / "reports"
        yield RESULTS, self.prefect_home / "storage"
        for folder in (self.home, self.prefect_home):
            for path in folder.glob("*.log"):
                yield LOGS, path
        # Whatever else Prefect keeps beside its database; its web pages are not of our making.
        yield from (
            (RESULTS, path)
            for path in sorted(self.prefect_home.glob("*"))
            if path.name not in ("ui", "storage") and path.suffix != ".log" and not path.name.startswith("prefect.db")
        )

    def _names(self) -> Iterator[Path]:
        for folder in (self.home, self.temporary, self.seen / "exports"):
            yield from (path for path in folder.rglob("*") if not path.is_relative_to(self.prefect_home / "ui"))


_KEPT = {PAGES: "pages", EXPORTS: "exports", API: "api", LOGS: "logs"}


async def keep_api(folder: Path) -> None:
    """What Prefect tells anybody who asks its API, into files."""
    from prefect.client.orchestration import get_client

    folder.mkdir(parents=True, exist_ok=True)
    async with get_client() as client:
        for name in LISTS:
            for offset in range(0, 100 * PAGE, PAGE):
                body = {"limit": PAGE, "offset": offset}
                answer = await client._client.post(f"/{name}/filter", json=body)
                answer.raise_for_status()
                (folder / f"{name.replace('/', '-')}-{offset}.json").write_bytes(answer.content)
                if len(answer.json()) < PAGE:
                    break
        await _keep_events(client, folder)


async def _keep_events(client: Any, folder: Path) -> None:
    answer = await client._client.post("/events/filter", json={"limit": 50})
    for number in range(10_000):
        answer.raise_for_status()
        (folder / f"events-{number}.json").write_bytes(answer.content)
        following = answer.json()["next_page"]
        if not following:
            return
        answer = await client._client.get(following)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_file():
        yield folder
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _still(path: Path, folder: Path) -> str:
    """The same for the same thing looked at again: pages and exports lie in a folder for each look."""
    parts = path.relative_to(folder).parts
    return NUMBER.sub("#", "/".join(parts[1:] if len(parts) > LOOKS_DEEP else parts) or path.name)


def _rows(database: Path) -> Iterator[Piece]:
    """Value by value: a database's pages cut long values in pieces."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            found = connection.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in found.description]
            for row in found:
                for column, value in zip(columns, row, strict=True):
                    if isinstance(value, str | bytes):
                        content = value.encode() if isinstance(value, str) else value
                        yield Piece(ROWS, f"{table}.{column}", content)


def _bytes(database: Path) -> Iterator[Piece]:
    """The file and its log as they lie on the disk, with what was deleted and not yet written over: by runs of text."""
    for path in sorted(database.parent.glob(f"{database.name}*")):
        for run in TEXT_RUN.findall(path.read_bytes()):
            yield Piece(FILE, path.name, run)
