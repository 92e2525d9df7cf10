"""The demo: one whole inspection campaign on a simulated calendar, through the flows, the mail and the portal."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

from actions.office import Office
from models.queries.campaigns import campaign_by_code
from models.queries.journal_counts import campaign_counts, mail_counts
from models.queries.moments import mail_is_due
from rules.pack import Pack
from rules.words import CampaignState, DutyKind
from trials.calendar_walk import next_stop
from trials.cast import Cast, open_cast
from trials.coordinator import Coordinator, first_day_of
from trials.inbox import Inbox
from trials.paths import count_paths, count_protection_forks, not_in_pack
from trials.script import most_visits, script_with_every_path, visits_wanted
from trials.stage import Stage, serving, set_stage

LAST_DAY = (3, 31)
"""Of the year after, long after the last clock of the campaign: a walk that is still going then has lost its way."""
SECONDS_TO_SERVE = 60

Progress = Callable[[datetime, str], None]


class DemoFailed(Exception):
    """A step was not reached; says which."""


@dataclass
class Walker:
    """The clock and the buttons of a demo, each a flow run of the real server."""

    office: Office

    async def advance(self) -> None:
        from flows.clockwork import advance

        _expect_completed(await advance(return_state=True))

    async def deliver(self) -> None:
        from flows.clockwork import deliver_mail

        with self.office.reading() as (session, now):
            due = mail_is_due(session, now)
        if due:
            _expect_completed(await deliver_mail(return_state=True))

    async def press(self, deployment: str, parameters: dict[str, Any]) -> None:
        from prefect.deployments import arun_deployment

        run = await arun_deployment(
            f"{deployment}/{deployment}", parameters=parameters, timeout=120, poll_interval=0.5, as_subflow=False
        )
        if run.state is None or not run.state.is_completed():
            raise DemoFailed(f"The button {deployment} ended {run.state}")


@dataclass
class Demo:
    """One run. `report` gets a line for every stop of the calendar."""

    stage: Stage
    office: Office
    seed: int
    report: Progress

    async def run(self) -> dict[str, Any]:
        """Walk until the main campaign is closed and nothing of it is open. Raises DemoFailed."""
        walker = Walker(self.office)
        pack = self.office.pack
        script = script_with_every_path(pack, self.seed, first_day_of(pack), most_visits(pack))
        last_day = date(pack.year + 1, *LAST_DAY)
        coordinator = Coordinator(self.office, script, walker.press, visits_wanted(pack))
        async with AsyncExitStack() as stack:
            inbox = Inbox(self.stage.mail_folder)
            cast = await open_cast(stack, self.office, script, inbox, walker.deliver)
            await wait_for_buttons()
            await coordinator.open_main()
            await walker.deliver()
            await self._day(coordinator, cast)
            while not self._finished(coordinator):
                stop = next_stop(self.office, self._wanted(coordinator, cast), cast.appointments())
                if stop is None or self.office.pack.calendar.day_of(stop) > last_day:
                    break
                self.office.set_practice_moment(stop)
                await walker.advance()
                await walker.deliver()
                await self._day(coordinator, cast)
                self.report(stop, self._line(coordinator))
            await walker.deliver()
        return await self._result(coordinator)

    async def _day(self, coordinator: Coordinator, cast: Cast) -> None:
        await cast.day()
        await coordinator.act()

    def _wanted(self, coordinator: Coordinator, cast: Cast) -> datetime | None:
        days = (coordinator.wants(), cast.check.wants())
        return min((day for day in days if day is not None), default=None)

    def _finished(self, coordinator: Coordinator) -> bool:
        from models.queries.duties import open_duties

        with self.office.reading() as (session, _):
            main = campaign_by_code(session, coordinator.main)
            return main.state is CampaignState.CLOSED and not open_duties(session, main.id or 0, list(DutyKind))

    def _line(self, coordinator: Coordinator) -> str:
        from models.queries.board import visit_counts

        with self.office.reading() as (session, _):
            main = campaign_by_code(session, coordinator.main)
            visits = sum(visit_counts(session, main.id or 0).values())
            return f"{main.state.label}, {visits} lượt"

    async def _result(self, coordinator: Coordinator) -> dict[str, Any]:
        from trials.run_counts import count_runs

        with self.office.reading() as (session, _):
            main = campaign_by_code(session, coordinator.main)
            second = campaign_by_code(session, coordinator.second) if coordinator.second else None
            counts = campaign_counts(session, main)
            mail = mail_counts(session)
            left_out = not_in_pack(self.office.pack, coordinator.script)
            paths = count_paths(session, main, second, left_out)
            forks = count_protection_forks(session, main)
        return {
            "campaign": main.code,
            "state": main.state.value,
            "steps": counts["steps"],
            "visits": counts["visits"],
            "duties": counts["duties"],
            "mail": mail,
            "mail_dir": str(self.stage.mail_folder),
            "referrals": counts["referrals"],
            "paths": paths,
            "not_in_pack": left_out,
            # The people of a trial are invented; nothing that runs in earnest counts this.
            "trial": {"protection_forks": forks},
            "prefect": await count_runs(),
            "report": str(self.stage.home / "reports" / f"{main.code}-coordinator.html"),
        }


async def wait_for_buttons() -> None:
    """The process that serves them needs some seconds to start. Raises DemoFailed when it does not."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        for _ in range(SECONDS_TO_SERVE * 4):
            if any(deployment.name == "extend-duty" for deployment in await client.read_deployments()):
                return
            await asyncio.sleep(0.25)
    raise DemoFailed("The coordinator's buttons were not served in time (see serving.log)")


def _expect_completed(state: Any) -> None:
    if not state.is_completed():
        raise DemoFailed(f"A flow run ended {state.name}: {state.message}")


def run_demo(home: Path, seed: int, report: Progress, keep: Callable[[Stage], None] | None = None) -> dict[str, Any]:
    """Set the stage in a new folder, walk the campaign, and say what happened. `keep` is called before the stage falls.

    Raises DemoFailed, or PortalRefused when the portal did not take a scripted answer.
    """
    return on_stage(home, first_day_of, lambda stage, office: Demo(stage, office, seed, report).run(), keep)


def on_stage(
    home: Path,
    first_day: Callable[[Pack], date],
    run: Callable[[Stage, Office], Coroutine[Any, Any, dict[str, Any]]],
    keep: Callable[[Stage], None] | None = None,
) -> dict[str, Any]:
    """A trial on a stage of its own in a new folder, whose calendar begins on a day."""
    started = time.monotonic()
    with ExitStack() as stack:
        stage = stack.enter_context(set_stage(home))
        logging.getLogger("httpx").setLevel(logging.WARNING)
        from flows.opening import office as opened
        from portal.running import PortalServer

        office = opened()
        office.set_practice_moment(office.pack.calendar.at(first_day(office.pack), time_of_day(8)))
        portal = PortalServer(office, "127.0.0.1", stage.portal_port).start()
        stack.callback(portal.stop)
        with serving(home):
            result = asyncio.run(run(stage, office))
            result |= {"seconds": round(time.monotonic() - started, 1)}
            if keep is not None:
                keep(stage)
    return result
