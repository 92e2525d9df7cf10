"""What a year of the plan costs: the engine alone, for one province and for many in one database.

Every campaign of the plan is opened, asked for, answered, reported and released, every report of the law asked for and
handed in, as plain function calls: no letter is delivered and no Prefect runs.
"""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from actions.advance_due import advance_due
from actions.context import Actor
from actions.office import Office, open_office
from actions.prepare_report import release_report
from actions.start_campaign import Opening, start_campaign
from config.home import open_home
from config.settings import read_settings
from models import Campaign, Duty
from models.migrating import migrate_at
from models.queries.campaigns import campaign_by_code
from rules.words import AgencyRole, CampaignKind, CampaignState, Mode, Role
from trials.calendar_walk import next_stop
from trials.history import add_history
from trials.partners import Partners
from trials.plain_hands import answer_plainly
from trials.postgres_server import HOW_TO_GET_IT, PostgresServer, administer, find_programs
from trials.rows_read import rows_read
from trials.script import Script
from trials.year_pack import write_year_pack

MORNING = time_of_day(8, 0)
ANSWER_ROUNDS = 4
LIVE_DUTIES, PAST_DUTIES = 10_000, 1_000_000
LAST_DAY_AFTER_YEAR = (6, 30)
"""Long after the year's last report: a walk that is still going then has lost its way."""


class YearNotClosed(Exception):
    """The year's walk ended with campaigns still open; names them."""


def bench_year(folder: Path, provinces: int, seed: int, database: str) -> dict[str, Any]:
    """Run in `folder`, in a home of its own. Raises YearNotClosed, or SystemExit without PostgreSQL."""
    os.environ["LIENNGANH_PACK"] = str(write_year_pack(read_settings().pack, folder / "pack", provinces))
    os.environ |= {"LIENNGANH_PRACTICE": "0", "LIENNGANH_SMTP_HOST": "", "LIENNGANH_HOME": str(folder / "home")}
    with _database(database) as address:
        os.environ["LIENNGANH_DATABASE_URL"] = address
        opened = open_home(read_settings())
        migrate_at(opened.database_url)
        office = open_office(opened)
        seconds = _walk(office, seed)
        with office.reading() as (session, _):
            campaigns = session.exec(select(func.count(col(Campaign.id)))).one()
            duties = session.exec(select(func.count(col(Duty.id)))).one()
        idle = _idle(office, opened.database_url)
    return {
        "provinces": provinces,
        "database": database,
        "campaigns": campaigns,
        "duties": duties,
        "seconds": round(seconds, 2),
        "seconds_per_campaign": round(seconds / campaigns, 4),
        "seconds_per_duty": round(seconds / duties, 5),
        **idle,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "seed": seed,
    }


@contextmanager
def _database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
        return
    programs = find_programs()
    if programs is None:
        raise SystemExit(HOW_TO_GET_IT)
    with PostgresServer(programs) as server:
        administer(server, "CREATE DATABASE year")
        yield server.url("year")


def _walk(office: Office, seed: int) -> float:
    """Seconds from the opening of the plan until everything in it is closed and settled. The office's clock is the
    walk's own: a practice home, whose day is a row that every unit of work reads, is not what is measured."""
    calendar, year = office.pack.calendar, office.pack.year
    now = calendar.at(calendar.next_workday(date(year, 1, 1)), MORNING)
    office.clock = lambda: now
    partners = Partners(Script(seed, members_by_campaign=True))
    end = calendar.at(date(year + 1, *LAST_DAY_AFTER_YEAR), MORNING)
    started = time.perf_counter()
    _open_plan(office, seed)
    while True:
        if advance_due(office) + _answer(office, partners):
            _release(office)
        stop = next_stop(office)
        if stop is None or stop > end:
            break
        now = stop
    seconds = time.perf_counter() - started
    with office.reading() as (session, _):
        waiting = session.exec(
            select(Campaign.code, Campaign.state).where(Campaign.state != CampaignState.CLOSED)
        ).all()
    if waiting:
        raise YearNotClosed(f"{len(waiting)} campaigns are not closed: {', '.join(map(str, waiting[:5]))}")
    return seconds


def _open_plan(office: Office, seed: int) -> None:
    with office.transaction() as (session, now):
        context, year = office.context(session), office.pack.year
        window = (date(year, 1, 1), date(year, 12, 31))
        opening = Opening(CampaignKind.ANNUAL_PLAN, Mode.PLANNED, *window, visits=0, seed=seed)
        start_campaign(session, opening, actor=_coordinator(office, now), now=now, context=context)


def _coordinator(office: Office, now: datetime) -> Actor:
    day = office.pack.calendar.day_of(now)
    return Actor(Role.COORDINATOR, office.pack.agency_as(AgencyRole.STANDING, day).code)


def _answer(office: Office, partners: Partners) -> int:
    """Say what is to be said now, and say how much it was."""
    said_now = 0
    for _ in range(ANSWER_ROUNDS):
        with office.reading() as (session, now):
            to_say = list(partners.answers(session, now, office.context(session)))
        if not to_say:
            break
        said_now += len(to_say)
        for duty, said in to_say:
            answer_plainly(office, duty, said)
        advance_due(office)
    return said_now


def _release(office: Office) -> None:
    with office.reading() as (session, _):
        reporting = select(Campaign.code).where(Campaign.state == CampaignState.REPORTING).order_by(col(Campaign.id))
        codes = session.exec(reporting).all()
    for code in codes:
        with office.transaction() as (session, now):
            campaign = campaign_by_code(session, code)
            context = office.context(session, campaign)
            release_report(session, campaign, actor=_coordinator(office, now), now=now, context=context)


def _idle(office: Office, address: str) -> dict[str, Any]:
    """One look with nothing due: over a tenth of the history, and over all of it."""
    add_history(office.engine, live=LIVE_DUTIES, past=PAST_DUTIES // 10, due_at=datetime(2099, 1, 1, tzinfo=UTC))
    advance_due(office)
    before = rows_read(office.engine, lambda: advance_due(office))
    add_history(office.engine, live=0, past=PAST_DUTIES - PAST_DUTIES // 10, due_at=datetime(2099, 1, 1, tzinfo=UTC))
    advance_due(office)
    started = time.perf_counter()
    advance_due(office)
    seconds = time.perf_counter() - started
    return {
        "idle_live_duties": LIVE_DUTIES,
        "idle_past_duties": PAST_DUTIES,
        "idle_advance_seconds": round(seconds, 4),
        "idle_advance_rows_read": rows_read(office.engine, lambda: advance_due(office)),
        "idle_advance_rows_read_with_a_tenth": before,
    }
