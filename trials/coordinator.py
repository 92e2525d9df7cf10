"""The coordinator's buttons in the demo: which is pressed when, each a deployment run through the API.

Letters are recorded on the signed-in page, not here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from actions.office import Office
from models import Campaign, Duty
from rules.pack import Pack
from rules.words import CampaignState, DutyKind, DutyState
from trials.script import Script

Press = Callable[[str, dict[str, Any]], Awaitable[None]]
SECOND, SUSPEND, RESUME = (4, 5), (8, 9), (8, 30)
"""Month and day on which a second campaign is started, the first suspended, and resumed."""
SECOND_VISITS = 12


def first_day_of(pack: Pack) -> date:
    """When the demo of one campaign begins."""
    return pack.calendar.next_workday(date(pack.year, 2, 1))


@dataclass
class Coordinator:
    """Presses each button once. `main` and `second` are the codes of the two campaigns, once they are there."""

    office: Office
    script: Script
    press: Press
    visits: int
    main: str = ""
    second: str = ""
    done: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        pack = self.office.pack
        self.opens_on = first_day_of(pack)
        self.closes_on = date(pack.year, 12, 31)
        self.second_on, self.suspend_on, self.resume_on = (
            pack.calendar.next_workday(date(pack.year, month, day)) for month, day in (SECOND, SUSPEND, RESUME)
        )

    def wants(self) -> datetime | None:
        """The next day on the coordinator's own calendar."""
        days = {"second": self.second_on, "suspend": self.suspend_on, "resume": self.resume_on}
        ahead = [day for name, day in days.items() if name not in self.done]
        return self.office.pack.calendar.at(min(ahead), time(8, 0)) if ahead else None

    async def open_main(self) -> None:
        await self._start("main", self.opens_on, self.closes_on, self.visits)
        self.main = self._newest()

    async def act(self) -> None:
        """Whatever is to be decided today."""
        with self.office.reading() as (session, now):
            today = self.office.pack.calendar.day_of(now)
            main = self._campaign(session, self.main)
            second = self._campaign(session, self.second) if self.second else None
            silent = self._given_up(session)
            told = self._to_record(session)
            remedy = self._to_extend(session)
        if told is not None:
            await self._once("record", "record-answer", self._by_telephone(told))
        for duty in silent:
            reason = "Miễn: Cơ quan không trả lời"
            await self._decide(f"waive {duty}", self.main, "Miễn nghĩa vụ", reason=reason, duty=duty)
        if today >= self.second_on and "second" not in self.done:
            visits = min(SECOND_VISITS, self.visits // 3)
            await self._start("second", date(today.year, 5, 3), date(today.year, 6, 30), visits)
            self.second = self._newest()
        if second is not None and second.state is CampaignState.COORDINATING:
            await self._decide("cancel", self.second, "Hủy", reason="Hủy: Trùng đợt, hoạt động khác")
        if remedy is not None:
            due_on = date.fromordinal(today.toordinal() + 30)
            await self._once("extend", "extend-duty", {"duty": remedy, "due_on": due_on.isoformat()})
        if today >= self.suspend_on and main.state is CampaignState.INSPECTING:
            reason = "Tạm dừng: Phòng, chống dịch"
            await self._decide("suspend", self.main, "Tạm dừng", reason=reason)
        if today >= self.resume_on and main.state is CampaignState.SUSPENDED:
            await self._decide("resume", self.main, "Tiếp tục")
        if main.state is CampaignState.REPORTING:
            await self._decide("release", self.main, "Phát hành báo cáo và kết thúc")

    async def _start(self, name: str, opens_on: date, closes_on: date, visits: int) -> None:
        window = {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
        parameters = {**window, "visits": visits, "seed": self.script.seed}
        await self._once(name, "start-inspection-campaign", parameters)

    async def _decide(self, name: str, campaign: str, decision: str, **more: str) -> None:
        await self._once(name, "decide", {"campaign": campaign, "decision": decision, **more})

    async def _once(self, name: str, deployment: str, parameters: dict[str, Any]) -> None:
        if name not in self.done:
            self.done.add(name)
            await self.press(deployment, parameters)

    def _by_telephone(self, duty: Duty) -> dict[str, Any]:
        """The standing agency calls: its card numbers are recorded."""
        return {
            "duty": duty.code,
            "answer": "Xác nhận tham gia và cử thành viên",
            "channel": "Điện thoại",
            "cards": [f"TKT-{duty.agency}-{number:02d}" for number in range(1, 6)],
        }

    def _campaign(self, session: Session, code: str) -> Campaign:
        return session.exec(select(Campaign).where(Campaign.code == code)).one()

    def _newest(self) -> str:
        with self.office.reading() as (session, _):
            return session.exec(select(Campaign.code).order_by(col(Campaign.id).desc())).first() or ""

    def _open(self, session: Session, kind: DutyKind) -> list[Duty]:
        main = self._campaign(session, self.main)
        rows = session.exec(
            select(Duty)
            .where(Duty.campaign_id == main.id, Duty.kind == kind, Duty.state == DutyState.OPEN)
            .order_by(col(Duty.id))
        )
        return list(rows)

    def _given_up(self, session: Session) -> list[str]:
        """A silent agency's duty that has climbed its whole ladder."""
        top = len(self.office.pack.ladder("routine", self.opens_on).rungs)
        confirms = self._open(session, DutyKind.CONFIRM)
        return [d.code for d in confirms if d.agency == self.script.silent and d.rung >= top]

    def _to_record(self, session: Session) -> Duty | None:
        own = [d for d in self._open(session, DutyKind.CONFIRM) if d.agency == self.script.by_telephone]
        return own[0] if own else None

    def _to_extend(self, session: Session) -> str | None:
        remedies = self._open(session, DutyKind.REMEDY)
        return remedies[0].code if remedies else None
