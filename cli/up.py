"""`up`: everything on one machine, until Ctrl-C."""

import os
import sys
from typing import Annotated

import typer

group = typer.Typer()


@group.command()
def up(
    practice: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="A practice calendar that begins on this day (YYYY-MM-DD); mail is caught."),
    ] = None,
) -> None:
    """Run Prefect, the flows, the portal and, when no relay is set, a mail catcher; stays up."""
    from config.settings import read_settings
    from flows.machine import Machine

    if practice is not None:
        _practise(practice)
    Machine(read_settings(), lambda line: print(line, file=sys.stderr, flush=True)).run()


def _practise(day: str) -> None:
    """A practice home is a folder of its own, and its mail goes to the catcher whatever else is set."""
    from datetime import date, time

    from actions.office import open_office
    from config.home import open_home
    from config.settings import read_settings
    from models.migrating import migrate_at
    from rules.refusals import AnswerRefused

    try:
        first = date.fromisoformat(day)
    except ValueError:
        raise AnswerRefused("up --practice", [("DAY", f"{day!r} is no day; write 2021-02-01.")]) from None
    os.environ |= {
        "LIENNGANH_HOME": str(read_settings().home / "practice"),
        "LIENNGANH_PRACTICE": "1",
        "LIENNGANH_DATABASE_URL": "",
        "LIENNGANH_SMTP_HOST": "",
    }
    settings = read_settings()
    home = open_home(settings)
    migrate_at(home.database_url)
    office = open_office(home)
    with office.reading() as (session, now):
        begun = office.has_practice_moment(session)
    if not begun or office.pack.calendar.day_of(now) < first:
        office.set_practice_moment(office.pack.calendar.at(first, time(8, 0)))
