"""The leader says that he has reported an unannounced check in writing, to his superior and to the chairman."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.check_document import LONGEST_NUMBER
from actions.report_in_writing import WrittenReport, report_in_writing
from actions.take_answer import Arrival
from models import Answer, Duty
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    return {"campaign": desk.campaign}


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    number = posted.text("document", LONGEST_NUMBER, ("Xin ghi số báo cáo.", "Please write the number of the report."))
    signed_on = posted.day("signed_on", ask=("Xin nhập ngày báo cáo.", "Please enter the day of the report."))
    for name, ask in (
        (
            "to_superior",
            ("Xin đánh dấu đã gửi cấp trên trực tiếp.", "Please tick that it went to the direct superior."),
        ),
        ("to_chairman", ("Xin đánh dấu đã gửi Chủ tịch.", "Please tick that it went to the chairman.")),
    ):
        posted.choice(name, ("yes",), ask)
    posted.check()
    assert signed_on is not None, "check() refuses a missing one"
    return report_in_writing(desk.session, duty, WrittenReport(number, signed_on, True, True), arrival, **desk.given)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    return [
        (say("Số báo cáo", "Number of the report"), str(content["document"])),
        (say("Ngày", "Dated"), desk.speech.day(date.fromisoformat(content["signed_on"]))),
        (say("Nơi nhận", "Sent to"), say("Cấp trên trực tiếp và Chủ tịch", "The direct superior and the chairman")),
    ]


FORM = DutyForm("duties/written_report.html", facts, answer, said)
