"""The page behind a routine link: all that this agency owes in this campaign, what it answered, and its days."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from actions.hand_in_findings import items_of_agency
from models import Duty, Establishment, Party, Visit
from models.queries.duties import owed_by
from models.queries.passed_on import passed_on
from models.queries.portal_pages import (
    place_of_visit,
    places_of_parties,
    places_of_visits,
    receipts_of,
    recommendations_by_code,
    sanctions_by_code,
    seats_with_parties,
    visits_answered_by,
)
from portal.answering import answers_of_own
from portal.desk import Desk
from rules.visibility import answers_for, may_name_places, sends_parties
from rules.words import DutyKind, Mode, VisitState

OVER = (VisitState.CANCELLED, VisitState.POSTPONED)


def overview_facts(desk: Desk) -> dict[str, Any]:
    link = desk.visitor.link
    owed = [duty for duty in owed_by(desk.session, link.agency, link.campaign_id) if answers_of_own(desk, duty)]
    mode = desk.campaign.mode
    kinds, has_parties = answers_for(mode, link.role), sends_parties(link.role, mode)
    mine = [duty for duty in owed if duty.kind in kinds]
    party_days = _party_days(desk) if has_parties else []
    return {
        "campaign": desk.campaign,
        "agency": desk.speech.name(desk.context.pack.agency(link.agency)),
        "role": link.role,
        "findings": _findings_by_day(desk, [duty for duty in mine if duty.kind is DutyKind.FINDINGS]),
        "owed": _entries(desk, [duty for duty in mine if duty.kind is not DutyKind.FINDINGS]),
        "others": _entries(desk, [duty for duty in owed if duty not in mine]) if link.role.value == "superior" else [],
        "passed": [
            {"duty": duty, "now_with": desk.speech.agency(desk.context.pack, duty.agency)}
            for duty in passed_on(desk.session, link)
            if duty.kind in kinds
        ],
        "receipts": receipts_of(desk.session, link, kinds),
        "days": [day for day in party_days if day["on"] >= _today(desk)],
        "own_items": visits_with_items(desk) if has_parties else [],
        "may_be_absent": has_parties and any(day["on"] > _today(desk) for day in party_days),
        # An unannounced check is reported by its leader, in writing, to two offices.
        "released": desk.campaign.released_at is not None and desk.campaign.mode is not Mode.UNANNOUNCED,
    }


def _today(desk: Desk) -> date:
    return desk.context.pack.calendar.day_of(desk.now)


def _entries(desk: Desk, duties: Sequence[Duty]) -> list[dict[str, Any]]:
    """What is owed, with the place it is about."""
    visits = {row.code: row.visit_id for row in recommendations_by_code(desk.session, _subjects(duties)).values()}
    visits |= {row.code: row.visit_id for row in sanctions_by_code(desk.session, _subjects(duties)).values()}
    entries = []
    for duty in duties:
        about = desk.speech.say("tiếp nhận từ ", "taken over from ") + taken if (taken := desk.taken_from(duty)) else ""
        if duty.subject in visits:
            visit, _, place = place_of_visit(desk.session, visits[duty.subject])
            about = f"{place.name}, {desk.area(visit.area)}"
        entries.append(_entry(desk, duty, about))
    return entries


def _subjects(duties: Iterable[Duty]) -> list[str]:
    return [duty.subject for duty in duties]


def _entry(desk: Desk, duty: Duty, about: str) -> dict[str, Any]:
    late = desk.context.pack.calendar.workdays_late(duty.due_at, desk.now)
    return {"duty": duty, "about": about, "late": late, "overdue": desk.now > duty.due_at and duty.paused_at is None}


def _findings_by_day(desk: Desk, duties: Sequence[Duty]) -> list[dict[str, Any]]:
    """Many visits stay readable on a telephone when they stand under their day."""
    places = places_of_visits(desk.session, _subjects(duties))
    rows = sorted((places[duty.subject][1].on, duty.id or 0, duty) for duty in duties)
    days = []
    for on, group in groupby(rows, key=lambda row: row[0]):
        entries = []
        for _, _, duty in group:
            visit, _, place = places[duty.subject]
            entries.append(_entry(desk, duty, "") | {"visit": visit, "place": place, "area": desk.area(visit.area)})
        days.append({"on": on, "entries": entries, "overdue": any(entry["overdue"] for entry in entries)})
    return days


def _party_days(desk: Desk) -> list[dict[str, Any]]:
    """The agency's parties by day; their places are named to them alone, and only from the briefing on."""
    link, calendar = desk.visitor.link, desk.context.pack.calendar
    by_party: dict[int, list[Any]] = {}
    for seat, party in seats_with_parties(desk.session, link):
        by_party.setdefault(party.id or 0, [party, []])[1].append(seat)
    named = [
        party.id or 0
        for party, _ in by_party.values()
        if may_name_places(desk.campaign.mode, party.on, _today(desk), calendar)
    ]
    places: dict[int, list[Establishment]] = {}
    for visit, place in places_of_parties(desk.session, named):
        if visit.state not in OVER:
            places.setdefault(visit.party_id, []).append(place)
    parties = sorted(by_party.values(), key=lambda pair: (pair[0].on, pair[0].session, pair[0].id or 0))
    return [
        {
            "on": on,
            "parties": [
                {
                    "area": desk.area(party.area),
                    "session": party.session,
                    "leads": party.lead_agency == link.agency,
                    "cards": [seat.card for seat in seats if seat.card],
                    "seats": len(seats),
                    "places": places.get(party.id or 0, []),
                }
                for party, seats in group
            ],
        }
        for on, group in groupby(parties, key=lambda pair: pair[0].on)
    ]


def visits_with_items(desk: Desk) -> list[dict[str, Any]]:
    """Visits of past and present days that the agency takes part in without leading, and has items on."""
    link = desk.visitor.link
    parties: dict[int, Party] = {}
    for _, party in seats_with_parties(desk.session, link):
        if party.lead_agency != link.agency and has_begun(desk, party):
            parties[party.id or 0] = party
    rows: list[tuple[Visit, Establishment]] = [
        (visit, place)
        for visit, place in places_of_parties(desk.session, list(parties))
        if takes_own_items(desk, visit, parties[visit.party_id])
    ]
    done = visits_answered_by(desk.session, link.agency, [visit.id or 0 for visit, _ in rows])
    return [
        {
            "visit": visit,
            "place": place,
            "on": parties[visit.party_id].on,
            "area": desk.area(visit.area),
            "done": visit.id in done,
        }
        for visit, place in sorted(rows, key=lambda row: (parties[row[0].party_id].on, row[0].id or 0))
    ]


def has_begun(desk: Desk, party: Party) -> bool:
    """Whether the party's day has come, and its places may be named."""
    today = _today(desk)
    return party.on <= today and may_name_places(desk.campaign.mode, party.on, today, desk.context.pack.calendar)


def takes_own_items(desk: Desk, visit: Visit, party: Party) -> bool:
    """Whether the visitor's agency has items of its own on a visit that takes, or took, place."""
    if visit.state in (*OVER, VisitState.NOT_CONDUCTED):
        return False
    return bool(items_of_agency(desk.session, visit, party, desk.visitor.link.agency, desk.context))
