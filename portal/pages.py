"""The one set-up of the portal's templates: strict about missing facts, everything shown is text."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from portal.posted import Posted
from portal.speech import Speech

HERE = Path(__file__).parent
STYLESHEET = (HERE / "static" / "portal.css").read_bytes()
ICON = (HERE / "static" / "icon.svg").read_bytes()
"""Without one of its own, a browser asks for a page that is not there, which counts as a miss of its address."""

_environment = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    undefined=StrictUndefined,
    autoescape=select_autoescape(("html",), default=True),
    trim_blocks=True,
    lstrip_blocks=True,
)


def show(
    template: str,
    speech: Speech,
    foot: Mapping[str, str],
    *,
    status: int = 200,
    posted: Posted | None = None,
    **facts: Any,
) -> HTMLResponse:
    """A page. `foot` is the office and its telephone; `posted` what was typed before, with its faults."""
    spoken = {
        "speech": speech,
        "say": speech.say,
        "label": speech.label,
        "foot": foot,
        "values": posted or Posted({}, speech),
        "locale": speech.locale,
    }
    return HTMLResponse(_environment.get_template(template).render(spoken | facts), status_code=status)
