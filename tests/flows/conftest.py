"""One real Prefect server for all tests of the flows."""

import os
from collections.abc import Iterator

import pytest

from flows.server import PrefectServer, new_auth_string


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A server with its own home on a free port, to which flows called in this process report too."""
    from prefect.context import refresh_global_settings_context

    before = dict(os.environ)
    with PrefectServer(tmp_path_factory.mktemp("prefect"), auth_string=new_auth_string()) as server:
        os.environ.update(server.environment)
        os.environ["PREFECT_RUNNER_POLL_FREQUENCY"] = "1"
        refresh_global_settings_context()
        yield server
        os.environ.clear()
        os.environ.update(before)
        refresh_global_settings_context()
