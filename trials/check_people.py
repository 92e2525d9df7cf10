"""The team leader and the members of an unannounced check, beside the duties they answer: the ground that is put in,
the muster letter that is opened, the list at muster time."""

from dataclasses import dataclass, field
from datetime import datetime, time

import httpx
from sqlmodel import col, select

from actions.office import Office
from models import Campaign
from rules.words import CampaignState, Mode, OrderGround, Role
from rules.working_days import WorkCalendar
from trials.check_plan import CheckPlan
from trials.portal_hands import PortalRefused, words_of
from trials.signed_in import SignedIn

GROUND_NUMBER = "15/ĐT"


@dataclass
class CheckPeople:
    """Each thing is done once, in its order; `done` names those that were. Raises PortalRefused."""

    plan: CheckPlan
    leader: SignedIn
    code: str = ""
    done: set[str] = field(default_factory=set)

    def wants(self) -> datetime | None:
        """The day on which the ground comes in."""
        return None if self.code else self._calendar.at(self.plan.raise_on, time(8))

    def appointments(self) -> list[datetime]:
        """The hours at which somebody waits: that of the members' letters, and that of the muster."""
        with self._office.reading() as (session, _):
            context = self._office.context(session)
        return [self.plan.notice_at(context), self.plan.muster_at(context)] if self.code else []

    async def act(self) -> None:
        """Whatever is to be done now."""
        with self._office.reading() as (session, now):
            muster_at = self.plan.muster_at(self._office.context(session))
        if not self.code:
            if self._calendar.day_of(now) >= self.plan.raise_on:
                await self._raise()
        elif "muster" not in self.done and self._state() is CampaignState.INSPECTING:
            await self._read_muster_letters()
        elif "list" not in self.done and now >= muster_at:
            await self._open_list()

    async def _raise(self) -> None:
        """A complaint came in: its document is put before the leader, by himself, on his signed-in page."""
        ground = {
            "ground": OrderGround.COMPLAINT.value,
            "document": GROUND_NUMBER,
            "document_on": self.plan.raise_on.isoformat(),
        }
        await self.leader.send("/office/checks", "/office/checks", ground)
        self.code = newest_check(self._office)

    async def _read_muster_letters(self) -> None:
        """Every member's agency opens its letter and reads the place; the leader's list is not open to it."""
        self.done.add("muster")
        members = self.leader.hands.told_of(self.code, Role.LIAISON)
        if not members:
            raise PortalRefused(f"nobody was told of the muster of {self.code}")
        for contact in members:
            page, text = await self.leader.hands.enter(contact, self.code)
            if self.plan.muster_place not in text:
                raise PortalRefused(f"{contact.agency} does not read where to gather: {words_of(text)}")
            refused = await self.leader.hands.client.post(f"{page}/list/code")
            if refused.status_code != httpx.codes.NOT_FOUND:
                raise PortalRefused(f"{contact.agency} may ask for the list: {refused.status_code}")

    async def _open_list(self) -> None:
        """With the code for it, once: the same code again opens nothing."""
        self.done.add("list")
        hands = self.leader.hands
        (leader,) = hands.told_of(self.code, Role.TEAM_LEADER)
        page, _ = await hands.enter(leader, self.code)
        code, shown = await hands.post_code(leader, f"{page}/list/code", f"{page}/list")
        if self.plan.muster_place not in shown.text:
            raise PortalRefused(f"the list of {self.code} does not open: {words_of(shown.text)}")
        again = await hands.client.post(f"{page}/list", data={"code": code})
        if again.status_code != httpx.codes.UNPROCESSABLE_ENTITY or self.plan.muster_place in again.text:
            raise PortalRefused(f"the list of {self.code} opens twice with one code: {again.status_code}")

    def _state(self) -> CampaignState:
        with self._office.reading() as (session, _):
            return CampaignState(session.exec(select(Campaign.state).where(Campaign.code == self.code)).one())

    @property
    def _office(self) -> Office:
        return self.leader.hands.office

    @property
    def _calendar(self) -> WorkCalendar:
        return self._office.pack.calendar


def newest_check(office: Office) -> str:
    """The code of the unannounced check that was raised last."""
    query = select(Campaign.code).where(Campaign.mode == Mode.UNANNOUNCED).order_by(col(Campaign.id).desc())
    with office.reading() as (session, _):
        return session.exec(query).first() or ""
