"""`diagrams`: the state diagrams in README.md and docs/lifecycles.md, drawn from the lifecycle tables."""

from pathlib import Path
from typing import Annotated, Any

import typer

from rules.diagrams import replace_block, write_block
from rules.lifecycle import LIFECYCLES, PLANNED_CAMPAIGN, REFERRAL, Lifecycle

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS: dict[str, tuple[Lifecycle[Any, Any], ...]] = {
    "README.md": (PLANNED_CAMPAIGN, REFERRAL),
    "docs/lifecycles.md": LIFECYCLES,
}
"""Which diagrams stand in which document; one that is not there yet is passed over."""

group = typer.Typer()


def stale_documents(root: Path) -> list[str]:
    """The documents whose diagrams no longer say what the tables say. Raises MarkersMissing."""
    return [name for name, text in _drawn(root).items() if (root / name).read_text("utf-8") != text]


@group.command()
def diagrams(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 when a document is stale.")] = False,
) -> None:
    """Draw the lifecycles into README.md and docs/lifecycles.md."""
    stale = stale_documents(ROOT)
    for name in stale:
        print(f"{name} is stale: ./liennganh diagrams draws it anew." if check else f"{name}: drawn anew.")
    if check:
        raise typer.Exit(1 if stale else 0)
    drawn = _drawn(ROOT)
    for name in stale:
        (ROOT / name).write_text(drawn[name], "utf-8")


def _drawn(root: Path) -> dict[str, str]:
    there = {name: lifecycles for name, lifecycles in DOCUMENTS.items() if (root / name).is_file()}
    return {
        name: replace_block((root / name).read_text("utf-8"), write_block(lifecycles), name)
        for name, lifecycles in there.items()
    }
