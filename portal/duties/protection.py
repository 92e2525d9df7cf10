"""The focal point answers for a person who may be a victim: closed choices, each with what it opens; no identity."""

from collections.abc import Mapping
from typing import Any

from actions.answer_protection import answer_protection
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.portal_pages import place_of_visit
from models.queries.protections import protection_by_code
from portal.desk import Desk, DutyForm, Fact
from portal.duties.findings import emergency_numbers
from portal.posted import Posted
from rules.words import ProtectionSign, ProtectionVerb

EFFECTS: Mapping[ProtectionVerb, tuple[str, str]] = {
    ProtectionVerb.TAKE_OVER: (
        "Không xử phạt từ lượt kiểm tra này; hồ sơ về cơ sở vẫn có thể chuyển cơ quan điều tra.",
        "No fine comes of this visit; a file about the place may still go to the investigating body.",
    ),
    ProtectionVerb.TELL_POLICE: (
        "Không xử phạt và không chuyển thêm hồ sơ từ lượt kiểm tra này.",
        "No fine and no second file come of this visit.",
    ),
    ProtectionVerb.NOT_CONFIRM: (
        "Kết quả kiểm tra được xử lý như mọi lượt kiểm tra khác.",
        "The findings are dealt with like those of any other visit.",
    ),
}


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    case = protection_by_code(desk.session, duty.subject, desk.visitor.link.role)
    visit, party, place = place_of_visit(desk.session, case.visit_id)
    return {
        "emergency": emergency_numbers(desk),
        "signs": "; ".join(desk.speech.label(ProtectionSign(sign)) for sign in case.signs),
        "place": place,
        "area": desk.area(visit.area),
        "visited_on": party.on,
        "choices": [(verb, desk.speech.say(*effect)) for verb, effect in EFFECTS.items()],
    }


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    verb = posted.one_of("answer", ProtectionVerb, ("Xin chọn một câu trả lời.", "Please choose an answer."))
    posted.check()
    assert verb is not None, "check() refuses a missing one"
    return answer_protection(desk.session, duty, verb, arrival, **desk.given)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    verb, say = ProtectionVerb(content["answer"]), desk.speech.say
    return [(say("Trả lời", "Answer"), desk.speech.label(verb)), (say("Hệ quả", "Effect"), say(*EFFECTS[verb]))]


FORM = DutyForm("duties/protection.html", facts, answer, said)
