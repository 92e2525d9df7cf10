"""The focal point's page of receptions: one is begun with a day and an agency; where each stands, by its code."""

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.start_reception import Received, start_reception
from models.queries.receptions import open_receptions
from portal.duty_pages import NONCE_BYTES
from portal.forms import Form
from portal.office.desk import OfficeDesk, reading_office, take_office_form
from portal.posted import Posted
from portal.refusing import UNPROCESSABLE
from portal.site import SiteHere, SpeechHere
from rules.visibility import RECEIVES_VICTIMS

HERE = "/office/receptions"
routes = APIRouter()


@routes.get(HERE)
@routes.head(HERE)
def show_receptions(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, RECEIVES_VICTIMS) as desk:
        return receptions_page(desk, done="begun" in request.query_params)


@routes.post(HERE)
def begin(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        nonce = posted.nonce()
        start_reception(desk.session, _read(desk, posted), nonce=nonce, **desk.given())

    def show_again(desk: OfficeDesk) -> HTMLResponse:
        return receptions_page(desk, posted=posted, status=UNPROCESSABLE)

    again = take_office_form(site, request, speech, RECEIVES_VICTIMS, posted, change, show_again)
    return again or RedirectResponse(f"{HERE}?begun=1", status_code=303)


def _read(desk: OfficeDesk, posted: Posted) -> Received:
    """Raises AnswerRefused."""
    on = posted.day("received_on", ask=("Xin nhập ngày tiếp nhận.", "Please enter the day of the reception."))
    codes = [code for code, _ in _agencies(desk)]
    agency = posted.choice("agency", codes, ("Xin chọn cơ quan.", "Please choose the agency."))
    posted.check()
    assert on is not None, "check() refuses a missing one"
    return Received(on, agency)


def _agencies(desk: OfficeDesk) -> list[tuple[str, str]]:
    rows = desk.context().pack.agencies
    return [(row.code, desk.speech.name(row)) for row in rows if row.valid_on(desk.today)]


def receptions_page(
    desk: OfficeDesk, *, done: bool = False, posted: Posted | None = None, status: int = 200
) -> HTMLResponse:
    """Codes, steps and days; day and agency of each stand behind its one-time code alone."""
    return desk.page(
        "office/receptions.html",
        here=HERE,
        status=status,
        posted=posted,
        done=done,
        action=HERE,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        agencies=_agencies(desk),
        receptions=open_receptions(desk.session, desk.officer.role),
    )
