"""The findings of a visit: two screening questions first, then the record, or why there is none."""

from collections.abc import Mapping
from typing import Any

from actions.hand_in_findings import Findings, hand_in_findings, items_of_agency
from actions.take_answer import Arrival
from models import Answer, Duty, Visit
from models.queries.portal_pages import places_of_visits
from models.queries.visits import seats_of
from portal.desk import Desk, DutyForm, Fact
from portal.posted import Posted
from rules.words import ItemAnswer, NotConductedReason, PostponeReason, ProtectionSign

ITEM = "item."
SCREENING = {"trafficking": ProtectionSign.TRAFFICKING, "apparent_minor": ProtectionSign.APPARENT_MINOR}
YES_NO = ("yes", "no")
HAPPENED = ("yes", "missed", "postponed")
UNSCREENED = {
    "trafficking": (
        "Xin trả lời có hay không có dấu hiệu mua bán, ép buộc.",
        "Please answer whether there are signs of trafficking or force.",
    ),
    "apparent_minor": (
        "Xin trả lời có hay không có người có vẻ dưới 18 tuổi.",
        "Please answer whether anybody appears to be under 18.",
    ),
}


def facts(desk: Desk, duty: Duty) -> Mapping[str, Any]:
    visit, party, place = places_of_visits(desk.session, [duty.subject])[duty.subject]
    items = items_of_agency(desk.session, visit, party, party.lead_agency, desk.context)
    names = {agency.code: desk.speech.name(agency) for agency in desk.context.pack.agencies}
    seats = seats_of(desk.session, [party.id or 0])
    team = desk.context.pack.team_on(party.on)
    return {
        "visit": visit,
        "party": party,
        "place": place,
        "area": desk.area(visit.area),
        "seats": [{"card": seat.card, "agency": names.get(seat.agency, seat.agency)} for seat in seats if seat.card],
        "quorum": team.quorum,
        "items": desk.items(item.code for item in items),
        "answers": desk.context.pack.item_answers,
        "missed_reasons": list(NotConductedReason),
        "postpone_reasons": list(PostponeReason),
        "emergency": emergency_numbers(desk),
    }


def emergency_numbers(desk: Desk) -> list[tuple[str, str]]:
    today = desk.context.pack.calendar.day_of(desk.now)
    return [(row.number, desk.speech.number(row)) for row in desk.context.pack.emergency if row.valid_on(today)]


def signs_told(posted: Posted) -> tuple[ProtectionSign, ...]:
    """The signs answered with yes."""
    return tuple(sign for field, sign in SCREENING.items() if posted.get(field) == "yes")


def further_page(posted: Posted) -> str | None:
    """After the screening questions the record itself is shown; a post of that page changes nothing."""
    if posted.get("step") != "screening":
        return None
    for field in SCREENING:
        posted.choice(field, YES_NO, UNSCREENED[field])
    posted.check()
    return "duties/record.html"


def answer(desk: Desk, duty: Duty, posted: Posted, arrival: Arrival) -> Answer:
    ask = ("Xin chọn cuộc kiểm tra có tiến hành hay không.", "Please choose whether the visit took place.")
    happened = posted.choice("happened", HAPPENED, ask)
    found = _FOUND[happened](desk, duty, posted) if happened else Findings()
    posted.check()
    return hand_in_findings(desk.session, duty, found, arrival, **desk.given)


def _record(desk: Desk, duty: Duty, posted: Posted) -> Findings:
    for field in SCREENING:
        posted.choice(field, YES_NO, UNSCREENED[field])
    return Findings(cards=posted.many("cards"), signs=signs_told(posted), answers=read_items(posted))


def _missed(desk: Desk, duty: Duty, posted: Posted) -> Findings:
    ask = ("Xin chọn lý do không tiến hành được.", "Please choose why it could not be conducted.")
    return Findings(missed=posted.one_of("missed_reason", NotConductedReason, ask), signs=signs_told(posted))


def _postponed(desk: Desk, duty: Duty, posted: Posted) -> Findings:
    if signs_told(posted):
        posted.wrong(
            "postpone_reason",
            "Có người cần được bảo vệ thì không hoãn: xin lập biên bản hoặc chọn không tiến hành được.",
            "Nothing is postponed when somebody needs protection: send the record, or that it could not be conducted.",
        )
    ask = ("Xin chọn lý do hoãn.", "Please choose why it is postponed.")
    return Findings(postponed=posted.one_of("postpone_reason", PostponeReason, ask))


_FOUND = {"yes": _record, "missed": _missed, "postponed": _postponed}


def read_items(posted: Posted) -> dict[str, ItemAnswer]:
    """The answers given, item by item; which items are missing is the action's to say."""
    answers = {}
    for name in posted.names(ITEM):
        value = posted.get(name)
        if value in set(ItemAnswer):
            answers[name.removeprefix(ITEM)] = ItemAnswer(value)
        elif value:
            posted.wrong(name, "Kết quả này không có trong danh mục.", "This answer is not one of the list.")
    return answers


def said(desk: Desk, duty: Duty, content: Mapping[str, Any]) -> list[Fact]:
    """Never the screening: that is kept in the restricted row alone."""
    say, speech = desk.speech.say, desk.speech
    if "missed" in content:
        return [
            (say("Cuộc kiểm tra", "Visit"), say("Không tiến hành được", "Could not be conducted")),
            (say("Lý do", "Reason"), speech.label(NotConductedReason(content["missed"]))),
        ]
    if "postponed" in content:
        return [
            (say("Cuộc kiểm tra", "Visit"), say("Hoãn", "Postponed")),
            (say("Lý do", "Reason"), speech.label(PostponeReason(content["postponed"]))),
        ]
    return [
        (say("Thành viên có mặt", "Members present"), ", ".join(content.get("cards", ()))),
        *items_said(desk, content.get("items", {})),
    ]


def items_said(desk: Desk, answers: Mapping[str, str]) -> list[Fact]:
    words = {row["code"]: f"{row['code']}. {row['text']}" for row in desk.items(answers)}
    return [(words[code], desk.speech.label(ItemAnswer(answers[code]))) for code in sorted(answers)]


def own_items(desk: Desk, visit: Visit, party: Any) -> list[dict[str, str]]:
    """The items that the visitor's agency enters on a visit it does not lead."""
    items = items_of_agency(desk.session, visit, party, desk.visitor.link.agency, desk.context)
    return desk.items(item.code for item in items)


def page_of(posted: Posted) -> str | None:
    return "duties/record.html" if posted.get("happened") == "yes" else None


FORM = DutyForm("duties/screening.html", facts, answer, said, further_page, page_of)
