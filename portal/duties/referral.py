"""A referral: two officers decide, the police acknowledge and tell the result. Only ever behind a one-time code."""

from collections.abc import Mapping
from typing import Any

from actions.answer_referral import acknowledge_referral, resolve_referral
from actions.decide_referral import decide_referral
from actions.take_answer import Arrival
from models import Answer, Duty, Referral
from models.queries.portal_pages import place_of_visit, record_items, referral_shown
from models.queries.referrals import referral_by_code
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.words import ItemAnswer, ReferralResult, RefusalGround

SOURCES = {
    "complaints": ("Đơn thư phản ánh", "Complaints"),
    "past_violations": ("Vi phạm trước đây", "Past violations"),
}


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    referral = referral_shown(desk.session, duty.subject)
    assert referral is not None, "every duty about a referral names one"
    return case_facts(desk, referral)


def case_facts(desk: Desk, referral: Referral) -> dict[str, Any]:
    """The place, what was seen there, and the rule that fired."""
    visit, party, place = place_of_visit(desk.session, referral.visit_id)
    pack = desk.context.pack
    rule = next((row.label for row in pack.hotspots if row.code == referral.evidence["rule"]), "")
    channel = next((row for row in pack.channels if row.code == referral.channel), None)
    return {
        "referral": referral,
        "place": place,
        "area": desk.area(visit.area),
        "visited_on": party.on,
        "rule": rule or desk.speech.say("Có dấu hiệu tội phạm được ghi nhận", "Signs of crime were recorded"),
        "threshold": referral.evidence["threshold"],
        "points": _points(desk, referral),
        "total": sum(referral.evidence["points"].values()),
        "seen": _seen(desk, referral.visit_id),
        "channel": channel,
        "grounds": list(RefusalGround),
        "results": list(ReferralResult),
    }


def _points(desk: Desk, referral: Referral) -> list[dict[str, Any]]:
    points: Mapping[str, int] = referral.evidence["points"]
    words = {row["code"]: f"{row['code']}. {row['text']}" for row in desk.items(points)}
    return [
        {"text": desk.speech.say(*SOURCES[code]) if code in SOURCES else words[code], "points": count}
        for code, count in points.items()
    ]


def _seen(desk: Desk, visit_id: int) -> list[dict[str, Any]]:
    """What the record says beyond what is in order."""
    quiet = (ItemAnswer.MET, ItemAnswer.NOT_APPLICABLE)
    rows = [row for row in record_items(desk.session, visit_id) if row.answer not in quiet]
    words = {row["code"]: row for row in desk.items(row.item for row in rows)}
    return [{**words[row.item], "answer": row.answer} for row in rows]


def answer_approval(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn phê duyệt hoặc từ chối.", "Please choose to approve or to refuse.")
    decision = posted.choice("decision", ("approve", "refuse"), ask)
    ground = None
    if decision == "refuse":
        ground = posted.one_of("ground", RefusalGround, ("Xin chọn căn cứ từ chối.", "Please choose the ground."))
    posted.check()
    return decide_referral(desk.session, duty, ground, arrival, **desk.given)


def answer_acknowledgement(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    return acknowledge(desk, duty.subject, posted, arrival)


def acknowledge(desk: Desk, subject: str, posted: Posted, arrival: Arrival) -> Answer:
    """Also before its duty was opened, when the letter is read the day it comes."""
    ask = ("Xin đánh dấu xác nhận đã tiếp nhận.", "Please tick that the file was received.")
    posted.choice("acknowledge", ("yes",), ask)
    posted.check()
    return acknowledge_referral(desk.session, referral_by_code(desk.session, subject), arrival, **desk.given)


def answer_result(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    result = posted.one_of("result", ReferralResult, ("Xin chọn kết quả giải quyết.", "Please choose the result."))
    posted.check()
    assert result is not None, "check() refuses a missing one"
    return resolve_referral(desk.session, duty, result, arrival, **desk.given)


def said_approval(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    if content.get("refused") is None:
        return [(say("Quyết định", "Decision"), say("Phê duyệt chuyển hồ sơ", "Transfer approved"))]
    return [
        (say("Quyết định", "Decision"), say("Không chuyển", "Refused")),
        (say("Căn cứ", "Ground"), desk.speech.label(RefusalGround(content["refused"]))),
    ]


def said_acknowledgement(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    return [(say("Trả lời", "Answer"), say("Đã tiếp nhận hồ sơ", "File received"))]


def said_result(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    return [(say("Kết quả", "Result"), desk.speech.label(ReferralResult(content["result"])))]


APPROVAL_FORM = DutyForm("duties/referral_approval.html", facts, answer_approval, said_approval)
ACKNOWLEDGEMENT_FORM = DutyForm(
    "duties/referral_acknowledgement.html", facts, answer_acknowledgement, said_acknowledgement
)
RESULT_FORM = DutyForm("duties/referral_result.html", facts, answer_result, said_result)
