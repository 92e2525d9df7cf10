"""Reports on request: which were asked for and what became of them, and the form that asks for one."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.ask_on_request import ReportRequest, ask_on_request, regimes_on_request, requested
from models.queries.year import newest_plan
from portal.forms import Form
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import status_of
from portal.site import SiteHere, SpeechHere
from rules.refusals import Refusal
from rules.visibility import KEEPS_RECORDS

PATH = "/office/reports"
ASK_REPORT = ("Xin chọn báo cáo.", "Please choose the report.")
routes = APIRouter()


@routes.get(PATH)
@routes.head(PATH)
def show_reports(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        return reports_page(desk, done="done" in request.query_params)


def reports_page(
    desk: OfficeDesk, *, posted: Posted | None = None, status: int = 200, done: bool = False
) -> HTMLResponse:
    year = newest_plan(desk.session)
    context, say = desk.context(year), desk.speech.say
    duties = [] if year is None else requested(desk.session, year, context)
    return desk.page(
        "office/reports.html",
        here=PATH,
        status=status,
        posted=posted,
        year=year,
        regimes=[
            (row.code, say(row.title, row.title_en or row.title)) for row in regimes_on_request(desk.today, context)
        ],
        asked=[(duty, desk.agency(duty.agency)) for duty in reversed(duties)],
        action=PATH,
        done=done,
    )


@routes.post(PATH)
def ask(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def act(desk: OfficeDesk) -> None:
        year = newest_plan(desk.session)
        known = [row.code for row in regimes_on_request(desk.today, desk.context(year))]
        ask_on_request(desk.session, _read(posted, known), **desk.given(year))

    try:
        change_office(site, request, speech, KEEPS_RECORDS, act)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return reports_page(desk, posted=posted, status=status_of(refusal))
    return RedirectResponse(f"{PATH}?done=1", status_code=303)


def _read(posted: Posted, known: list[str]) -> ReportRequest:
    regime = posted.choice("regime", known, ASK_REPORT)
    from_on, to_on, due_on = posted.day("from_on"), posted.day("to_on"), posted.day("due_on")
    posted.check()
    assert from_on is not None and to_on is not None and due_on is not None, "check() refuses a missing one"
    return ReportRequest(regime, from_on, to_on, due_on)
