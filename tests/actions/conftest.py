"""The desk that tests of actions work at, on the pack of the province."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
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
    """Databases in which a campaign has come so far, each made once and copied for every test that starts there."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self._made: dict[str, Path] = {}
        self._empty, self._folder = empty, folder

    def copy(self, stage: str, to: Path) -> None:
        if stage not in self._made:
            path = self._folder / f"{stage}.db"
            shutil.copy(self._empty, path)
            desk = desk_on(f"sqlite:///{path}")
            desk.at(FIRST_DAY)
            if stage != "empty":
                getattr(desk, stage)()
            desk.office.engine.dispose()
            self._made[stage] = path
        shutil.copy(self._made[stage], to)


@pytest.fixture(scope="session")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return Stages(sqlite_template, tmp_path_factory.mktemp("stages"))


@pytest.fixture
def desk_at(stages: Stages, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """A desk whose campaign has come to a stage: `empty`, or the name of a method of `Desk`."""
    desks: list[Desk] = []

    def open_at(stage: str) -> Desk:
        path = tmp_path / f"{stage}-{len(desks)}.db"
        stages.copy(stage, path)
        desks.append(desk_on(f"sqlite:///{path}"))
        return desks[-1]

    yield open_at
    for desk in desks:
        desk.office.engine.dispose()


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
