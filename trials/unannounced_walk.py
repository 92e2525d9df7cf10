"""An unannounced check beside a planned campaign, walked through the real pages with a canary in every free field.

The leader puts in a ground and orders; a second ground, of the deputy, is declined. The planned campaign's first visit
shows signs that somebody there may be a victim. In the long form the check's findings come late, after every rung.
"""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from actions.check_order import Order
from actions.hand_in_findings import Findings
from actions.office import Office
from actions.report_in_writing import WrittenReport
from models import Campaign, Contact, Duty, Party, Visit
from models.queries.contacts import office_as
from rules.words import (
    CampaignState,
    DutyKind,
    DutyState,
    ItemAnswer,
    NoOrderReason,
    OrderGround,
    ProtectionSign,
    Role,
)
from rules.working_days import WorkCalendar
from trials.answers import FocalAnswer
from trials.calendar_walk import focal_hours, next_stop
from trials.canaries import Canaries
from trials.check_people import newest_check
from trials.partners import Partners
from trials.plain_hands import answer_plainly
from trials.portal_hands import NONCE_BYTES, PortalRefused, words_of
from trials.script import Script
from trials.signed_in import SignedIn

FIRST_DAY, RAISED_ON = date(2021, 2, 22), date(2021, 3, 10)
LAST_DAY = date(2021, 7, 30)
PLANNED = {"opens_on": "2021-03-01", "closes_on": "2021-04-29", "visits": 4, "areas": ["323 · Thành phố Hưng Yên"]}
DOCUMENT_ON = date(2021, 3, 9)
LEAD = "SVHTTDL"
MEMBERS = ("SLDTBXH", "CAT", LEAD)
MUSTER_TIME = time(5, 30)
"""At dawn: the members are told the evening before, and nothing else happens on the day itself."""
ROUNDS = 4
TOP_OF_ROUTINE = 5


class EverythingInOrder(Script):
    """Nothing is found, so that no recommendation is written."""

    def answer_item(self, visit: str, item: str) -> ItemAnswer:
        return ItemAnswer.MET


@dataclass
class UnannouncedWalk:
    """`press` is a button of Prefect, `advance` the clock's run; what is refused on purpose must be refused."""

    canaries: Canaries
    leader: SignedIn
    deputy: SignedIn
    press: Callable[[str, dict[str, object]], Awaitable[None]]
    advance: Callable[[], Awaitable[None]]
    partners: Partners = field(default_factory=lambda: Partners(EverythingInOrder(1)))
    planned: str = ""
    check: str = ""
    findings_wait: bool = True

    async def begin(self) -> None:
        """The planned campaign, approved and confirmed."""
        self.office.set_practice_moment(self.calendar.at(FIRST_DAY, time(8)))
        await self.press("start-inspection-campaign", {**PLANNED, "seed": 1})
        with self.office.reading() as (session, _):
            self.planned = session.exec(select(Campaign.code)).one()
        for _ in range(ROUNDS):
            await self._live()
        await self.go_to(self.calendar.at(RAISED_ON, time(8)))

    def protected(self) -> str:
        """The code that the row about a person of the first visit will have: opaque, and the focal point's alone."""
        with self.office.reading() as (session, _):
            return self.office.context(session).opaque_code("protection", self._first_visit())

    async def order(self) -> None:
        """From the grounds to the order, each first refused once."""
        await self._raise(self.leader, self.canaries.ground, OrderGround.COMPLAINT)
        self.check = newest_check(self.office)
        await self._raise(self.deputy, self.canaries.declined_ground, OrderGround.MEMBER_PROPOSAL)
        page, duty = await self._leaders_page(newest_check(self.office), DutyKind.ORDER_CHECK)
        await self._post(f"{page}/d/{duty.code}", {"decision": "decline", "reason": NoOrderReason.GROUND.value})
        page, duty = await self._leaders_page(self.check, DutyKind.ORDER_CHECK)
        wrong = {
            "decision": "order",
            "other_places": self.canaries.refused_place_code,
            "muster_on": self.canaries.day.isoformat(),
            "muster_time": "khuya",
            "muster_place": self.canaries.refused_muster_place,
            f"cards.{LEAD}": self.canaries.refused_card,
        }
        await self._post(f"{page}/d/{duty.code}", wrong, expected=422)
        await self.leader.hands.answer(duty, self._order())

    async def muster(self) -> None:
        """Members read where to gather; nobody else has the words yet."""
        await self.go_to(self.muster_at - timedelta(hours=self._notice_hours()))
        hands = self.leader.hands
        for contact in hands.told_of(self.check, Role.LIAISON):
            _, text = await hands.enter(contact, self.check)
            if self.canaries.muster_place not in text:
                raise PortalRefused(f"{contact.agency} does not read where to gather: {words_of(text)}")

    async def open_list(self) -> None:
        await self.go_to(self.muster_at)
        hands, leader = self.leader.hands, self._office_of(Role.TEAM_LEADER)
        page, _ = await hands.enter(leader, self.check)
        _, shown = await hands.post_code(leader, f"{page}/list/code", f"{page}/list")
        if self.canaries.place_names[0] not in shown.text:
            raise PortalRefused(f"the list does not open: {words_of(shown.text)}")

    async def be_late(self) -> None:
        """Until the last rung of the ladder has been climbed."""
        for _ in range(60):
            with self.office.reading() as (session, now):
                rungs = session.exec(select(Duty.rung).where(Duty.kind == DutyKind.FINDINGS, self._of_check())).all()
            if rungs and min(rungs) >= TOP_OF_ROUTINE:
                return
            await self.go_to(now + timedelta(days=1))
        raise PortalRefused("the findings of the check are never reminded of")

    async def hand_in(self) -> None:
        """The members' items, the lead agency's record, the leader's report in writing."""
        self.findings_wait = False
        for _ in range(20):
            with self.office.reading() as (session, now):
                state = session.exec(select(Campaign.state).where(Campaign.code == self.check)).one()
            if state is CampaignState.REPORTING:
                break
            await self.go_to(now + timedelta(days=1))
        page, duty = await self._leaders_page(self.check, DutyKind.WRITTEN_REPORT)
        said = {"document": self.canaries.refused_report, "signed_on": self.canaries.day.isoformat()}
        await self._post(f"{page}/d/{duty.code}", said, expected=422)
        await self.leader.hands.answer(duty, WrittenReport(self.canaries.report, self.canaries.day, True, True))
        await self._live()
        with self.office.reading() as (session, _):
            state = session.exec(select(Campaign.state).where(Campaign.code == self.check)).one()
        if state is not CampaignState.CLOSED:
            raise PortalRefused(f"the check is {state}, not closed")

    async def come_to_protection(self) -> None:
        """Until somebody of the planned campaign's first visit is looked after."""
        while not self._is_protected():
            with self.office.reading() as (_, now):
                await self.go_to(now + timedelta(days=1))

    async def finish_planned(self) -> None:
        """To its released report."""
        while True:
            with self.office.reading() as (session, now):
                state = session.exec(select(Campaign.state).where(Campaign.code == self.planned)).one()
            if state is CampaignState.CLOSED:
                return await self._live()
            if state is CampaignState.REPORTING:
                await self.press("decide", {"campaign": self.planned, "decision": "Phát hành báo cáo và kết thúc"})
            elif self.calendar.day_of(now) > LAST_DAY:
                raise PortalRefused(f"the planned campaign is {state}, not closed")
            await self.go_to(now + timedelta(days=1))

    async def go_to(self, moment: datetime) -> None:
        """Through every moment at which something is due."""
        while True:
            stop = next_stop(self.office, None, [moment, *focal_hours(self.office)])
            if stop is None or stop >= moment:
                break
            self.office.set_practice_moment(stop)
            await self._live()
        self.office.set_practice_moment(moment)
        await self._live()

    async def _live(self) -> None:
        """The clock runs, letters come, who is asked answers."""
        await self.advance()
        await self.leader.hands.wait_for_mail()
        for _ in range(ROUNDS):
            with self.office.reading() as (session, now):
                check = session.exec(select(Campaign.id).where(Campaign.code == self.check)).first()
                first = self._first_visit() if self.planned else ""
                said = list(self.partners.answers(session, now, self.office.context(session)))
            due = [
                (duty, what)
                for duty, what in said
                # What the leader answers is said elsewhere, word by word.
                if duty.campaign_id != check or (duty.kind is DutyKind.FINDINGS and not self.findings_wait)
            ]
            for duty, what in due:
                if isinstance(what, Findings) and duty.subject == first:
                    await self.leader.hands.answer(duty, replace(what, signs=(ProtectionSign.TRAFFICKING,)))
                elif duty.campaign_id == check or isinstance(what, FocalAnswer):
                    await self.leader.hands.answer(duty, what)
                else:
                    answer_plainly(self.office, duty, what)
            if not due:
                return
            await self.advance()
            await self.leader.hands.wait_for_mail()

    async def _raise(self, officer: SignedIn, number: str, ground: OrderGround) -> None:
        fields = {"ground": ground.value, "document": number, "document_on": DOCUMENT_ON.isoformat()}
        await officer.read("/office/checks")
        too_late = {**fields, "document": self.canaries.refused_ground, "document_on": "2021-12-31"}
        refused = await officer.client.post("/office/checks", data={**too_late, "nonce": _nonce()})
        if refused.status_code != 422:
            raise PortalRefused(f"a ground of tomorrow is taken: {refused.status_code}")
        await officer.send("/office/checks", "/office/checks", fields)

    def _order(self) -> Order:
        return Order(
            establishments=self.canaries.place_codes,
            muster_at=self.muster_at,
            muster_place=self.canaries.muster_place,
            lead_agency=LEAD,
            seats={agency: (card,) for agency, card in zip(MEMBERS, self.canaries.cards, strict=True)},
        )

    async def _leaders_page(self, code: str, kind: DutyKind) -> tuple[str, Duty]:
        await self.leader.hands.wait_for_mail()
        page, _ = await self.leader.hands.enter(self._office_of(Role.TEAM_LEADER), code)
        with self.office.reading() as (session, _):
            query = select(Duty).where(Duty.subject == code, Duty.kind == kind, Duty.state == DutyState.OPEN)
            return page, session.exec(query).one()

    async def _post(self, path: str, fields: dict[str, str], expected: int = 303) -> None:
        answer = await self.leader.hands.client.post(path, data={**fields, "nonce": _nonce()})
        if answer.status_code != expected:
            raise PortalRefused(f"POST gave {answer.status_code}, not {expected}: {words_of(answer.text)}")

    def _of_check(self) -> ColumnElement[bool]:
        return col(Duty.campaign_id).in_(select(Campaign.id).where(Campaign.code == self.check))

    def _first_visit(self) -> str:
        query = select(Visit.code).join(Party, col(Party.id) == col(Visit.party_id)).join(Campaign)
        with self.office.reading() as (session, _):
            found = session.exec(
                query.where(Campaign.code == self.planned).order_by(col(Party.on), col(Visit.id))
            ).first()
        return found or ""

    def _is_protected(self) -> bool:
        with self.office.reading() as (session, _):
            return session.exec(select(Duty.id).where(Duty.kind == DutyKind.PROTECTION)).first() is not None

    def _office_of(self, role: Role) -> Contact:
        with self.office.reading() as (session, now):
            contact = office_as(session, role, self.calendar.day_of(now))
        assert contact is not None, "the pack names every officer"
        return contact

    def _notice_hours(self) -> int:
        return self.office.pack.clock("muster_notice", self.canaries.day).length

    @property
    def office(self) -> Office:
        return self.leader.hands.office

    @property
    def calendar(self) -> WorkCalendar:
        return self.office.pack.calendar

    @property
    def muster_at(self) -> datetime:
        return self.calendar.at(self.canaries.day, MUSTER_TIME)


def _nonce() -> str:
    return secrets.token_urlsafe(NONCE_BYTES)
