"""The leader orders an unannounced check, or says why not: the one form in which its list is written."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from actions.check_order import Order, order_faults
from actions.order_check import decline_check, order_check
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.unannounced import order_of, places_to_choose
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.pack import Agency
from rules.refusals import AnswerRefused
from rules.words import AgencyRole, NoOrderReason, OrderGround

CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:hH]([0-5][0-9])")


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    """The register stands by area, folded up: an area asked for in the address would stay in the browser's history."""
    role = desk.visitor.actor.role
    order = order_of(desk.session, desk.campaign, role)
    today = desk.context.pack.calendar.day_of(desk.now)
    open_now = [
        place for place in places_to_choose(desk.session, role) if place.valid_to is None or place.valid_to >= today
    ]
    areas = [(desk.area(code), list(places)) for code, places in groupby(open_now, key=lambda place: place.area)]
    return {
        "order": order,
        "own_proposal": order.ground is OrderGround.MEMBER_PROPOSAL
        and order.raised_by == desk.visitor.actor.contact_id,
        "areas": sorted(areas, key=lambda row: row[0]),
        "members": [(agency.code, desk.speech.name(agency)) for agency in _members(desk)],
        "quorum": desk.context.pack.team_on(today).quorum,
        "reasons": list(NoOrderReason),
    }


def _members(desk: Desk) -> tuple[Agency, ...]:
    return desk.context.pack.agencies_as(AgencyRole.MEMBER, desk.context.pack.calendar.day_of(desk.now))


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn ra lệnh hoặc không.", "Please choose to order it or not.")
    decision = posted.choice("decision", ("order", "decline"), ask)
    if decision == "order":
        return order_check(desk.session, duty, _order(desk, posted), arrival, **desk.given)
    reason = None
    if decision == "decline":
        reason = posted.one_of("reason", NoOrderReason, ("Xin chọn lý do.", "Please choose a reason."))
    posted.check()
    assert reason is not None, "check() refuses a missing one"
    return decline_check(desk.session, duty, reason, arrival, **desk.given)


def _order(desk: Desk, posted: Posted) -> Order:
    """Raises AnswerRefused with every fault, of the form and of what it says."""
    muster_at = _muster_at(desk, posted)
    order = Order(
        establishments=tuple(
            dict.fromkeys((*posted.many("establishments"), *map(str.upper, posted.lines("other_places"))))
        ),
        muster_at=muster_at or desk.now + timedelta(days=1),
        muster_place=posted.get("muster_place").strip(),
        lead_agency=posted.get("lead_agency"),
        seats={agency.code: posted.lines(f"cards.{agency.code}") for agency in _members(desk)},
    )
    if posted.faults:
        noted = {field for field, _ in posted.faults}
        further = order_faults(desk.session, order, now=desk.now, context=desk.context)
        raise AnswerRefused("form", [*posted.faults, *(fault for fault in further if fault[0] not in noted)])
    return order


def _muster_at(desk: Desk, posted: Posted) -> datetime | None:
    day = posted.day("muster_on", ask=("Xin nhập ngày tập trung.", "Please enter the day of the muster."))
    match = CLOCK.fullmatch(posted.get("muster_time").strip())
    if match is None:
        posted.wrong("muster_time", "Xin ghi giờ, ví dụ 22:00.", "Please write the time like 22:00.")
    if day is None or match is None:
        return None
    return desk.context.pack.calendar.at(day, time(int(match.group(1)), int(match.group(2))))


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    if content.get("declined") is None:
        return [(say("Quyết định", "Decision"), say("Đã ra lệnh kiểm tra", "The check is ordered"))]
    return [
        (say("Quyết định", "Decision"), say("Không kiểm tra", "No check")),
        (say("Lý do", "Reason"), desk.speech.label(NoOrderReason(content["declined"]))),
    ]


FORM = DutyForm("duties/order_check.html", facts, answer, said)
