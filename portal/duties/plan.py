"""The chairman approves the plan, or returns it."""

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from actions.decide_plan import PlanDecision, decide_plan
from actions.take_answer import Arrival
from models import Answer, Duty, Establishment, Party, Visit
from models.queries.portal_pages import plan_of
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.words import ReturnReason

RISKS = {
    "type": ("loại hình", "type of business"),
    "conditional": ("ngành nghề có điều kiện", "conditional business"),
    "complaints": ("đơn thư phản ánh", "complaints"),
    "past_violations": ("vi phạm trước đây", "past violations"),
    "never_checked": ("chưa từng kiểm tra", "never inspected"),
    "years_unchecked": ("lâu chưa kiểm tra", "years since the last inspection"),
}


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    rows = plan_of(desk.session, desk.campaign.id or 0)
    by_area = Counter(visit.area for visit, _, _ in rows)
    days = [
        {"day": desk.speech.weekday(on), "visits": [_line(desk, *row) for row in group]}
        for on, group in groupby(rows, key=lambda row: row[1].on)
    ]
    return {
        "areas": sorted((desk.area(code), count) for code, count in by_area.items()),
        "days": days,
        "visits": len(rows),
        "campaign": desk.campaign,
        "reasons": list(ReturnReason),
    }


def _line(desk: Desk, visit: Visit, party: Party, place: Establishment) -> dict[str, Any]:
    risk = [
        f"{desk.speech.say(*RISKS.get(reason, (reason, reason)))} {points}" for reason, points in visit.risk.items()
    ]
    return {
        "name": place.name,
        "type": place.type,
        "area": desk.area(visit.area),
        "session": party.session,
        "score": sum(visit.risk.values()),
        "risk": risk,
        "ranked": visit.ranked,
    }


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    decision = read_decision(posted)
    posted.check()
    return decide_plan(desk.session, duty, decision, arrival, **desk.given)


def read_decision(posted: Posted) -> PlanDecision:
    """Faults are noted, not raised."""
    ask = ("Xin chọn phê duyệt hoặc trả lại.", "Please choose to approve or to return.")
    decision = posted.choice("decision", ("approve", "return"), ask)
    reason = None
    most = posted.number("most_visits") if decision == "return" else None
    if decision == "return":
        reason = posted.one_of("reason", ReturnReason, ("Xin chọn lý do trả lại.", "Please choose why it is returned."))
    return PlanDecision(reason, most)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say, speech = desk.speech.say, desk.speech
    if content.get("reason") is None:
        return [(say("Quyết định", "Decision"), say("Phê duyệt", "Approved"))]
    lines = [
        (say("Quyết định", "Decision"), say("Trả lại", "Returned")),
        (say("Lý do", "Reason"), speech.label(ReturnReason(content["reason"]))),
    ]
    if content.get("most_visits"):
        lines.append((say("Số lượt tối đa", "Most visits"), str(content["most_visits"])))
    return lines


FORM = DutyForm("duties/plan.html", facts, answer, said)
