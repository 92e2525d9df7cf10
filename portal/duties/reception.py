"""The focal point answers for a step of a reception: a day or a reason out of a closed list, and no word of its own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.answer_reception import StepTaken, answer_reception
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.receptions import reception_of
from portal.desk import Desk, DutyForm, Fact
from portal.duties.findings import emergency_numbers
from portal.posted import Posted
from rules.words import NotPossibleReason

ANSWERS = ("done", "not_possible")


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    row = reception_of(desk.session, desk.campaign, desk.visitor.link.role)
    return {
        "emergency": emergency_numbers(desk),
        "received_on": desk.speech.day(row.received_on),
        "responsible": desk.speech.name(desk.context.pack.agency(row.agency)),
        "due_by": due_words(desk, duty),
        "reasons": list(NotPossibleReason),
    }


def due_words(desk: Desk, duty: Duty) -> str:
    """Says so where the pack's clock is unset."""
    if not duty.timed:
        return desk.speech.say("Chưa quy định thời hạn", "No time is set")
    return desk.speech.moment(duty.due_at)


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    chosen = posted.choice("answer", ANSWERS, ("Xin chọn một câu trả lời.", "Please choose an answer."))
    taken = StepTaken()
    if chosen == "done":
        ask = ("Xin nhập ngày thực hiện.", "Please enter the day it was done.")
        taken = StepTaken(done_on=posted.day("done_on", ask=ask))
    elif chosen == "not_possible":
        reason = posted.one_of("reason", NotPossibleReason, ("Xin chọn lý do.", "Please choose the reason."))
        taken = StepTaken(not_possible=reason)
    posted.check()
    return answer_reception(desk.session, duty, taken, arrival, **desk.given)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    if "done_on" in content:
        return [(say("Thực hiện ngày", "Done on"), desk.speech.day(date.fromisoformat(content["done_on"])))]
    return [
        (say("Không thực hiện được", "Not possible"), desk.speech.label(NotPossibleReason(content["not_possible"])))
    ]


FORM = DutyForm("duties/reception.html", facts, answer, said)
