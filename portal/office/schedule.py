"""The planned schedule with the names of premises, on a page and as a workbook.

Opening it changes nothing, so no row of the journal is written for it: that an officer signed in is journalled instead.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from models import Campaign, Establishment, Party, Seat, Visit
from models.queries.office_pages import schedule_of
from portal.office.campaigns import find_planned
from portal.office.desk import OfficeDesk, reading_office
from portal.office.sheets import Value, send_workbook
from portal.site import SiteHere, SpeechHere
from rules.figures import state_shown
from rules.visibility import READS_CAMPAIGNS

routes = APIRouter()


@dataclass(frozen=True)
class PartyLine:
    """A party on its day; `seats` are (agency, members, cards)."""

    party: Party
    area: str
    lead: str
    seats: list[tuple[str, int, list[str]]]
    places: list[tuple[Visit, Establishment]]


def party_lines(desk: OfficeDesk, campaign: Campaign) -> list[PartyLine]:
    pack = desk.context(campaign).pack
    return [
        PartyLine(
            party=party,
            area=desk.speech.name(pack.area(party.area)),
            lead=desk.agency(party.lead_agency),
            seats=_seats(desk, seats),
            places=places,
        )
        for party, seats, places in schedule_of(desk.session, desk.officer.role, campaign)
    ]


def _seats(desk: OfficeDesk, seats: list[Seat]) -> list[tuple[str, int, list[str]]]:
    by_agency: dict[str, list[Seat]] = {}
    for seat in seats:
        by_agency.setdefault(seat.agency, []).append(seat)
    return [
        (desk.agency(agency), len(own), [seat.card for seat in own if seat.card]) for agency, own in by_agency.items()
    ]


@routes.get("/office/c/{code}/schedule")
@routes.head("/office/c/{code}/schedule")
def show_schedule(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        campaign = find_planned(desk, code)
        lines = party_lines(desk, campaign)
        days: list[tuple[date, list[PartyLine]]] = [
            (on, list(group)) for on, group in groupby(lines, key=lambda line: line.party.on)
        ]
        visits = sum(len(line.places) for line in lines)
        return desk.page(
            "office/schedule.html",
            here="/office/c",
            campaign=campaign,
            days=days,
            visits=visits,
            state_shown=state_shown,
        )


@routes.get("/office/c/{code}/schedule.xlsx")
@routes.head("/office/c/{code}/schedule.xlsx")
def send_schedule(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    """One line a visit."""
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        campaign = find_planned(desk, code)
        say = speech.say
        return send_workbook(
            f"{say('lich', 'schedule')}-{campaign.code}",
            say("Lịch kiểm tra ", "Schedule of ") + campaign.code,
            (
                say("Ngày", "Day"),
                say("Buổi", "Part of the day"),
                say("Đoàn", "Party"),
                say("Địa bàn", "Area"),
                say("Cơ sở", "Premises"),
                say("Loại hình", "Type"),
                say("Chủ trì", "Leading"),
                say("Thành viên", "Members"),
                say("Tình trạng", "State"),
            ),
            (12, 12, 22, 20, 36, 22, 30, 44, 18),
            [row for line in party_lines(desk, campaign) for row in _rows(desk, line)],
            speech.zone,
        )


def _rows(desk: OfficeDesk, line: PartyLine) -> list[tuple[Value, ...]]:
    speech = desk.speech
    members = "; ".join(
        f"{agency}: {count}" + (f" ({', '.join(cards)})" if cards else "") for agency, count, cards in line.seats
    )
    return [
        (
            line.party.on,
            speech.label(line.party.session),
            line.party.code,
            line.area,
            place.name,
            speech.label(place.type),
            line.lead,
            members,
            speech.label(state_shown(visit.state)),
        )
        for visit, place in line.places
    ]
