"""`pictures`: the README's pictures, taken anew from a real demo."""

import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"

group = typer.Typer()


@group.command()
def pictures(
    seed: Annotated[int, typer.Option(help="The demo's draw.")] = 2021,
    folder: Annotated[Path, typer.Option(file_okay=False, help="Where they go.")] = FOLDER,
) -> None:
    """Play the demo and take the README's pictures with Chromium (apt install chromium)."""
    from rich.console import Console

    from trials.demo import DemoFailed
    from trials.pictures import take_pictures

    people = Console(file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="liennganh-pictures-") as home, people.status("Starting ...") as status:

        def progress(moment: datetime, line: str) -> None:
            status.update(f"{moment:%d/%m/%Y}  {line}")

        try:
            taken = take_pictures(Path(home) / "demo", folder, seed, progress)
        except DemoFailed as failed:
            people.print(f"The demo failed: {failed}.")
            raise typer.Exit(1) from None
    for picture in taken:
        print(picture)
