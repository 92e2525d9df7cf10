"""`plan import`: an official plan's text as the draft of a pack's plan.yaml."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from config.plan_text import PlanText

group = typer.Typer(name="plan", help="Official plans as text.", no_args_is_help=True)
DEFAULT_PACK = Path(__file__).resolve().parent.parent / "config" / "packs" / "hung-yen-2021"


@group.callback()
def plans() -> None:
    """Keep `import` a subcommand."""


@group.command("import")
def import_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The plan, plain text.")],
    pack: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The pack whose agencies the plan's words mean.")
    ] = DEFAULT_PACK,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")] = False,
) -> None:
    """Print a draft plan.yaml; what was not understood is listed by line (exit 1 when no activity was found)."""
    from config.packs import load_pack
    from config.plan_draft import draft_plan
    from config.plan_text import load_plan_text

    plan = load_plan_text(file)
    draft = draft_plan(plan, load_pack(pack).agencies)
    missing = _not_understood(plan)
    if as_json:
        counts = {"programmes": len(plan.chapters), "activity_lines": len(plan.bullets)}
        print(json.dumps({**counts, "draft": draft, "not_understood": missing}, ensure_ascii=False))
    else:
        print(draft, end="")
        for line in missing:
            print(f"line {line['line']} not understood / dòng chưa hiểu: {line['text']}", file=sys.stderr)
    if not plan.bullets:
        raise typer.Exit(1)


def _not_understood(plan: "PlanText") -> list[dict[str, object]]:
    lines: list[tuple[int, str]] = [(line.line, line.text) for line in plan.not_understood]
    lines += [(c.line, f"{c.title} (no window)") for c in plan.chapters if c.window is None]
    return [{"line": number, "text": text} for number, text in sorted(lines)]
