"""`backup` and `restore`: a home as one file."""

import json
from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer()
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")]


@group.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; it must not be there yet.")],
    as_json: AsJson = False,
) -> None:
    """Save the database, the keys, the pack in force and the reports as one file, also while `up` runs."""
    from config.settings import read_settings
    from flows.safekeeping import save_home

    facts = save_home(read_settings(), file.absolute())
    said = f"Saved to {facts['file']}. It holds every secret of this home: keep it as safe as the home itself."
    print(json.dumps(facts) if as_json else said)


@group.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="A backup.")],
    as_json: AsJson = False,
) -> None:
    """Make an empty home anew from a backup; its outgoing mail is held until `mail start`."""
    from config.settings import read_settings
    from flows.safekeeping import restore_home

    facts = restore_home(read_settings(), file.absolute())
    if as_json:
        print(json.dumps(facts))
        return
    print(f"Restored to {facts['home']}, as it was on {facts['made_at']}.")
    print(
        f"Outgoing mail is held: {facts['queued']} letters wait, {facts['ambiguous']} are in doubt. "
        "`mail start --waiting check` or `--waiting send` lets it go."
    )
