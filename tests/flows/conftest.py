"""One real Prefect server for all tests of the flows, and a practice home of its own for each of them."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from actions.office import open_office
from config.home import open_home
from config.settings import read_settings
from flows import opening
from flows.server import PrefectServer, free_port, new_auth_string
from models.migrating import migrate_at
from tests.actions.conftest import FIRST_DAY
from tests.actions.desk import Desk

HERE = Path(__file__).parent

FORGIVEN = pytest.mark.filterwarnings("ignore:unclosed (<socket|transport <_Selector):ResourceWarning")
"""Prefect leaves the client open with which it asks for a default storage, at every run and every button pressed."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Forgive it in this folder, and nowhere else."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(FORGIVEN)


@pytest.fixture(scope="module", autouse=True)
def collected() -> Iterator[None]:
    """What was left open is collected here, not in somebody else's test."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A server with its own home on a free port, to which flows called in this process report too."""
    from prefect.context import refresh_global_settings_context
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    before = dict(os.environ)
    with PrefectServer(tmp_path_factory.mktemp("prefect"), auth_string=new_auth_string()) as server:
        os.environ.update(server.environment)
        os.environ["PREFECT_RUNNER_POLL_FREQUENCY"] = "1"
        refresh_global_settings_context()
        yield server
        # What is still to be told must be told while somebody listens, or leaving waits for a minute.
        APILogWorker.instance().drain()
        EventsWorker.drain_all()
        os.environ.clear()
        os.environ.update(before)
        refresh_global_settings_context()


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice home with the pack applied and its calendar on the first day, copied for every test."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIENNGANH_HOME", str(home))
        patch.setenv("LIENNGANH_PRACTICE", "1")
        opened = open_home(read_settings())
        migrate_at(opened.database_url)
        office = open_office(opened)
        Desk(office).at(FIRST_DAY)
        office.engine.dispose()
    return home


@pytest.fixture
def home(prefect_server: PrefectServer, new_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The practice home that this process and what it starts works for; its mail has nowhere to go yet."""
    folder = tmp_path / "home"
    shutil.copytree(new_home, folder)
    monkeypatch.setenv("LIENNGANH_HOME", str(folder))
    monkeypatch.setenv("LIENNGANH_PRACTICE", "1")
    monkeypatch.setenv("LIENNGANH_SMTP_PORT", str(free_port()))
    monkeypatch.setenv("LIENNGANH_PUBLIC_PREFECT_ADDRESS", prefect_server.ui_url)
    return folder


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """The coordinator's desk on the office that the flows open: the same database, the same calendar."""
    opening.settings.cache_clear()
    opening.office.cache_clear()
    office = opening.office()
    yield Desk(office)
    office.engine.dispose()
    opening.settings.cache_clear()
    opening.office.cache_clear()


@pytest.fixture
def desk_at(desk: Desk, home: Path, new_home: Path) -> Callable[[str], Desk]:
    """The desk when its campaign has come to a stage: the first time by going there, then from a copy."""

    def come_to(stage: str) -> Desk:
        kept, database = new_home.with_name(f"{stage}.db"), home / "liennganh.db"
        if not kept.exists():
            desk.come_to(stage)
        desk.office.engine.dispose()  # with the last connection its journal goes into the file
        shutil.copy(*(kept, database) if kept.exists() else (database, kept))
        return desk

    return come_to


@pytest.fixture
def deployed(prefect_server: PrefectServer) -> Iterator[None]:
    """Every deployment is known to the server, though nobody serves them."""
    from prefect.client.orchestration import get_client

    from flows.board import known_ids
    from flows.deployments import served

    known = [deployment.apply() for deployment in served(scheduled=False)]
    yield
    with get_client(sync_client=True) as client:
        for deployment in known:
            client.delete_deployment(deployment)
    # A process asks for them once: the next test's boards must not lead to what is gone.
    known_ids.clear()
