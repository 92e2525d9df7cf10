"""`pack check`: is a province's data sound, and does it answer for the whole plan?"""

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # reading packs is imported where it is used: `--help` must not pay for it
    from config.expiry import Expiring
    from config.pack_faults import PackRefused
    from config.plan_accounts import Unaccounted
    from config.plan_text import PlanText
    from rules.pack import Pack

group = typer.Typer(name="pack", help="Province packs: everything a province may change.", no_args_is_help=True)
COUNTED = (
    "areas",
    "agencies",
    "contacts",
    "establishments",
    "checklist",
    "decrees",
    "clocks",
    "ladders",
    "hotspots",
    "programmes",
    "activities",
)


@group.callback()
def packs() -> None:
    """Keep `check` a subcommand."""


@group.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="The pack's folder.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="PLAN.txt", exists=True, dir_okay=False, help="The official plan's text."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")] = False,
) -> None:
    """Validate a pack as a whole (exit 2: every fault); against a plan's text, account for its lines (exit 1)."""
    from config.packs import PackRefused, load_pack
    from config.plan_accounts import unaccounted
    from config.plan_text import load_plan_text

    try:
        pack = load_pack(folder)
    except PackRefused as refused:
        _tell_faults(refused, as_json)
        raise typer.Exit(2) from None
    plan = load_plan_text(against) if against else None
    differences = unaccounted(pack, plan) if plan else ()
    if as_json:
        print(json.dumps(_facts(pack, plan, differences), ensure_ascii=False))
    else:
        _tell(pack, plan, differences)
    if differences:
        raise typer.Exit(1)


def _tell_faults(refused: "PackRefused", as_json: bool) -> None:
    if as_json:
        print(json.dumps({"faults": [dataclasses.asdict(fault) for fault in refused.faults]}, ensure_ascii=False))
        return
    for fault in refused.faults:
        print(fault, file=sys.stderr)
        print(f"    {fault.in_vietnamese()}", file=sys.stderr)
    print(f"{len(refused.faults)} faults / {len(refused.faults)} lỗi", file=sys.stderr)


def _facts(pack: "Pack", plan: "PlanText | None", differences: "tuple[Unaccounted, ...]") -> dict[str, object]:
    facts: dict[str, object] = {
        "code": pack.code,
        "revision": pack.revision,
        "year": pack.year,
        "counts": {name: len(getattr(pack, name)) for name in COUNTED},
        "expiring": [str(warning) for warning in _warnings(pack)],
        "faults": [],
    }
    if plan is not None:
        facts["activity_lines"] = len(plan.bullets)
        facts["not_accounted"] = [dataclasses.asdict(difference) for difference in differences]
        facts["not_understood"] = [dataclasses.asdict(line) for line in plan.not_understood]
    return facts


def _tell(pack: "Pack", plan: "PlanText | None", differences: "tuple[Unaccounted, ...]") -> None:
    print(f"{pack.code} (revision {pack.revision}): {pack.title}")
    print("  " + ", ".join(f"{len(getattr(pack, name))} {name}" for name in COUNTED))
    for warning in _warnings(pack):
        print(f"  soon: {warning}")
    if plan is None:
        return
    if outside := [str(line.line) for line in plan.not_understood if not line.inside]:
        print(f"  lines outside the programmes: {', '.join(outside)}")
    for difference in differences:
        print(difference, file=sys.stderr)
    bullets, chapters = len(plan.bullets), len(plan.chapters)
    if differences:
        print(f"{len(differences)} differences with the plan / {len(differences)} điểm khác kế hoạch", file=sys.stderr)
    else:
        print(f"  all {bullets} activity lines and {chapters} windows of the plan are accounted for")


def _warnings(pack: "Pack") -> "tuple[Expiring, ...]":
    """A pack of a past year is not warned about: nobody is going to use it next year."""
    from config.clock import wall_clock
    from config.expiry import expiring

    today = pack.calendar.day_of(wall_clock())
    return expiring(pack, today) if today.year <= pack.year else ()
