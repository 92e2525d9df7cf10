"""Who acts in the demo beside the coordinator's buttons: partners, officers, the people of an unannounced check."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

import httpx

from actions.office import Office
from rules.words import Role
from trials.answers import OnPaper
from trials.calendar_walk import focal_hours
from trials.check_people import CheckPeople
from trials.inbox import Inbox
from trials.paper import PaperDesk
from trials.partners import Partners
from trials.portal_hands import PortalHands
from trials.script import Script
from trials.signed_in import SignedIn

ANSWER_ROUNDS = 4
"""An answer may open a further duty on the same day: approved, then confirmed by the second officer."""


@dataclass(frozen=True)
class Cast:
    office: Office
    partners: Partners
    hands: PortalHands
    desk: PaperDesk
    check: CheckPeople

    async def day(self) -> None:
        """What people do after the morning's letters; what they cause goes out the next morning."""
        self.hands.read_mail()
        await self.check.act()
        for _ in range(ANSWER_ROUNDS):
            with self.office.reading() as (session, now):
                to_say = list(self.partners.answers(session, now, self.office.context(session)))
            for duty, said in to_say:
                if isinstance(said, OnPaper):
                    await self.desk.record(duty, said)
                else:
                    await self.hands.answer(duty, said)
            if not to_say:
                break

    def appointments(self) -> list[datetime]:
        """The hours at which somebody waits."""
        return [*self.check.appointments(), *focal_hours(self.office)]


async def open_cast(
    stack: AsyncExitStack, office: Office, script: Script, inbox: Inbox, deliver: Callable[[], Awaitable[None]]
) -> Cast:
    """Partners share one browser: a link and its entry stand for themselves. An officer's session needs his own."""

    async def browser() -> httpx.AsyncClient:
        return await stack.enter_async_context(httpx.AsyncClient(base_url=office.portal_address, timeout=60))

    hands = PortalHands(office, inbox, deliver, await browser())
    assert script.check is not None, "the demo's script has every path"
    return Cast(
        office,
        Partners(script),
        hands,
        PaperDesk(SignedIn(Role.COORDINATOR, hands, await browser())),
        CheckPeople(script.check, SignedIn(Role.TEAM_LEADER, hands, await browser())),
    )
