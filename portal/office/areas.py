"""The areas in which work rests: suspending one, and letting work go on."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.resume_area import resume_area
from actions.suspend_area import LONGEST_NUMBER, AreaOrder, suspend_area
from models import AreaSuspension
from models.queries.suspensions import Resting, resting_in, suspensions
from portal.forms import Form
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import status_of
from portal.site import SiteHere, SpeechHere
from rules.pack import Area
from rules.refusals import Refusal, UnknownCode
from rules.visibility import KEEPS_RECORDS
from rules.words import SuspendReason

PATH = "/office/areas"
ASK_AREA = ("Xin chọn địa bàn.", "Please choose the area.")
ASK_REASON = ("Xin chọn lý do.", "Please choose the reason.")
routes = APIRouter()


@dataclass(frozen=True)
class AtRest:
    """One area in which work rests, and what waits there by campaign."""

    suspension: AreaSuspension
    name: str
    waits: list[Resting]


@routes.get(PATH)
@routes.head(PATH)
def show_areas(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        return areas_page(desk, done=request.query_params.get("done", ""))


def areas_page(desk: OfficeDesk, *, posted: Posted | None = None, status: int = 200, done: str = "") -> HTMLResponse:
    rest = [
        AtRest(row, area_name(desk, row.area), resting_in(desk.session, row.area, _authority(desk, row.area)))
        for row in suspensions(desk.session)
    ]
    resting = {row.suspension.area for row in rest}
    return desk.page(
        "office/areas.html",
        here=PATH,
        status=status,
        posted=posted,
        rest=rest,
        areas=[(area.code, desk.speech.name(area)) for area in _work_areas(desk) if area.code not in resting],
        reasons=list(SuspendReason),
        action=PATH,
        done=done,
    )


def area_name(desk: OfficeDesk, code: str) -> str:
    """Its name; a code that the pack no longer has stands for itself."""
    try:
        return desk.speech.name(desk.context().pack.area(code))
    except UnknownCode:
        return code


def _authority(desk: OfficeDesk, area: str) -> str:
    try:
        return desk.context().pack.authority_of(area, desk.today).code
    except UnknownCode:
        return ""


def _work_areas(desk: OfficeDesk) -> tuple[Area, ...]:
    pack = desk.context().pack
    return pack.areas_at(pack.work_level, desk.today)


@routes.post(PATH)
def suspend(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def rest(desk: OfficeDesk) -> None:
        area, order = _read(posted, [row.code for row in _work_areas(desk)])
        suspend_area(desk.session, area, order, **desk.given())

    return _change(request, posted, site, speech, rest, "suspended")


@routes.post(PATH + "/{area}/resume")
def resume(area: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def go_on(desk: OfficeDesk) -> None:
        resume_area(desk.session, area, **desk.given())

    return _change(request, posted, site, speech, go_on, "resumed")


def _change(
    request: Request,
    posted: Posted,
    site: SiteHere,
    speech: SpeechHere,
    act: Callable[[OfficeDesk], None],
    done: str,
) -> Response:
    try:
        change_office(site, request, speech, KEEPS_RECORDS, act)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return areas_page(desk, posted=posted, status=status_of(refusal))
    return RedirectResponse(f"{PATH}?done={done}", status_code=303)


def _read(posted: Posted, areas: list[str]) -> tuple[str, AreaOrder]:
    area = posted.choice("area", areas, ASK_AREA)
    reason = posted.one_of("reason", SuspendReason, ASK_REASON)
    ask = ("Xin ghi số, ký hiệu văn bản.", "Please enter the document's number and symbol.")
    document = posted.text("document", LONGEST_NUMBER, ask)
    until = posted.day("until") if posted.get("until").strip() else None
    posted.check()
    assert reason is not None, "check() refuses a missing one"
    return area, AreaOrder(reason, document, until)
