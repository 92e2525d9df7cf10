"""`torture`: runs that try to break what must hold."""

import json
import shutil
import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer


class Database(StrEnum):
    SQLITE = "sqlite"
    POSTGRES = "postgres"


group = typer.Typer(name="torture", help="Runs that try to break what must hold.", no_args_is_help=True)


@group.callback()
def try_hard() -> None:
    """Each run is a command of its own."""


@group.command()
def unannounced(
    seed: Annotated[int, typer.Option(help="Draws the canaries.")] = 2021,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """An unannounced check full of canaries: none may come to light, and every one planted on purpose must."""
    from config.settings import read_settings
    from trials.demo import DemoFailed
    from trials.portal_hands import PortalRefused
    from trials.torture_unannounced import run_torture

    folder = read_settings().home / f"torture-{datetime.now():%Y%m%d-%H%M%S}"
    try:
        result = run_torture(folder, seed)
    except (DemoFailed, PortalRefused) as failed:
        print(f"The run failed: {failed} (its folder is {folder}).", file=sys.stderr)
        raise typer.Exit(1) from None
    passed, baseline = result.pop("ok"), result.pop("baseline")
    for title, lines in (("known before", baseline), ("LEAK", result["leaks"]), ("NOT FOUND", result["not_found"])):
        for line in lines:
            print(f"{title}: {line}", file=sys.stderr)
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for name, value in result.items():
            print(f"{name:>10}  {', '.join(value) if isinstance(value, list) else value}")
    if not passed:
        print(f"What was seen is in {folder}.", file=sys.stderr)
        raise typer.Exit(1)
    shutil.rmtree(folder)


@group.command()
def smtp(
    seed: Annotated[int, typer.Option(help="Draws the keys and the password.")] = 2021,
    letters: Annotated[int, typer.Option(min=1, help="How many letters each script is played with.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Every fault of mail in the catalogue, played byte by byte against the real delivery."""
    from trials.slow_drip import measure_drip
    from trials.torture_smtp import torture_smtp

    with tempfile.TemporaryDirectory(prefix="liennganh-torture-") as folder:
        result = torture_smtp(Path(folder), seed, letters)
        drip = measure_drip(Path(folder), seed, max(letters, 50))
    result |= {
        "drip": drip,
        "ok": result["ok"] and drip["ok"],
        "duration": round(result["duration"] + drip["duration"], 1),
    }
    if not as_json:
        for name, script in result["scripts"].items():
            print(f"{name}  {'ok ' if script['ok'] else 'BAD'}  {script['what']}: {' '.join(map(str, script['got']))}")
        p95, slowed = drip["p95_ms"], drip["p95_with_drip_ms"]
        print(f"S25  {'ok ' if drip['ok'] else 'BAD'}  others beside a drip: p95 {p95} ms, with it {slowed} ms")
    for name, script in result["scripts"].items():
        if not script["ok"]:
            print(f"{name}: wanted {script['wanted']}, got {script['got']} {script['wrong']}", file=sys.stderr)
    _end(result)


@group.command()
def kill(
    points: Annotated[
        int | None, typer.Option(min=0, help="How often each sender is killed at its named points, in turn.")
    ] = None,
    random: Annotated[int | None, typer.Option(min=0, help="How often each sender is killed at random times.")] = None,
    database: Annotated[Database, typer.Option(help="On which; PostgreSQL gets a private server.")] = Database.SQLITE,
    seconds: Annotated[
        float, typer.Option(min=0, help="PostgreSQL alone: for how long its server is struck down while letters flow.")
    ] = 60,
    seed: Annotated[int, typer.Option(help="Draws letters, times and keys.")] = 2021,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """SIGKILL at the named points of the sender and of what writes letters, or at random times; then the mailbox is
    counted. Without --points and --random: 130 points, and on PostgreSQL 60 random ones too."""
    from trials.postgres_server import HOW_TO_GET_IT, PostgresServer, find_programs
    from trials.torture_kill import torture_kill
    from trials.torture_restart import torture_restart

    on_server = database is Database.POSTGRES
    if points is None and random is None:
        points, random = 130, 60 if on_server else 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="liennganh-torture-")))
        server = None
        if on_server:
            programs = find_programs()
            if programs is None:
                print(f"{HOW_TO_GET_IT}.", file=sys.stderr)
                raise typer.Exit(1)
            server = stack.enter_context(PostgresServer(programs))
        result = torture_kill(folder, seed, points=points or 0, randoms=random or 0, server=server)
        if server is not None and seconds:
            result["restarts"] = torture_restart(folder, seed, server, seconds)
            result["ok"] = result["ok"] and result["restarts"]["ok"]
    if not as_json:
        for name in ("ours", "without_witness", "naive", "restarts"):
            if name in result:
                _show(name, result)
    _end(result)


@group.command()
def zombie(
    times: Annotated[int, typer.Option(min=4, help="How often the sender is stopped, at four points in turn.")] = 40,
    seed: Annotated[int, typer.Option(help="Draws keys, and at which letter it is stopped.")] = 2021,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """A sender that is stopped, whose letters are taken over, and that wakes; beside it the same without its end."""
    from trials.torture_zombie import torture_zombie

    with tempfile.TemporaryDirectory(prefix="liennganh-torture-") as folder:
        result = torture_zombie(Path(folder), seed, times)
    if not as_json:
        for name in ("ours", "without_kill"):
            _show(name, result)
    _end(result)


@group.command()
def bugs(
    seed: Annotated[int, typer.Option(help="The seed of the property tests.")] = 2021,
    only: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this bug; may be repeated.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Plant known bugs into a copy of the program, one at a time: the tests must catch every one."""
    from trials.torture_bugs import BugNotPlanted, torture_bugs

    with tempfile.TemporaryDirectory(prefix="liennganh-bugs-") as folder:
        try:
            result = torture_bugs(Path(folder), seed, only or (), say=_stay_silent if as_json else print)
        except BugNotPlanted as fault:
            print(fault, file=sys.stderr)
            raise typer.Exit(1) from None
    _end(result)


def _show(name: str, result: dict[str, Any]) -> None:
    print(f"{name:>16}  {', '.join(f'{what} {count}' for what, count in result[name].items())}")


def _end(result: dict[str, Any]) -> None:
    """One JSON object on the last line, also beside the tables; exit 1 when something did not hold."""
    print(json.dumps(result, ensure_ascii=False))
    if not result["ok"]:
        raise typer.Exit(1)


def _stay_silent(_: str) -> None:
    """For programs only the last line counts."""
