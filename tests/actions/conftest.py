"""The desk that tests of actions work at, on the pack of the province."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.office import open_office
from config.home import Home
from config.packs import pack_files, read_pack
from config.settings import PROJECT
from tests.actions.desk import Desk

FILES = pack_files(PROJECT / "config" / "packs" / "hung-yen-2021")
FIRST_DAY = date(2021, 2, 1)


def home_at(address: str) -> Home:
    """A practice home on a database, with keys and addresses of its own."""
    return Home(
        database_url=address,
        practice=True,
        pack=read_pack(FILES),
        pack_files=FILES,
        read_pack=read_pack,
        clock=lambda: datetime(2021, 2, 1, 1, tzinfo=UTC),
        link_key=b"k" * 32,
        mail_key=b"m" * 32,
        portal_address="https://cong.example",
        board_address="https://bang.example",
        mail_name="Chi cục mẫu",
        mail_from="thu@liennganh.example",
        reply_to="tra-loi@liennganh.example",
        mail_domain="liennganh.example",
    )


def desk_on(address: str) -> Desk:
    return Desk(open_office(home_at(address)))


class Stages:
    """Databases in which a campaign has come so far, each made once from the one before and copied for every test that
    starts there. The desks stay open over all tests: their engines remember statements they have compiled."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self._made: dict[str, Path] = {}
        self._desks: list[Desk] = []
        self._empty, self._folder = empty, folder

    def open(self, stage: str, number: int) -> Desk:
        """The desk of that number, with its database put to a stage."""
        if number == len(self._desks):
            shutil.copy(self._empty, self._path(number))
            self._desks.append(desk_on(f"sqlite:///{self._path(number)}"))
        desk = self._desks[number]
        self._put(self._made.get(stage) or self._make(stage), number)
        return desk

    def close(self) -> None:
        for desk in self._desks:
            desk.office.engine.dispose()

    def _make(self, stage: str) -> Path:
        path = self._folder / f"{stage}.db"
        before = Desk.STAGES.index(stage) - 1
        if before < 0:
            shutil.copy(self._empty, path)
        else:
            earlier = Desk.STAGES[before]
            shutil.copy(self._made.get(earlier) or self._make(earlier), path)
        desk = desk_on(f"sqlite:///{path}")
        if before < 0:
            desk.at(FIRST_DAY)
        else:
            getattr(desk, stage)()
        desk.office.engine.dispose()
        self._made[stage] = path
        return path

    def _put(self, database: Path, number: int) -> None:
        self._desks[number].office.engine.dispose()
        for leftover in self._folder.glob(f"desk-{number}.db-*"):
            leftover.unlink()
        shutil.copy(database, self._path(number))

    def _path(self, number: int) -> Path:
        return self._folder / f"desk-{number}.db"


@pytest.fixture(scope="session")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    made = Stages(sqlite_template, tmp_path_factory.mktemp("stages"))
    yield made
    made.close()


@pytest.fixture
def desk_at(stages: Stages) -> Callable[[str], Desk]:
    """A desk whose campaign has come to a stage: `empty`, or the name of a method of `Desk`."""
    numbers = count()
    return lambda stage: stages.open(stage, next(numbers))


@pytest.fixture
def desk(desk_at: Callable[[str], Desk]) -> Desk:
    """Before any campaign."""
    return desk_at("empty")


@pytest.fixture
def scheduled(desk_at: Callable[[str], Desk]) -> Desk:
    """A plan lies before the chairman."""
    return desk_at("schedule")


@pytest.fixture
def coordinating(desk_at: Callable[[str], Desk]) -> Desk:
    """The plan is approved and every agency invited."""
    return desk_at("approve")


@pytest.fixture
def inspecting(desk_at: Callable[[str], Desk]) -> Desk:
    """Every seat has its member."""
    return desk_at("coordinate")


@pytest.fixture
def visiting(desk_at: Callable[[str], Desk]) -> Desk:
    """It is the first party's day and its findings are owed."""
    return desk_at("go_on_first_visits")


@pytest.fixture
def desk_on_both(database: sa.Engine) -> Iterator[Desk]:
    """The same on SQLite and on PostgreSQL, before any campaign."""
    desk = desk_on(database.url.render_as_string(hide_password=False))
    desk.at(FIRST_DAY)
    yield desk
    desk.office.engine.dispose()
