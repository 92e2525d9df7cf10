"""The focal point's page of receptions: one is begun with a day and an agency; where each stands, by its code."""

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.hand_over_reception import hand_over_reception
from actions.start_reception import Received, start_reception
from actions.withdraw_reception import withdraw_reception
from models import Campaign
from models.queries.receptions import open_reception, open_receptions
from portal.access import NotThere
from portal.duty_pages import NONCE_BYTES
from portal.forms import Form
from portal.office.desk import OfficeDesk, change_office, reading_office, take_office_form
from portal.posted import Posted
from portal.refusing import UNPROCESSABLE
from portal.site import SiteHere, SpeechHere
from rules.visibility import RECEIVES_VICTIMS
from rules.words import Role, WithdrawReason

HERE = "/office/receptions"
routes = APIRouter()


@routes.get(HERE)
@routes.head(HERE)
def show_receptions(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, RECEIVES_VICTIMS) as desk:
        return receptions_page(desk, done=request.query_params.get("done", ""))


@routes.post(HERE)
def begin(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        nonce = posted.nonce()
        start_reception(desk.session, _read(desk, posted), nonce=nonce, **desk.given())

    def show_again(desk: OfficeDesk) -> HTMLResponse:
        return receptions_page(desk, posted=posted, status=UNPROCESSABLE)

    again = take_office_form(site, request, speech, RECEIVES_VICTIMS, posted, change, show_again)
    return again or RedirectResponse(f"{HERE}?done=begun", status_code=303)


@routes.post(HERE + "/{code}/withdraw")
def withdraw(code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        campaign = _find(desk, code)
        ask = ("Xin chọn lý do rút lại.", "Please choose why it is withdrawn.")
        reason = posted.one_of("reason", WithdrawReason, ask)
        posted.check()
        assert reason is not None, "check() refuses a missing one"
        withdraw_reception(desk.session, campaign, reason, actor=desk.officer.actor, now=desk.now)

    def show_again(desk: OfficeDesk) -> HTMLResponse:
        return receptions_page(desk, posted=posted, status=UNPROCESSABLE, about=code)

    again = take_office_form(site, request, speech, RECEIVES_VICTIMS, posted, change, show_again)
    return again or RedirectResponse(f"{HERE}?done=withdrawn", status_code=303)


@routes.post(HERE + "/{code}/hand-over")
def hand_over(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        hand_over_reception(desk.session, _find(desk, code), **desk.given())

    change_office(site, request, speech, RECEIVES_VICTIMS, change)
    return RedirectResponse(f"{HERE}?done=handed_over", status_code=303)


def _find(desk: OfficeDesk, code: str) -> Campaign:
    """Raises NotThere."""
    found = open_reception(desk.session, code, desk.officer.role)
    if found is None:
        raise NotThere
    return found


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
    desk: OfficeDesk, *, done: str = "", posted: Posted | None = None, status: int = 200, about: str = ""
) -> HTMLResponse:
    """Codes, steps and days; day and agency of each stand behind its one-time code alone. `about` is the one that a
    refused form was for."""
    officer = desk.officer
    is_focal = officer.role is Role.FOCAL_POINT
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
        about=about,
        reasons=list(WithdrawReason),
        may_withdraw=lambda row: is_focal or row.started_by == officer.contact.id,
        may_hand_over=lambda duty: is_focal or (duty is not None and not duty.timed),
    )
