"""`torture unannounced`: whether anything of an unannounced check, or of a person who needs protection, comes to light.

An area, its establishments, a day and every free field of a check are canaries: they stand nowhere else. The check is
walked through the real pages beside a planned campaign, with the mail delivered, Prefect's clock running, and everybody
looking at all he can reach. Then everything that anyone but the team leader can see is unpacked and searched.

Known before the check was raised is known: the area's name stands among the choices of a form, its establishments in
the register that the coordinator keeps. What the first look found is told as `baseline` and does not count again at the
same spot. Letters to the deputy are searched like anybody's: in this run the leader acts within his hours, so the
deputy is told of nothing. Not searched are the leader's letters; the members' own pages of the muster, which tell them
hour and place, and of the places they were at, once they have been there; and our own database.
"""

import asyncio
import contextlib
import logging
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from actions.office import Office
from config.settings import read_settings
from models.queries.contacts import office_as
from rules.words import Role
from trials.canaries import Canaries, draw_canaries, write_pack
from trials.inbox import Inbox
from trials.leak_hunt import Hit, Hunt
from trials.leak_places import PLACES, Places, keep_api
from trials.leak_plants import PLANTS, Planter, draw_plants
from trials.onlookers import Onlookers
from trials.portal_hands import PortalHands
from trials.signed_in import SignedIn
from trials.stage import serving, set_stage
from trials.unannounced_walk import FIRST_DAY, MEMBERS, UnannouncedWalk

OUR_ROOMS = ("actions", "campaigns", "config", "flows", "models", "notifications", "portal", "rules", "uvicorn")
HELP_AGENCY = "DMHTNN"
SIGNS = ('["trafficking"]', "['trafficking']", "Dấu hiệu bị mua bán")
"""Not the bare word: every findings form asks for it by a field of that name."""
Press = Callable[[str, dict[str, object]], Awaitable[None]]


@dataclass
class Torture:
    """One run on a stage that stands; `whole` False leaves out the late findings and the planned campaign's end."""

    office: Office
    places: Places
    canaries: Canaries
    planter: Planter
    press: Press
    whole: bool = True

    async def run(self) -> dict[str, Any]:
        async with AsyncExitStack() as stack:
            walk = await self._open(stack)
            await walk.begin()
            hunt = self._hunt(walk)
            onlookers = Onlookers(walk.leader.hands, self.places.seen, walk.planned)
            seen = await onlookers.look("before", commands=self.whole)
            await keep_api(self.places.seen / "api")
            baseline = hunt.look(self.places.pieces())
            seen += await self._walk(walk, onlookers)
            await keep_api(self.places.seen / "api")
            hits = hunt.look(self.places.pieces()) - baseline
            planted = await self._planted(hunt)
        return self._result(hunt, baseline, hits, planted) | {"seen": seen}

    async def _walk(self, walk: UnannouncedWalk, onlookers: Onlookers) -> int:
        """Everybody looks when it is ordered, when the members are told, and when it is over."""
        await walk.order()
        onlookers.check, onlookers.members = walk.check, frozenset(MEMBERS)
        seen = await onlookers.look("ordered") if self.whole else 0
        await walk.muster()
        seen += await onlookers.look("told", commands=self.whole)
        await walk.open_list()
        if self.whole:
            await walk.be_late()
            seen += await onlookers.look("late")
        await walk.hand_in()
        await walk.come_to_protection()
        if self.whole:
            await walk.finish_planned()
        return seen + await onlookers.look("over")

    async def _open(self, stack: AsyncExitStack) -> UnannouncedWalk:
        async def browser() -> httpx.AsyncClient:
            return await stack.enter_async_context(httpx.AsyncClient(base_url=self.office.portal_address, timeout=60))

        hands = PortalHands(self.office, Inbox(self.places.home / "mail"), _deliver, await browser())
        leader = SignedIn(Role.TEAM_LEADER, hands, await browser())
        deputy = SignedIn(Role.DEPUTY_LEADER, hands, await browser())
        return UnannouncedWalk(self.canaries, leader, deputy, self.press, _advance)

    def _hunt(self, walk: UnannouncedWalk) -> Hunt:
        """The focal point's house is written to about its own code."""
        its_own = frozenset(row.address for row in self.office.pack.contacts if row.agency == HELP_AGENCY)
        words = {
            **self.canaries.words(),
            "protection": (walk.protected(),),
            "protection signs": SIGNS,
            "focal point": (HELP_AGENCY,),
        }
        return Hunt({**words, **self.planter.canaries()}, {"protection": its_own, "focal point": its_own})

    async def _planted(self, hunt: Hunt) -> set[tuple[str, str]]:
        places = await self.planter.plant(self.places)
        await keep_api(places.seen / "api")
        found = {(hit.place, hit.canary) for hit in hunt.look(places.pieces())}
        return {plant for plant in PLANTS if (plant[0], self.planter.name_of(*plant)) in found}

    def _result(self, hunt: Hunt, baseline: set[Hit], hits: set[Hit], planted: set[tuple[str, str]]) -> dict[str, Any]:
        return {
            "canaries": len(hunt.canaries) - len(self.planter.canaries()),
            "places": list(PLACES),
            "baseline": [str(hit) for hit in sorted(baseline)],
            "hits": len(hits),
            "leaks": [str(hit) for hit in sorted(hits)],
            "planted": len(PLANTS),
            "found": len(planted),
            "not_found": [": ".join(plant) for plant in PLANTS if plant not in planted],
        }


def run_torture(folder: Path, seed: int) -> dict[str, Any]:
    """Set the stage in a new folder, walk, hunt, plant, hunt again. `ok` says whether nothing leaked and every canary
    planted was found. Raises DemoFailed or PortalRefused when the walk itself fails."""
    started = time.monotonic()
    canaries = draw_canaries(seed)
    folder.mkdir(mode=0o700, parents=True)
    os.environ["LIENNGANH_PACK"] = str(write_pack(read_settings().pack, folder / "pack", canaries))
    with ExitStack() as stack:
        temporary = stack.enter_context(own_temporary_files(folder / "tmp"))
        stack.enter_context(kept_output(folder / "seen" / "logs"))
        stage = stack.enter_context(set_stage(folder / "home"))
        os.environ["PREFECT_LOGGING_LEVEL"] = "DEBUG"  # whatever would be told to anybody is told here
        from flows.opening import office as opened
        from portal.running import PortalServer

        office = opened()
        portal = PortalServer(office, "127.0.0.1", stage.portal_port).start()
        stack.callback(portal.stop)
        places = Places(stage.home, stage.home / "prefect", temporary, folder / "seen", leaders_address(office))
        with serving(stage.home):
            result = asyncio.run(_served(Torture(office, places, canaries, draw_plants(seed), _press)))
    ok = not result["hits"] and result["found"] == result["planted"]
    return result | {"seed": seed, "seconds": round(time.monotonic() - started, 1), "ok": ok}


async def _served(torture: Torture) -> dict[str, Any]:
    from trials.demo import wait_for_buttons

    await wait_for_buttons()
    return await torture.run()


@contextlib.contextmanager
def own_temporary_files(folder: Path) -> Iterator[Path]:
    """What this process and those it starts put aside lies in one folder."""
    folder.mkdir(parents=True)
    before, os.environ["TMPDIR"] = os.environ.get("TMPDIR"), str(folder)
    tempfile.tempdir = None
    try:
        yield folder
    finally:
        os.environ.pop("TMPDIR")
        if before is not None:
            os.environ["TMPDIR"] = before
        tempfile.tempdir = None


@contextlib.contextmanager
def kept_output(folder: Path) -> Iterator[None]:
    """What this process says: our rooms' logs at every level, and both streams."""
    folder.mkdir(parents=True)
    loggers = [logging.getLogger(name) for name in OUR_ROOMS]
    levels = [logger.level for logger in loggers]
    handler = logging.FileHandler(folder / "rooms.log", encoding="utf-8")
    with (folder / "streams.log").open("w", encoding="utf-8") as streams:
        for logger in loggers:
            logger.setLevel(logging.DEBUG)
            logger.addHandler(handler)
        try:
            with contextlib.redirect_stdout(streams), contextlib.redirect_stderr(streams):
                yield
        finally:
            handler.close()
            for logger, level in zip(loggers, levels, strict=True):
                logger.removeHandler(handler)
                logger.setLevel(level)


def leaders_address(office: Office) -> str:
    with office.reading() as (session, _):
        leader = office_as(session, Role.TEAM_LEADER, FIRST_DAY)
    assert leader is not None, "the pack names him"
    return leader.address


async def _press(deployment: str, parameters: dict[str, object]) -> None:
    from prefect.deployments import arun_deployment

    from trials.demo import DemoFailed

    run = await arun_deployment(
        f"{deployment}/{deployment}", parameters=parameters, timeout=120, poll_interval=0.5, as_subflow=False
    )
    if run.state is None or not run.state.is_completed():
        raise DemoFailed(f"The button {deployment} ended {run.state}")


async def _advance() -> None:
    from flows.clockwork import advance

    await _completed(advance)


async def _deliver() -> None:
    from flows.clockwork import deliver_mail

    await _completed(deliver_mail)


async def _completed(flow: Any) -> None:
    from trials.demo import DemoFailed

    state = await flow(return_state=True)
    if not state.is_completed():
        raise DemoFailed(f"A flow run ended {state.name}: {state.message}")
