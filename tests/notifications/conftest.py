"""What the tests of letters share."""

import shutil

import pytest


@pytest.fixture
def chromium() -> str:
    """The browser that prints letters."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium here to print letters with: apt install chromium")
    return found
