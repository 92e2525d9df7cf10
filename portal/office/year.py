"""The plan's year on the portal: its picture, what slips, clashes and is reached, and its days for a calendar."""

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import Response

from actions.year_calendar import year_calendar
from models.queries.year import newest_plan
from notifications.year_entries import write_year
from notifications.year_picture import draw_year
from portal.office.desk import OfficeDesk, reading_office
from portal.office.sheets import as_file
from portal.site import SiteHere, SpeechHere
from rules.visibility import READS_CAMPAIGNS
from rules.words import CampaignKind
from rules.year_calendar import YearCalendar

PATH = "/office/year"
routes = APIRouter()


@routes.get(PATH)
@routes.head(PATH)
def show_year(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        year = told_year(desk)
        return desk.page(
            "office/year.html",
            here=PATH,
            year=year,
            slips=[(row, next(day for day in row.steps if not day.begun)) for row in year.slips],
            agency_of=desk.agency,
        )


@routes.get(f"{PATH}.svg")
@routes.head(f"{PATH}.svg")
def send_picture(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        return Response(draw_year(told_year(desk), speech.locale), media_type="image/svg+xml")


@routes.get(f"{PATH}.ics")
@routes.head(f"{PATH}.ics")
def send_entries(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        year = told_year(desk)
        entries = write_year(year, desk.now, site.office.identity.domain, speech.locale)
        return as_file(entries, "text/calendar; charset=utf-8", f"{year.code or year.year}.ics")


def told_year(desk: OfficeDesk) -> YearCalendar:
    """Without the reception of victims, of which no list of campaigns tells."""
    year = year_calendar(desk.session, now=desk.now, context=desk.context(newest_plan(desk.session)))
    shown = tuple(row for row in year.activities if row.kind is not CampaignKind.RECEPTION)
    return replace(year, activities=shown)
