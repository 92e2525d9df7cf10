"""The command line, put together from its groups.

A new group is one file with a `typer.Typer()` named `group`, and one line below. Group files import nothing heavy
at the top: Prefect alone takes over a second, and `--help` must not pay for it.
"""

import os
import sys

import typer

from cli import (
    backup,
    bench,
    checks,
    demo,
    diagrams,
    links,
    mail,
    pack,
    pictures,
    plan,
    register,
    status,
    torture,
    up,
    year,
)
from rules.refusals import Refusal

app = typer.Typer(
    name="liennganh",
    help="Inter-agency inspection campaigns: plan, coordinate, remind, report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(checks.group)
app.add_typer(backup.group)
app.add_typer(bench.group)
app.add_typer(demo.group)
app.add_typer(up.group)
app.add_typer(diagrams.group)
app.add_typer(links.group)
app.add_typer(mail.group)
app.add_typer(pack.group)
app.add_typer(pictures.group)
app.add_typer(plan.group)
app.add_typer(register.group)
app.add_typer(status.group)
app.add_typer(torture.group)
app.add_typer(year.group)


@app.callback()
def door() -> None:
    """Keep every command a subcommand, even while there is only one group."""


def run() -> None:
    """Run one command; exit 0 done, 1 the work failed, 2 the input is wrong. Never a traceback.

    `LIENNGANH_TRACEBACK=1` shows where an unexpected error came from.
    """
    try:
        app(prog_name="liennganh")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(getattr(refusal, "exit_code", 2))
    except Exception as error:
        if os.environ.get("LIENNGANH_TRACEBACK"):
            raise
        print(
            f"Unexpected {type(error).__name__}: {error} (LIENNGANH_TRACEBACK=1 shows where it happened).",
            file=sys.stderr,
        )
        sys.exit(1)
