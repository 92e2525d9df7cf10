"""The leaders' page of unannounced checks: a ground is put in, and where their own checks stand."""

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.check_document import LONGEST_NUMBER
from actions.raise_check import Ground, raise_check
from models.queries.unannounced import open_checks
from portal.check_pages import STATES
from portal.duty_pages import NONCE_BYTES
from portal.forms import Form
from portal.office.desk import OfficeDesk, reading_office, take_office_form
from portal.posted import Posted
from portal.refusing import UNPROCESSABLE
from portal.site import SiteHere, SpeechHere
from rules.visibility import RAISES_CHECKS
from rules.words import OrderGround

HERE = "/office/checks"
routes = APIRouter()


@routes.get(HERE)
@routes.head(HERE)
def show_checks(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, RAISES_CHECKS) as desk:
        return checks_page(desk, done="raised" in request.query_params)


@routes.post(HERE)
def put_in(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        nonce = posted.nonce()
        ground = _read_ground(posted)
        raise_check(desk.session, ground, nonce=nonce, **desk.given())

    def show_again(desk: OfficeDesk) -> HTMLResponse:
        return checks_page(desk, posted=posted, status=UNPROCESSABLE)

    again = take_office_form(site, request, speech, RAISES_CHECKS, posted, change, show_again)
    return again or RedirectResponse(f"{HERE}?raised=1", status_code=303)


def _read_ground(posted: Posted) -> Ground:
    """Raises AnswerRefused."""
    ground = posted.one_of("ground", OrderGround, ("Xin chọn căn cứ.", "Please choose the ground."))
    ask = ("Xin ghi số văn bản làm căn cứ.", "Please write the number of the document the ground stands in.")
    number = posted.text("document", LONGEST_NUMBER, ask)
    document_on = posted.day("document_on", ask=("Xin nhập ngày văn bản.", "Please enter the day of the document."))
    posted.check()
    assert ground is not None and document_on is not None, "check() refuses what is missing"
    return Ground(ground, number, document_on)


def checks_page(
    desk: OfficeDesk, *, done: bool = False, posted: Posted | None = None, status: int = 200
) -> HTMLResponse:
    """Codes and states only, and only of this officer's own."""
    checks = open_checks(desk.session, desk.officer.contact)
    return desk.page(
        "office/checks.html",
        here=HERE,
        status=status,
        posted=posted,
        done=done,
        action=HERE,
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        grounds=list(OrderGround),
        checks=[(code, desk.speech.say(*STATES[state])) for code, state in checks],
    )
