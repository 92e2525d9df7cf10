"""An unannounced check for tests: raised, ordered, gathered, looked into and reported, each as its office does it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

from actions.check_order import Order
from actions.hand_in_findings import Findings
from actions.order_check import order_check
from actions.raise_check import Ground, raise_check
from actions.report_in_writing import WrittenReport, report_in_writing
from models import Answer, Campaign, UnannouncedOrder
from models.queries.campaigns import campaign_by_code
from models.queries.unannounced import order_of
from rules.words import DutyKind, NotConductedReason, OrderGround, Role
from tests.actions.desk import Desk, arrival
from tests.actions.work import Work

GROUND = Ground(OrderGround.COMPLAINT, "15/ĐT-CANARY", date(2021, 1, 29))
NIGHT = date(2021, 2, 3)
"""A Wednesday, in no planned campaign's window."""
PLACE = "Sân sau trụ sở CANARY"
AREA = "333"
SEATS: Mapping[str, tuple[str, ...]] = {
    "SLDTBXH": ("TKT-LD-01",),
    "CAT": ("TKT-CA-01", "TKT-CA-02"),
    "SVHTTDL": ("TKT-VH-01",),
}


def order_for(desk: Desk, **changes: Any) -> Order:
    """Two places of an area, at ten in the evening, led by the culture department."""
    order = Order(
        establishments=("HY-333-001", "HY-333-002"),
        muster_at=desk.office.pack.calendar.at(NIGHT, time(22)),
        muster_place=PLACE,
        lead_agency="SVHTTDL",
        seats=SEATS,
    )
    return replace(order, **changes)


def raised(desk: Desk, ground: Ground = GROUND, role: Role = Role.TEAM_LEADER) -> str:
    with desk.work() as work:
        return raise_check(work.session, ground, actor=work.actor(role), **work.given).code


def ordered(desk: Desk, order: Order | None = None, role: Role = Role.TEAM_LEADER) -> Answer:
    with desk.work() as work:
        duty = work.duty(DutyKind.ORDER_CHECK)
        order = order or order_for(desk)
        return order_check(work.session, duty, order, arrival(), actor=work.actor(role), **work.given)


def check_of(work: Work, code: str) -> tuple[Campaign, UnannouncedOrder]:
    campaign = campaign_by_code(work.session, code)
    return campaign, order_of(work.session, campaign, Role.TEAM_LEADER)


def mustered(desk: Desk) -> str:
    """Ordered, and the members know where to be."""
    code = raised(desk)
    ordered(desk)
    desk.at(NIGHT, time(10))
    desk.advance()
    return code


def over(desk: Desk) -> str:
    """The morning after."""
    code = mustered(desk)
    desk.at(date(2021, 2, 4), time(7, 30))
    desk.advance()
    return code


def looked_into(desk: Desk) -> str:
    """All findings are in: no place was open."""
    code = over(desk)
    with desk.look() as work:
        visits = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
    for visit in visits:
        desk.hand_in(visit, Findings(missed=NotConductedReason.CLOSED))
    desk.advance()
    return code


def report(**changes: Any) -> WrittenReport:
    return replace(WrittenReport("07/BC-Đ178", date(2021, 2, 4), True, True), **changes)


def reported(desk: Desk, said: WrittenReport | None = None, role: Role = Role.TEAM_LEADER) -> Answer:
    with desk.work() as work:
        duty = work.duty(DutyKind.WRITTEN_REPORT)
        actor = work.actor(role)
        return report_in_writing(work.session, duty, said or report(), arrival(), actor=actor, **work.given)
