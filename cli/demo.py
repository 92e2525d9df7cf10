"""`demo`: one whole campaign from the plan to the report, on a simulated calendar."""

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from trials.stage import Stage

group = typer.Typer()


@group.command()
def demo(
    seed: Annotated[int, typer.Option(help="Changes the draw; the same seed gives the same campaign.")] = 2021,
    year: Annotated[bool, typer.Option("--year", help="All six programmes of the plan, the whole year.")] = False,
    pack: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Another pack than the installation's.")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the server and the portal up until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Run one whole inspection campaign: flows, letters, portal, partners; two to three minutes, a year up to ten."""
    from rich.console import Console

    from config.packs import load_pack
    from config.settings import read_settings
    from trials.demo import DemoFailed, on_stage, run_demo
    from trials.demo_year import YearDemo, year_begins
    from trials.paths import reached_everything
    from trials.stage import sender_of

    if pack is not None:
        os.environ["LIENNGANH_PACK"] = str(pack.resolve())
        for name, value in sender_of(load_pack(pack)).items():
            os.environ.setdefault(name, value)
    home = read_settings().home / f"demo-{datetime.now():%Y%m%d-%H%M%S}"
    people = Console(file=sys.stderr)
    try:
        with people.status("Starting Prefect ...") as status:

            def progress(moment: datetime, line: str) -> None:
                status.update(f"{moment:%d/%m/%Y}  {line}")

            waits = _wait(people, status) if keep else None
            if year:
                result = on_stage(
                    home, year_begins, lambda stage, office: YearDemo(stage, office, seed, progress).run(), waits
                )
            else:
                result = run_demo(home, seed, progress, waits)
    except DemoFailed as failed:
        people.print(f"The demo failed: {failed} (its folder is {home}).")
        raise typer.Exit(1) from None
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    elif year:
        _year(people, result, home)
    else:
        _summary(people, result, home)
    if not all(map(reached_everything, [c for c in result["campaigns"] if c["paths"]] if year else [result])):
        people.print("Not every step and path was reached.")
        raise typer.Exit(1)


def _wait(people: Any, status: Any) -> Any:
    def wait(stage: "Stage") -> None:
        status.stop()
        portal = f"http://127.0.0.1:{stage.portal_port}"
        people.print(f"Prefect: {stage.server.ui_url}   Portal: {portal}   Ctrl-C ends.")
        people.print(f"Officers sign in at {portal}/office/sign-in; the link comes as a letter to {stage.mail_folder}.")
        signal.sigwait({signal.SIGINT, signal.SIGTERM})

    return wait


def _summary(people: Any, result: dict[str, Any], home: Path) -> None:
    from rich.table import Table

    table = Table(title=f"{result['campaign']}: {result['state']}", show_header=False)
    for name in ("steps", "visits", "duties", "referrals", "paths", "not_in_pack", "trial", "prefect"):
        value = result[name]
        if value == []:
            continue
        table.add_row(name, ", ".join(value) if isinstance(value, list) else _pairs(value))
    mail = result["mail"]
    table.add_row("mail", _pairs({key: mail[key] for key in ("queued", "sent", "failed", "ambiguous")}))
    table.add_row("letters", _pairs(mail["by_letter"]))
    people.print(table)
    people.print(f"Report:  {result['report']}")
    people.print(f"Letters: {result['mail_dir']}  (.eml, open with any mail program)")
    people.print(f"Look:    ./liennganh demo --keep leaves Prefect and the portal up; all files are in {home}")
    people.print(f"{result['seconds']} s")


def _year(people: Any, result: dict[str, Any], home: Path) -> None:
    from rich.table import Table

    table = Table("campaign", "state", "steps", "duties", "late", "letters", title="The year")
    for told in [*result["campaigns"], result["total"]]:
        duties = told["duties"]
        letters = sum(told["mail"]["by_letter"].values())
        state = told["state"] if isinstance(told["state"], str) else _pairs(told["state"])
        table.add_row(
            str(told["campaign"]),
            state,
            str(len(told["steps"])),
            *map(str, (duties["opened"], duties["late"], letters)),
        )
    people.print(table)
    people.print(f"Reports and letters are in {home}")
    people.print(f"{result['seconds']} s")


def _pairs(values: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in values.items())
