"""An agency confirms and nominates its members by card number, or declines."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from actions.confirm_participation import Confirmation, confirm_participation, decline_participation
from actions.take_answer import Arrival
from models import Answer, Duty
from models.queries.portal_pages import seats_with_parties
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.scheduling import members_needed
from rules.words import DeclineReason


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    pairs = seats_with_parties(desk.session, desk.visitor.link)
    needed = members_needed((seat.agency, (party.on, party.session)) for seat, party in pairs)
    days: dict[date, dict[str, Any]] = {}
    for seat, party in pairs:
        day = days.setdefault(party.on, {"on": party.on, "areas": set(), "sessions": set(), "seats": 0})
        day["areas"].add(desk.area(party.area))
        day["sessions"].add(desk.speech.label(party.session))
        day["seats"] += seat is not None
    return {
        "needed": needed.get(duty.agency, 0),
        "days": [days[on] for on in sorted(days)],
        "campaign": desk.campaign,
        "again": duty.ordinal > 1,
        "reasons": list(DeclineReason),
    }


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn tham gia hoặc từ chối.", "Please choose to take part or to decline.")
    decision = posted.choice("decision", ("confirm", "decline"), ask)
    if decision == "decline":
        reason = posted.one_of("decline_reason", DeclineReason, ("Xin chọn lý do từ chối.", "Please choose a reason."))
        posted.check()
        assert reason is not None, "check() refuses a missing one"
        return decline_participation(desk.session, duty, reason, arrival, **desk.given)
    cards = tuple(card.upper() for card in posted.lines("cards"))
    absences = read_days(desk, posted)
    posted.check()
    return confirm_participation(desk.session, duty, Confirmation(cards, absences), arrival, **desk.given)


def read_days(desk: Desk, posted: Posted) -> tuple[date, ...]:
    """Ticked days and typed ones; a day that is over or behind the window is a fault."""
    found = [posted.day("absences", value) for value in posted.many("absences")]
    found += [posted.day("other_absences", value) for value in posted.lines("other_absences")]
    days = sorted({day for day in found if day is not None})
    today, last = desk.context.pack.calendar.day_of(desk.now), desk.campaign.closes_on
    for day in days:
        if not today < day <= last:
            posted.wrong(
                "other_absences",
                f"Ngày {day:%d/%m/%Y} phải sau hôm nay và không muộn hơn {last:%d/%m/%Y}.",
                f"{day:%d/%m/%Y} must lie after today and no later than {last:%d/%m/%Y}.",
            )
    return tuple(days)


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    say = desk.speech.say
    if "declined" in content:
        return [
            (say("Trả lời", "Answer"), say("Từ chối tham gia", "Declined")),
            (say("Lý do", "Reason"), desk.speech.label(DeclineReason(content["declined"]))),
        ]
    lines = [
        (say("Trả lời", "Answer"), say("Xác nhận tham gia", "Confirmed")),
        (say("Số thẻ kiểm tra", "Inspection cards"), ", ".join(content.get("cards", ()))),
    ]
    if content.get("absences"):
        days = ", ".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in content["absences"])
        lines.append((say("Không thể cử người ngày", "Cannot come on"), days))
    return lines


FORM = DutyForm("duties/confirm.html", facts, answer, said)
