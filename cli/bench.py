"""`bench`: what things cost, measured beside the obvious alternative in one run."""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

group = typer.Typer(name="bench", help="Measurements, each beside its obvious alternative.", no_args_is_help=True)


@group.callback()
def measure() -> None:
    """Each benchmark is a command of its own."""


@group.command()
def campaign(
    visits: Annotated[int, typer.Option(min=10, help="How many visits the campaign has.")] = 500,
    seed: Annotated[int, typer.Option(help="Draws the establishments and what is found.")] = 2021,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """The same campaign as plain function calls and through Prefect."""
    from trials.bench_campaign import bench_campaign

    with tempfile.TemporaryDirectory(prefix="liennganh-bench-") as folder:
        result = bench_campaign(Path(folder), visits, seed)
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:>16}  {value}")


@group.command()
def year(
    provinces: Annotated[int, typer.Option(min=1, max=60, help="How many provinces' plans one database holds.")] = 1,
    database: Annotated[str, typer.Option(help="sqlite or postgres.")] = "sqlite",
    seed: Annotated[int, typer.Option(help="Draws the places and the figures.")] = 2021,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """A whole year of the plan: the engine alone, no letter delivered and no Prefect."""
    if database not in ("sqlite", "postgres"):
        raise typer.BadParameter(f"--database is sqlite or postgres, not {database}")
    from trials.bench_year import bench_year

    with tempfile.TemporaryDirectory(prefix="liennganh-bench-") as folder:
        result = bench_year(Path(folder), provinces, seed, database)
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:>36}  {value}")


@group.command()
def mail(
    messages: Annotated[int, typer.Option(min=10, help="How many letters each way sends.")] = 5_000,
    database: Annotated[str, typer.Option(help="sqlite or postgres.")] = "sqlite",
    seed: Annotated[int, typer.Option(help="Draws the letters.")] = 2021,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on one line.")] = False,
) -> None:
    """Letters a second from claim to final commit, beside bare aiosmtplib and other obvious ways, against one sink."""
    if database not in ("sqlite", "postgres"):
        raise typer.BadParameter(f"--database is sqlite or postgres, not {database}")
    from trials.bench_mail import bench_mail

    with tempfile.TemporaryDirectory(prefix="liennganh-bench-") as folder:
        result = bench_mail(Path(folder), messages, seed, database)
    if as_json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:>24}  {value}")
