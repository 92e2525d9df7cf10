"""The pictures of the README, taken with Chromium while a real demo runs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import quote

from trials.chromium import find_chromium, open_chromium
from trials.demo import run_demo
from trials.inbox import LINK
from trials.stage import Stage

Size = tuple[int, int]
BOARD, FORM, RUNS = (1280, 1260), (1280, 960), (1280, 1000)
LETTER, TELEPHONE, REPORT = (680, 600), (390, 844), (900, 1100)
PATIENCE_MS, SETTLE_MS = 30_000, 1_000
REMINDER = "Đôn đốc"
"""Stands in the subject of a reminder: whoever gets one has something open on the page behind its link."""
OPEN = ".tasks a .when"
"""The due moment of each thing that is still to do there."""
LATE = "## Quá hạn"
"""The heading of a board under which who is late is listed."""
MORE_PIXELS = 2
"""For the smallest picture, so that it stays sharp."""

Look = Callable[[Any], bool]
Told = Callable[[datetime, str], None]


@dataclass
class Photographer:
    """One browser in a thread of its own: it is called from inside the demo's event loop, where it may not run."""

    folder: Path
    browser: Any
    taken: set[Path] = field(default_factory=set)

    def take(self, name: str, address: str, size: Size, look: Look, pixels: int = 1) -> bool:
        """Open an address, and save `<name>.png` if `look`, which may wait, finds it worth a picture."""
        width, height = size
        with self.browser.new_context(
            viewport={"width": width, "height": height}, device_scale_factor=pixels, color_scheme="light", locale="vi"
        ) as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(address)
            if not look(page):
                return False
            page.wait_for_timeout(SETTLE_MS)  # what the page draws after it is there: charts, fonts
            page.screenshot(path=self.folder / f"{name}.png")
        self.taken.add(self.folder / f"{name}.png")
        return True


def take_pictures(home: Path, folder: Path, seed: int, told: Told) -> list[Path]:
    """Play the demo in `home` and put the pictures into `folder`. Raises NoBrowser or DemoFailed."""
    find_chromium()
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=1) as thread:
        opening = open_chromium()
        photographer = Photographer(folder, thread.submit(opening.__enter__).result())
        try:
            portal = PortalPicture(home / "mail")

            def at_each_stop(moment: datetime, line: str) -> None:
                told(moment, line)
                thread.submit(portal.look, photographer).result()

            def at_the_end(stage: Stage) -> None:
                addresses = find_addresses()
                thread.submit(take_the_rest, photographer, stage, addresses).result()

            run_demo(home, seed, at_each_stop, at_the_end)
        finally:
            thread.submit(opening.__exit__, None, None, None).result()
    return sorted(photographer.taken)


@dataclass
class PortalPicture:
    """An agency's page and the letter that led there, while something is open: afterwards its link has run out."""

    mail: Path
    read: set[str] = field(default_factory=set)
    most: int = 0

    def look(self, photographer: Photographer) -> None:
        """Of all reminders' pages the one with most to do is kept."""
        for path in sorted(self.mail.glob("*.eml")):
            if path.name in self.read:
                continue
            self.read.add(path.name)
            letter = read_letter(path)
            if REMINDER in str(letter["Subject"]):
                self._take(photographer, letter)

    def _take(self, photographer: Photographer, letter: EmailMessage) -> None:
        link = LINK.search(part_of(letter, "plain"))
        assert link is not None

        def lists_more(page: Any) -> bool:
            before, self.most = self.most, max(self.most, page.locator(OPEN).count())
            return self.most > before

        if photographer.take("portal", link.group(0), TELEPHONE, lists_more, MORE_PIXELS):
            page = "data:text/html;charset=utf-8," + quote(part_of(letter, "html"))
            photographer.take("letter", page, LETTER, _until("body"))


def read_letter(path: Path) -> EmailMessage:
    letter = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def part_of(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def find_addresses() -> dict[str, str]:
    """Paths in Prefect's pages: the start form, the first campaign's runs, the fullest edition of its board."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    button = "start-inspection-campaign"
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(f"{button}/{button}")
        boards = client.read_artifacts(artifact_filter=ArtifactFilter(key=ArtifactFilterKey(like_="%-kt-01-board")))
    fullest = max(boards, key=lambda board: _fullness(str(board.data)))
    campaign = str(fullest.key).removesuffix("-board").upper()
    return {
        "form": f"/v2/deployments/deployment/{deployment.id}/run",
        "board": f"/v2/artifacts/artifact/{fullest.id}",
        "runs": f"/v2/runs?tags={quote(f'campaign:{campaign}')}",
        "report": f"{campaign}-coordinator.html",
    }


def _fullness(board: str) -> tuple[int, int]:
    """By who is late, then by length."""
    late = board.partition(LATE)[2].partition("\n## ")[0]
    return late.count("\n|"), len(board)


def take_the_rest(photographer: Photographer, stage: Stage, found: dict[str, str]) -> None:
    """What is there when the year is over: Prefect's pages and the report."""
    prefect = stage.server.ui_url
    report = (stage.home / "reports" / found["report"]).as_uri()
    photographer.take("board", prefect + found["board"], BOARD, _until("svg[id^=mermaid]"))
    photographer.take("form", prefect + found["form"], FORM, _until("form"))
    photographer.take("runs", prefect + found["runs"], RUNS, _until("a[href*='flow-run/']"))
    photographer.take("report", report, REPORT, _until("body"))


def _until(selector: str) -> Look:
    return lambda page: page.wait_for_selector(selector) is not None
