"""`register template` and `register import`: establishments and contacts from the province's own workbook."""

import dataclasses
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:  # imported where it is used: `--help` must not pay for it
    from actions.compare_register import Change, RegisterDifference, SheetDifference
    from actions.office import Office
    from rules.register import Register, RegisterRefused

group = typer.Typer(name="register", help="The province's own register, as a workbook (.xlsx).", no_args_is_help=True)
Workbook = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The workbook (.xlsx).")]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON for programs.")]
PIPED_WIDTH = 140
"""Where nobody's screen sets a width, tables keep their lines whole."""
ENGLISH_SHEETS = ("Establishments", "Contacts")


@group.command()
def template(file: Annotated[Path, typer.Argument(metavar="FILE", dir_okay=False, help="Where to write it.")]) -> None:
    """Write an empty register to fill in: both sheets, drop-downs, an example row each; replaces no file."""
    from config.home import pack_folder
    from config.packs import load_pack
    from config.register_template import register_template
    from config.settings import read_settings

    if file.suffix.lower() != ".xlsx":
        _stop(f"{file} must end in .xlsx.")
    content = register_template(load_pack(pack_folder(read_settings())))
    try:
        with file.open("xb") as target:
            target.write(content)
    except FileExistsError:
        _stop(f"{file} is there already: name another file, nothing was written.")
    except OSError as error:
        _stop(f"{file} cannot be written ({error.strerror}): name a file in a folder that is there.")
    print(f"Wrote {file}: fill it in, then `./liennganh register import {file} --dry-run`.")


@group.command("import")
def import_file(
    file: Workbook,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the differences, change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a register in: all of it or nothing (exit 2: every fault by sheet, row and column)."""
    from rules.register import RegisterRefused

    if as_json and not (dry_run or yes):
        _stop("With --json say --dry-run or --yes: a program is not asked.")
    try:
        with _opened() as office:
            register = _read(file, office)
            found = _compare(office, register)
            if not as_json:
                _tell(found, register.examples)
            applied = (
                not dry_run and not found.nothing and (yes or typer.confirm("Apply these changes?", default=False))
            )
            if applied:
                found = _apply(office, register, found)
    except RegisterRefused as refused:
        _tell_faults(refused, as_json)
        raise typer.Exit(2) from None
    if as_json:
        facts = {
            "file": file.name,
            **dataclasses.asdict(found),
            "counts": found.counts,
            "applied": applied,
            "faults": [],
        }
        print(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        print("Applied." if applied else "Nothing was changed.")


@contextmanager
def _opened() -> "Iterator[Office]":
    """Without the check that a relay meets no invented address: the register is how real ones come in."""
    from actions.office import open_office
    from config.home import open_home
    from config.settings import read_settings
    from models.database import open_database
    from models.migrating import migrate

    home = open_home(read_settings())
    engine = open_database(home.database_url)
    migrate(engine)
    engine.dispose()
    office = open_office(home)
    try:
        yield office
    finally:
        office.engine.dispose()


def _read(file: Path, office: "Office") -> "Register":
    from config.register_workbook import read_register
    from config.workbook_safety import LARGEST_FILE

    with file.open("rb") as source:
        content = source.read(LARGEST_FILE + 1)
    with office.reading() as (_, now):
        return read_register(content, file.name, office.pack, office.pack.calendar.day_of(now))


def _compare(office: "Office", register: "Register") -> "RegisterDifference":
    from actions.compare_register import compare_register

    with office.reading() as (session, now):
        return compare_register(session, register, now=now, context=office.context(session)).difference


def _apply(office: "Office", register: "Register", shown: "RegisterDifference") -> "RegisterDifference":
    """What was shown, or nothing."""
    from actions.context import Actor
    from actions.import_register import import_register
    from rules.words import AgencyRole, Role

    with office.transaction() as (session, now):
        standing = office.pack.agency_as(AgencyRole.STANDING, office.pack.calendar.day_of(now))
        actor = Actor(Role.COORDINATOR, standing.code)
        done = import_register(session, register, actor=actor, now=now, context=office.context(session))
        if done.fingerprint != shown.fingerprint:
            session.rollback()
            _stop("Somebody changed the register meanwhile: nothing was saved, run the command again.", 1)
        return done


def _stop(sentence: str, status: int = 2) -> None:
    print(sentence, file=sys.stderr)
    raise typer.Exit(status)


def _tell_faults(refused: "RegisterRefused", as_json: bool) -> None:
    if as_json:
        print(json.dumps({"faults": [dataclasses.asdict(fault) for fault in refused.faults]}, ensure_ascii=False))
        return
    for fault in refused.faults:
        print(fault.in_vietnamese(), file=sys.stderr)
        print(f"    {fault}", file=sys.stderr)
    count = len(refused.faults)
    noun = "fault" if count == 1 else "faults"
    print(f"{count} lỗi, chưa lưu gì / {count} {noun}, nothing was saved", file=sys.stderr)


def _tell(found: "RegisterDifference", examples: int) -> None:
    from rich.console import Console

    screen = Console(highlight=False)
    console = screen if screen.is_terminal else Console(highlight=False, width=PIPED_WIDTH)
    for sheet, english in zip(found.sheets, ENGLISH_SHEETS, strict=True):
        counts = f"{len(sheet.new)} new, {len(sheet.changed)} changed, {sheet.unchanged} unchanged"
        absent = len(sheet.not_in_file)
        print(f"{english}: {counts}; {absent} registered and not in the file stay as they are.")
        if sheet.new or sheet.changed:
            console.print(_table(sheet))
    if examples:
        print(f"{examples} example rows passed over.")


def _table(sheet: "SheetDifference") -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=sheet.sheet)
    for heading in ("Row", "Code", "Name", "What"):
        table.add_column(heading, overflow="fold")
    for kind in (sheet.new, sheet.changed):
        for line in kind:
            what = "\n".join(_say(change) for change in line.changes) or "new"
            # Text: names come from a file, and may look like markup.
            table.add_row(str(line.row), Text(line.key), Text(line.name), Text(what))
    return table


def _say(change: "Change") -> str:
    return f"{change.header}: {_show(change.before)} → {_show(change.after)}"


def _show(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_show, value))
    if isinstance(value, bool):
        return "có" if value else "không"
    if value is None:
        return "-"
    return str(value.label) if isinstance(value, StrEnum) and hasattr(value, "label") else str(value)
