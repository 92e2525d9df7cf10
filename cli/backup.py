"""`backup` and `restore`: a home as one file; `upgrade`: a home brought up to this program."""

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


@group.command()
def upgrade(
    carry_over: Annotated[
        bool,
        typer.Option(
            "--bring-over", help="Open campaigns on a pack that is refused today go on with the one in force."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a home's tables up to this program, with campaigns under way; saves it first. Not while `up` runs."""
    from config.settings import read_settings
    from flows.upgrading import upgrade_home

    facts = upgrade_home(read_settings(), carry_over=carry_over)
    if as_json:
        print(json.dumps(facts))
        return
    if facts["backup"]:
        print(f"Saved to {facts['backup']}.")
    print(f"The tables are those of {facts['after']} (they were {facts['before']}).")
    for code in facts["brought_over"]:
        print(f"{code} goes on with the pack in force.")
    if facts["ended_on_outdated"]:
        print(
            f"{facts['ended_on_outdated']} ended campaigns cite a pack that is refused today: their pages do not open."
        )
