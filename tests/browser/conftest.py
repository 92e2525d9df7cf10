"""Debian's Chromium before a portal that is really served. Pictures are kept where LIENNGANH_SCREENSHOTS says."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.walk import DESK, HEIGHT, TELEPHONE, Walk
from tests.portal.conftest import desk_at, portal_at, stages
from tests.portal.visitor import Portal
from trials.chromium import NoBrowser, find_chromium, open_chromium

__all__ = ["desk_at", "portal_at", "stages"]
PATIENCE_MS = 10_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One for a file: Playwright keeps an event loop running in this thread, where tests elsewhere need their own."""
    try:
        find_chromium()
    except NoBrowser as missing:
        pytest.skip(str(missing))
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def pictures() -> Path | None:
    named = os.environ.get("LIENNGANH_SCREENSHOTS")
    if not named:
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def walk_at(browser: Any, portal_at: Callable[..., Portal], pictures: Path | None) -> Iterator[Callable[[str], Walk]]:
    """A fresh browser profile before a portal whose campaign has come to a stage; nothing wrong may have been seen."""
    walks: list[Walk] = []

    def open_at(stage: str) -> Walk:
        size = {"width": DESK, "height": HEIGHT}
        # Scrolling that takes its time would have to be waited for before each click.
        context = browser.new_context(viewport=size, color_scheme="light", locale="vi", reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        walk = Walk(portal_at(stage), context.new_page(), context.new_page(), pictures)
        walk.second.set_viewport_size({"width": TELEPHONE, "height": HEIGHT})
        walk.watch()
        walks.append(walk)
        return walk

    yield open_at
    for walk in walks:
        walk.page.context.close()
    assert [what for walk in walks for what in walk.wrong] == []
