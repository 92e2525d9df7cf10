"""Debian's Chromium, started for pictures and for the tests that open pages as people do."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rules.refusals import Refusal

NAMES = ("chromium", "chromium-browser")
ARGUMENTS = (
    *("--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


class NoBrowser(Refusal):
    """There is nothing here to open pages with."""

    exit_code = 1

    def __init__(self) -> None:
        super().__init__("There is no Chromium here to open pages with: apt install chromium.")


def find_chromium() -> str:
    """Its path. Raises NoBrowser."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoBrowser
    return found


@contextmanager
def open_chromium() -> Iterator[Any]:
    """Playwright's browser, bound to the calling thread. Raises NoBrowser."""
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    # Chromium's own sandbox refuses to start for root.
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        try:
            yield browser
        finally:
            browser.close()
