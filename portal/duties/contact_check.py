"""An office says whether the address it is written to at is right, or which one is."""

from collections.abc import Mapping
from typing import Any

from actions.confirm_contact import LONGEST_ADDRESS, confirm_contact
from actions.take_answer import Arrival
from models import Answer, Contact, Duty
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.hearing import contact_checked


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    return {"contact": desk.session.get_one(Contact, contact_checked(duty.subject))}


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn đúng hoặc đã thay đổi.", "Please choose whether it is right.")
    right = posted.choice("right", ("yes", "no"), ask)
    asked = ("Xin ghi địa chỉ mới.", "Please enter the new address.")
    proposed = posted.text("address", LONGEST_ADDRESS, asked) if right == "no" else None
    posted.check()
    return confirm_contact(desk.session, duty, proposed, arrival, **desk.given)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    if content.get("right"):
        return [(say("Địa chỉ", "Address"), say("Đúng", "Right"))]
    changed = say("Đã thay đổi; cơ quan điều phối sẽ xác nhận", "Changed; the coordinating office will confirm it")
    return [(say("Địa chỉ", "Address"), changed)]


FORM = DutyForm("duties/contact_check.html", facts, answer, said)
