"""`pack check`: is a province's data sound, and does it answer for the whole plan? `pack apply`: work with another."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:  # reading packs is imported where it is used: `--help` must not pay for it
    from actions.change_pack import PackChange
    from config.expiry import Expiring
    from config.pack_faults import PackRefused
    from config.plan_accounts import Unaccounted
    from config.plan_text import PlanText
    from rules.pack import Pack

group = typer.Typer(name="pack", help="Province packs: everything a province may change.", no_args_is_help=True)
SHOWN = 5
"""More campaigns than this are counted, not named."""
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
    """Each is a command of its own."""


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


@group.command()
def apply(
    folder: Annotated[Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="The pack's folder.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what it would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Apply without asking.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for programs; asks nothing.")] = False,
) -> None:
    """Show what a new revision changes and for which open campaigns, and apply it (exit 1: not applied)."""
    from actions.apply_pack import apply_pack
    from actions.change_pack import SuccessorMissing, change_of_pack
    from actions.office import open_office
    from actions.reorganise import reorganise
    from config.applied_pack import put_pack
    from config.home import open_home
    from config.packs import PackRefused, load_pack, pack_files
    from config.settings import read_settings
    from models.migrating import migrate_at

    try:
        new = load_pack(folder)
    except PackRefused as refused:
        _tell_faults(refused, as_json)
        raise typer.Exit(2) from None
    settings = read_settings()
    home = open_home(settings)
    migrate_at(home.database_url)
    office = open_office(home)
    old = office.pack
    with office.reading() as (session, now):
        change = change_of_pack(session, old, new, now=now)
    if as_json:
        applied = not (dry_run or change.missing)
        print(json.dumps(dataclasses.asdict(change) | {"applied": applied}, ensure_ascii=False))
    else:
        _tell_change(change)
    if change.missing:
        print(SuccessorMissing(change.missing), file=sys.stderr)
        raise typer.Exit(1)
    if dry_run:
        return
    if not (yes or as_json) and not typer.confirm("Apply / Áp dụng?"):
        raise typer.Exit(1)
    files = pack_files(folder)
    with office.transaction() as (session, now):
        # What the last revision still had to bring about comes first, as it would have by itself.
        reorganise(session, now=now, context=office.context(session))
        if missing := change_of_pack(session, old, new, now=now).missing:
            raise SuccessorMissing(missing)  # somebody came to owe something while this was being read
        apply_pack(session, new, files, now=now)
        office.put_in_force(new)
        reorganise(session, now=now, context=office.context(session))
        # Last, and one step: should the database not commit, the next start brings it up to the pack that is there.
        put_pack(settings.home, files)
    if not as_json:
        print(f"{new.code} (revision {new.revision}) is in force; restart `up` / đã áp dụng, xin khởi động lại `up`.")


def _tell_change(change: "PackChange") -> None:
    for row in change.differences:
        print(f"{row.change:8} {row.section}[{row.row}] ({row.section_vi})")
        for field, before, after in row.told:
            print(f"         {field}: {before[:80]!r} -> {after[:80]!r}")
        if row.campaigns:
            more = f" and {len(row.campaigns) - SHOWN} more" if len(row.campaigns) > SHOWN else ""
            print(f"         for {', '.join(row.campaigns[:SHOWN])}{more}")
    if not change.differences:
        print("No row differs / Không có dòng nào khác.")
    for campaign in change.campaigns:
        keeps = f"keeps revision {campaign.revision}"
        print(f"open     {campaign.code}: {f'follows it from {campaign.follows_on}' if campaign.follows_on else keeps}")
    for kept in change.kept:
        print(
            f"kept     {kept.noun} {kept.row}: {kept.field} stays {kept.here!r}, the pack says {kept.there!r}; "
            f"change it at {kept.where}"
        )


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
