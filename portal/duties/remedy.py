"""The area's authority reports on a recommendation; the agency reports that a place was inspected again."""

from collections.abc import Mapping
from typing import Any

from actions.report_remedy import report_re_inspection, report_remedy
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.portal_pages import place_of_visit, recommendation_by_code
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    row = recommendation_by_code(desk.session, duty.subject)
    visit, party, place = place_of_visit(desk.session, row.visit_id)
    return {
        "recommendation": row,
        "place": place,
        "area": desk.area(visit.area),
        "visited_on": party.on,
        "items": desk.items(row.items),
    }


def answer_remedy(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn đã hoặc chưa khắc phục.", "Please choose whether it was put right.")
    remedied = posted.choice("remedied", ("yes", "no"), ask)
    posted.check()
    return report_remedy(desk.session, duty, remedied == "yes", arrival, **desk.given)


def answer_again(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    posted.choice("done", ("yes",), ("Xin đánh dấu xác nhận đã phúc tra.", "Please tick that it was inspected again."))
    posted.check()
    return report_re_inspection(desk.session, duty, arrival, actor=desk.visitor.actor, now=desk.now)


def said_remedy(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    done = say("Đã khắc phục", "Put right") if content.get("remedied") else say("Chưa khắc phục", "Not put right")
    return [(say("Kết quả", "Result"), done)]


def said_again(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    return [(say("Kết quả", "Result"), say("Đã phúc tra", "Inspected again"))]


FORM = DutyForm("duties/remedy.html", facts, answer_remedy, said_remedy)
AGAIN_FORM = DutyForm("duties/re_inspection.html", facts, answer_again, said_again)
