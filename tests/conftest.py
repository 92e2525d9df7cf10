"""What holds for every test: no Prefect of the caller's, none by accident, no file outside a scratch folder."""

import gc
import os
import shutil
import tempfile

import pytest

_scratch = tempfile.mkdtemp(prefix="liennganh-tests-")

# Set before any test module can import Prefect, which reads its settings once.
for _name in [name for name in os.environ if name.startswith(("PREFECT_", "LIENNGANH_"))]:
    if _name == "LIENNGANH_SCREENSHOTS":  # for the tests themselves
        continue
    del os.environ[_name]
os.environ["PREFECT_HOME"] = f"{_scratch}/prefect"
os.environ["PREFECT_SERVER_EPHEMERAL_ENABLED"] = "false"  # a flow called without a server fails, loudly
os.environ["DO_NOT_TRACK"] = "1"
os.environ["LIENNGANH_HOME"] = f"{_scratch}/home"


gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the scratch folder away."""
    shutil.rmtree(_scratch, ignore_errors=True)


@pytest.fixture
def chromium() -> str:
    """The browser that prints letters and plans."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here to print with: apt install chromium")
    return found


# After the environment is set: what it imports may read it.
from tests.database_fixture import database, postgres, postgres_server, sqlite, sqlite_template  # noqa: E402, F401
