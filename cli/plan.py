"""`plan import`: an official plan, as it was published, as the draft of a pack's plan.yaml."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from config.plan_document import PlanDocument, PlannedProgramme
    from config.plan_windows import Window

group = typer.Typer(name="plan", help="Official plans as text.", no_args_is_help=True)
DEFAULT_PACK = Path(__file__).resolve().parent.parent / "config" / "packs" / "hung-yen-2021"
NO_PLAN = 2


@group.callback()
def plans() -> None:
    """Keep `import` a subcommand."""


@group.command("import")
def import_plan(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The plan: .txt, .docx or .pdf.")
    ],
    pack: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="The pack whose agencies the plan's words mean.")
    ] = DEFAULT_PACK,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")] = False,
) -> None:
    """Print a draft plan.yaml; what was not understood is listed by line (exit 2 when it is no plan)."""
    from config.packs import load_pack
    from config.plan_draft import draft_plan
    from config.plan_reading import read_plan
    from config.plan_source import PlanUnreadable, read_source
    from config.plan_text import read_plan_text

    try:
        text = read_source(file)
    except PlanUnreadable as refusal:
        print(refusal, file=sys.stderr)
        raise typer.Exit(NO_PLAN) from None
    plan = read_plan(text)
    if not plan.is_plan:
        print(
            f"{file.name}: no plan: nothing in it asks for an activity we know. / "
            "không phải kế hoạch: không có hoạt động nào nhận biết được.",
            file=sys.stderr,
        )
        raise typer.Exit(NO_PLAN)
    if as_json:
        print(json.dumps(_facts(plan), ensure_ascii=False))
        return
    refs = {bullet.line: bullet.ref for bullet in read_plan_text(text).bullets}
    print(draft_plan(plan, refs, load_pack(pack).agencies), end="")
    for line, words in plan.unrecognised:
        print(f"line {line} not understood / dòng chưa hiểu: {words}", file=sys.stderr)
    for programme in plan.programmes:
        if programme.window is None:
            print(f"line {programme.line}: no window / chưa rõ thời gian: {programme.title}", file=sys.stderr)


def _facts(plan: "PlanDocument") -> dict[str, Any]:
    return {
        "title": plan.head.title,
        "year": plan.head.year,
        "issuer": plan.head.issuer,
        "basis": plan.head.basis,
        "programmes": [_programme(programme) for programme in plan.programmes],
        "unrecognised": [{"line": line, "text": words} for line, words in plan.unrecognised],
    }


def _programme(programme: "PlannedProgramme") -> dict[str, Any]:
    return {
        "number": programme.number,
        "title": programme.title,
        "window": _window(programme.window),
        "activities": [
            {"text": activity.text, "kind": activity.kind.value, "partners": activity.partners, "line": activity.line}
            for activity in programme.activities
        ],
    }


def _window(window: "Window | None") -> dict[str, str] | None:
    if window is None:
        return None
    return {"start": window.opens_on.isoformat(), "end": window.closes_on.isoformat()}
