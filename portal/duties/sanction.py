"""The holder of a sanctioning title: the decision on a violation record, and whether it was carried out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.decide_sanction import SanctionDecision, decide_sanction, report_sanction_executed
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.portal_pages import place_of_visit, sanction_by_code
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted

LONGEST_NUMBER = 64


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    case = sanction_by_code(desk.session, duty.subject)
    visit, party, place = place_of_visit(desk.session, case.visit_id)
    pack = desk.context.pack
    decree = next((row for row in pack.decrees if row.code == case.decree), None)
    return {
        "case": case,
        "place": place,
        "area": desk.area(visit.area),
        "visited_on": party.on,
        "items": desk.items(case.items),
        "decree": decree.title if decree else case.decree,
    }


def answer_decision(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn xử phạt hoặc không xử phạt.", "Please choose whether a sanction is imposed.")
    decision = posted.choice("decision", ("sanction", "none"), ask)
    number, decided_on = None, None
    if decision == "sanction":
        number = posted.text(
            "number", LONGEST_NUMBER, ("Xin ghi số quyết định.", "Please enter the decision's number.")
        )
        decided_on = posted.day("decided_on")
    posted.check()
    return decide_sanction(desk.session, duty, SanctionDecision(number, decided_on), arrival, **desk.given)


def answer_execution(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    executed_on = posted.day("executed_on")
    posted.check()
    assert executed_on is not None, "check() refuses a missing one"
    return report_sanction_executed(desk.session, duty, executed_on, arrival, **desk.given)


def said_decision(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    if content.get("number") is None:
        return [(say("Quyết định", "Decision"), say("Không xử phạt", "No sanction"))]
    return [
        (say("Số quyết định", "Decision number"), content["number"]),
        (say("Ngày", "Day"), f"{date.fromisoformat(content['decided_on']):%d/%m/%Y}"),
    ]


def said_execution(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    day = date.fromisoformat(content["executed_on"])
    return [(desk.speech.say("Ngày chấp hành", "Carried out on"), f"{day:%d/%m/%Y}")]


DECISION_FORM = DutyForm("duties/sanction_decision.html", facts, answer_decision, said_decision)
EXECUTION_FORM = DutyForm("duties/sanction_execution.html", facts, answer_execution, said_execution)
