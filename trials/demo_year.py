"""The demo of a whole year: the annual plan opens its activities, every office hands in its forms, each report is sent.

The inspection among them takes every path that the demo of one campaign takes.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from actions.office import Office
from models import Campaign, Duty
from models.queries.campaigns import campaign_by_code
from models.queries.journal_counts import campaign_counts, mail_counts
from rules.pack import Pack
from rules.words import AgencyRole, CampaignKind, CampaignState, DutyState, Mode
from trials.calendar_walk import next_stop
from trials.cast import Cast, open_cast
from trials.coordinator import Coordinator, first_day_of
from trials.demo import DemoFailed, Walker, wait_for_buttons
from trials.inbox import Inbox
from trials.paths import count_paths, count_protection_forks, not_in_pack
from trials.script import most_visits, script_with_every_path, visits_wanted
from trials.stage import Stage

FIRST_DAY, LAST_DAY = (1, 18), (6, 30)
"""When the plan is opened, and a day of the year after on which a walk that is still going has lost its way."""
FALLING_SHORT, FIRST_TRY_FAILS = 0.2, 0.4
RELEASE = "Phát hành báo cáo và kết thúc"


def year_begins(pack: Pack) -> date:
    """The first working day after the plan was published."""
    return pack.calendar.next_workday(date(pack.year, *FIRST_DAY))


@dataclass
class YearDemo:
    """One run. `report` gets a line for every stop of the calendar."""

    stage: Stage
    office: Office
    seed: int
    report: Callable[[datetime, str], None]

    async def run(self) -> dict[str, Any]:
        """Walk until everything of the plan is closed and settled. Raises DemoFailed."""
        walker = Walker(self.office)
        pack = self.office.pack
        script = replace(
            script_with_every_path(pack, self.seed, first_day_of(pack), most_visits(pack)),
            late_with_forms=pack.agencies_as(AgencyRole.AREA_AUTHORITY, first_day_of(pack))[-1].code,
            falling_short=FALLING_SHORT,
            first_try_fails=FIRST_TRY_FAILS,
        )
        coordinator = Coordinator(self.office, script, walker.press, visits_wanted(pack))
        async with AsyncExitStack() as stack:
            cast = await open_cast(stack, self.office, script, Inbox(self.stage.mail_folder), walker.deliver)
            await wait_for_buttons()
            await walker.press("open-annual-plan", {"seed": self.seed})
            await walker.deliver()
            while not self._finished():
                stop = next_stop(self.office, self._wanted(coordinator, cast), cast.appointments())
                if stop is None or pack.calendar.day_of(stop) > date(pack.year + 1, *LAST_DAY):
                    break
                self.office.set_practice_moment(stop)
                await walker.advance()
                await walker.deliver()
                await self._day(coordinator, cast, walker)
                self.report(stop, self._line())
            await walker.deliver()
        if not self._finished():
            raise DemoFailed(f"not everything of the plan is closed: {', '.join(self._open())}")
        return await self._result(coordinator)

    async def _day(self, coordinator: Coordinator, cast: Cast, walker: "Walker") -> None:
        if not coordinator.main:
            coordinator.main = self._inspection()
        await cast.day()
        if coordinator.main:
            await coordinator.act()
        for code in self._to_release(coordinator.main):
            await walker.press("decide", {"campaign": code, "decision": RELEASE})

    def _wanted(self, coordinator: Coordinator, cast: Cast) -> datetime | None:
        if not coordinator.main:
            return None
        days = (coordinator.wants(), cast.check.wants())
        return min((day for day in days if day is not None), default=None)

    def _planned(self, session: Session) -> list[Campaign]:
        return list(session.exec(select(Campaign).where(Campaign.mode == Mode.PLANNED).order_by(col(Campaign.id))))

    def _inspection(self) -> str:
        with self.office.reading() as (session, _):
            found = [row.code for row in self._planned(session) if row.kind is CampaignKind.INSPECTION]
        return found[0] if found else ""

    def _to_release(self, main: str) -> list[str]:
        """The inspection's release is one of the coordinator's own buttons."""
        with self.office.reading() as (session, _):
            rows = self._planned(session)
        return [row.code for row in rows if row.state is CampaignState.REPORTING and row.code != main]

    def _open(self) -> list[str]:
        with self.office.reading() as (session, _):
            return [
                r.code for r in self._planned(session) if r.state not in (CampaignState.CLOSED, CampaignState.CANCELLED)
            ]

    def _finished(self) -> bool:
        with self.office.reading() as (session, _):
            owed = session.exec(select(Duty.id).where(Duty.state == DutyState.OPEN).limit(1)).first()
        return not self._open() and owed is None

    def _line(self) -> str:
        with self.office.reading() as (session, _):
            states = Counter(row.state for row in self._planned(session))
        return ", ".join(f"{state.label} {count}" for state, count in states.items())

    async def _result(self, coordinator: Coordinator) -> dict[str, Any]:
        from trials.run_counts import count_runs  # Prefect reads its settings once: not before the stage is set

        await asyncio.sleep(1)
        with self.office.reading() as (session, _):
            main = campaign_by_code(session, coordinator.main)
            second = campaign_by_code(session, coordinator.second) if coordinator.second else None
            rows = self._planned(session)
            campaigns = [self._campaign(session, row) for row in rows]
            for told in campaigns:
                if told["campaign"] == main.code:
                    left_out = told["not_in_pack"] = not_in_pack(self.office.pack, coordinator.script)
                    told["paths"] = count_paths(session, main, second, left_out)
                    told["trial"] = {"protection_forks": count_protection_forks(session, main)}
            mail = mail_counts(session)
        total = add_up(campaigns)
        # Letters of the home as a whole: those of unannounced checks and of signing in belong to no planned campaign.
        total |= {"mail": mail, "prefect": await count_runs()}
        return {"campaigns": campaigns, "total": total}

    def _campaign(self, session: Session, row: Campaign) -> dict[str, Any]:
        counts = campaign_counts(session, row)
        return {
            "campaign": row.code,
            "state": row.state.value,
            "steps": counts["steps"],
            "visits": counts["visits"],
            "duties": counts["duties"],
            "mail": mail_counts(session, row.id),
            "mail_dir": str(self.stage.mail_folder),
            "referrals": counts["referrals"],
            "paths": {},
            "not_in_pack": [],
            "trial": {},
            "prefect": {},
            "report": str(self.stage.home / "reports" / f"{row.code}-coordinator.html"),
        }


def add_up(campaigns: list[dict[str, Any]]) -> dict[str, Any]:
    """The same keys over all of them: numbers are added, steps are joined in the order they first appear, of words the
    one that all have in common or how many say what."""
    total: dict[str, Any] = {}
    for name in campaigns[0]:
        values = [campaign[name] for campaign in campaigns]
        if all(isinstance(value, list) for value in values):
            total[name] = list(dict.fromkeys(item for value in values for item in value))
        elif all(isinstance(value, dict) for value in values):
            total[name] = _sum(values)
        elif name == "campaign":
            total[name] = len(values)
        else:
            told = Counter(values)
            total[name] = values[0] if len(told) == 1 else dict(told)
    total.pop("report", None)
    return total


def _sum(values: list[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value in values:
        for key, number in value.items():
            found[key] = _sum([found.get(key, {}), number]) if isinstance(number, dict) else found.get(key, 0) + number
    return found
