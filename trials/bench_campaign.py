"""What Prefect costs: the same campaign's steps as plain function calls and through Prefect, in one run.

Partners answer on fixed days and the clock looks once on every working day, whatever N: only the work of a day grows.
"""

import asyncio
import os
import resource
import time
from collections.abc import Awaitable, Callable
from datetime import date
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from actions.advance_due import advance_due
from actions.context import Actor
from actions.office import Office, open_office
from actions.prepare_report import release_report
from actions.start_campaign import Opening, start_campaign
from config.home import open_home
from config.settings import read_settings
from flows.server import PrefectServer
from models.migrating import migrate_at
from models.queries.campaigns import campaign_by_code
from rules.words import AgencyRole, CampaignKind, CampaignState, Mode, Role
from rules.working_days import ONE_DAY
from trials.bench_pack import write_bench_pack
from trials.partners import Partners
from trials.plain_hands import answer_plainly
from trials.script import Script

FIRST_DAY, CLOSES_ON = date(2021, 3, 1), date(2021, 4, 29)
WORKDAYS = 60
MORNING = time_of_day(8, 0)
ANSWER_ROUNDS = 3

Advance = Callable[[Office], Awaitable[object]]


def bench_campaign(folder: Path, visits: int, seed: int) -> dict[str, Any]:
    """Run both ways in `folder`, each in a home of its own. Starting the server is not counted.

    Raises AssertionError when either way does not close its campaign.
    """
    os.environ["LIENNGANH_PACK"] = str(write_bench_pack(read_settings().pack, folder / "pack", visits))
    os.environ |= {"LIENNGANH_PRACTICE": "1", "LIENNGANH_SMTP_HOST": "", "LIENNGANH_DATABASE_URL": ""}
    plain = asyncio.run(_timed(_new_office(folder / "plain"), visits, seed, _advance_plainly))
    with PrefectServer(folder / "prefect") as server:
        os.environ |= {**server.environment, "PREFECT_LOGGING_LEVEL": "ERROR"}
        os.environ["LIENNGANH_HOME"] = str(folder / "through-prefect")
        seconds, runs = asyncio.run(_through_prefect(visits, seed))
    return {
        "visits": visits,
        "plain_seconds": round(plain, 2),
        "prefect_seconds": round(seconds, 2),
        "ratio": round(seconds / plain, 2),
        **runs,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "seed": seed,
    }


def _new_office(home: Path) -> Office:
    os.environ["LIENNGANH_HOME"] = str(home)
    opened = open_home(read_settings())
    migrate_at(opened.database_url)
    return open_office(opened)


async def _advance_plainly(office: Office) -> None:
    advance_due(office)


async def _advance_by_flow(_: Office) -> None:
    from flows.clockwork import advance

    await advance()


async def _through_prefect(visits: int, seed: int) -> tuple[float, dict[str, int]]:
    from flows.opening import office
    from trials.run_counts import count_runs

    seconds = await _timed(office(), visits, seed, _advance_by_flow)
    await asyncio.sleep(3)  # the server records task runs a moment after they end
    return seconds, await count_runs()


async def _timed(office: Office, visits: int, seed: int, advance: Advance) -> float:
    """Seconds for one whole campaign: scheduling to release, every answer included."""
    calendar = office.pack.calendar
    office.set_practice_moment(calendar.at(FIRST_DAY, MORNING))
    partners = Partners(Script(seed, uniform=True))
    started = time.perf_counter()
    code = _open(office, visits, seed)
    day = FIRST_DAY
    for _ in range(WORKDAYS):
        await advance(office)
        _answer(office, partners)
        _release_when_ready(office, code)
        day = calendar.next_workday(day + ONE_DAY)
        office.set_practice_moment(calendar.at(day, MORNING))
    seconds = time.perf_counter() - started
    with office.reading() as (session, _):
        state = campaign_by_code(session, code).state
    if state is not CampaignState.CLOSED:
        raise AssertionError(f"after {WORKDAYS} working days the campaign is {state}, not closed")
    return seconds


def _coordinator(office: Office) -> Actor:
    return Actor(Role.COORDINATOR, office.pack.agency_as(AgencyRole.STANDING, FIRST_DAY).code)


def _open(office: Office, visits: int, seed: int) -> str:
    with office.transaction() as (session, now):
        opening = Opening(CampaignKind.INSPECTION, Mode.PLANNED, FIRST_DAY, CLOSES_ON, visits, seed)
        context = office.context(session)
        return start_campaign(session, opening, actor=_coordinator(office), now=now, context=context).code


def _answer(office: Office, partners: Partners) -> None:
    for _ in range(ANSWER_ROUNDS):
        with office.reading() as (session, now):
            to_say = list(partners.answers(session, now, office.context(session)))
        if not to_say:
            return
        for duty, said in to_say:
            answer_plainly(office, duty, said)


def _release_when_ready(office: Office, code: str) -> None:
    with office.transaction() as (session, now):
        campaign = campaign_by_code(session, code)
        if campaign.state is CampaignState.REPORTING:
            context = office.context(session, campaign)
            release_report(session, campaign, actor=_coordinator(office), now=now, context=context)
