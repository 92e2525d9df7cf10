"""`links close` and `links open`: every link of the portal answers "closed" at once, and works again."""

import json
from typing import Annotated

import typer

from rules.words import StopReason, Switch

group = typer.Typer(
    name="links", help="The links in letters: close all at once, open them again.", no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")]
Reason = Annotated[StopReason, typer.Option(help="Why; it stands in the journal and in `status`.")]


@group.command(name="close")
def close_links(reason: Reason, as_json: AsJson = False) -> None:
    """Every link, signed in or not, shows one page that says so, until `links open`."""
    from actions.turn_off import turn_off
    from flows.opening import office

    with office().transaction() as (session, now):
        off = turn_off(session, Switch.LINKS, reason, now=now)
    if as_json:
        print(json.dumps({"links": "closed", "reason": off.reason.value, "since": off.since.isoformat()}))
    else:
        print("Every link is closed; `links open` opens them again.")


@group.command(name="open")
def open_links(as_json: AsJson = False) -> None:
    """Links work again, the same ones."""
    from actions.turn_off import turn_on
    from flows.opening import office

    with office().transaction() as (session, now):
        turn_on(session, Switch.LINKS, now=now)
    print(json.dumps({"links": "open"}) if as_json else "Links are open.")
