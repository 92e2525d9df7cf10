"""The desk that tests of actions work at, on the pack of the province."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.apply_pack import apply_pack
from actions.office import Office
from config.packs import pack_files, read_pack
from config.settings import PROJECT
from models.database import open_database
from notifications.identity import MailIdentity
from notifications.links import LinkSigner
from tests.actions.desk import Desk

FILES = pack_files(PROJECT / "config" / "packs" / "hung-yen-2021")
FIRST_DAY = date(2021, 2, 1)
IDENTITY = MailIdentity(
    from_name="Chi cục mẫu",
    from_address="thu@lienganh.example",
    reply_to="tra-loi@lienganh.example",
    domain="liennganh.example",
    key=b"m" * 32,
)


def desk_on(engine: sa.Engine) -> Desk:
    office = Office(
        engine=engine,
        clock=lambda: datetime(2021, 2, 1, 1, tzinfo=UTC),
        practice=True,
        pack=read_pack(FILES),
        read_pack=read_pack,
        signer=LinkSigner([b"k" * 32], "https://cong.example"),
        identity=IDENTITY,
        board_address="https://bang.example",
    )
    return Desk(office)


def seed(desk: Desk) -> None:
    with desk.office.transaction() as (session, now):
        apply_pack(session, desk.office.pack, FILES, now=now)
    desk.at(FIRST_DAY)


class Stages:
    """Databases in which a campaign has come so far, each made once and copied for every test that starts there."""

    def __init__(self, empty: Path, folder: Path) -> None:
        self._made: dict[str, Path] = {}
        self._empty, self._folder = empty, folder

    def copy(self, stage: str, to: Path) -> None:
        if stage not in self._made:
            path = self._folder / f"{stage}.db"
            shutil.copy(self._empty, path)
            engine = open_database(f"sqlite:///{path}")
            desk = desk_on(engine)
            seed(desk)
            if stage != "empty":
                getattr(desk, stage)()
            engine.dispose()
            self._made[stage] = path
        shutil.copy(self._made[stage], to)


@pytest.fixture(scope="session")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    return Stages(sqlite_template, tmp_path_factory.mktemp("stages"))


@pytest.fixture
def desk_at(stages: Stages, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """A desk whose campaign has come to a stage: `empty`, or the name of a method of `Desk`."""
    engines: list[sa.Engine] = []

    def open_at(stage: str) -> Desk:
        path = tmp_path / f"{stage}-{len(engines)}.db"
        stages.copy(stage, path)
        engines.append(open_database(f"sqlite:///{path}"))
        return desk_on(engines[-1])

    yield open_at
    for engine in engines:
        engine.dispose()


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
def desk_on_both(database: sa.Engine) -> Desk:
    """The same on SQLite and on PostgreSQL, before any campaign."""
    desk = desk_on(database)
    seed(desk)
    return desk
