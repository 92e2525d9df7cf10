"""A report in a folder: whole or not at all, and safe to write again."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from notifications.reports import render_report, write_workbook
from rules.figures import ReportFigures
from rules.work_figures import WorkFigures


def save_report(folder: Path, campaign_code: str, figures: ReportFigures | WorkFigures, locale: str = "vi") -> Path:
    """Write `<code>-<edition>.html` and the workbook beside it; returns the page's path.

    The page comes last: who sees it finds the workbook too.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = f"{campaign_code}-{figures.head.edition.value}"
    page = render_report(figures, locale)
    _put(folder / f"{stem}.xlsx", lambda draft: write_workbook(figures, draft, locale))
    _put(folder / f"{stem}.html", lambda draft: draft.write_text(page, "utf-8"))
    return folder / f"{stem}.html"


def _put(path: Path, write: Callable[[Path], object]) -> None:
    """Under a draft's name first: a crash leaves the old file or the new one, never half of either."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        write(draft)
        _settle(draft)
        draft.replace(path)
        _settle(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _settle(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
