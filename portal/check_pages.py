"""The leader's pages of an unannounced check: its list, opened with a code of its own, shown once; calling off."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.cancel_check import cancel_check
from actions.open_list import NO_LIST, ask_list_code, open_list
from actions.waive_findings import waive_findings
from models import UnannouncedOrder
from models.queries.unannounced import places_coded
from portal.access import NotThere
from portal.case import open_case
from portal.check_case import CheckPart
from portal.desk import Desk
from portal.desks import change_something, reading_desk
from portal.forms import Form
from portal.overview import visits_with_items
from portal.pages import show
from portal.posted import Posted
from portal.refusing import is_for_the_form, note_refusal, note_wrong_code
from portal.site import Site, SiteHere, SpeechHere, address_of
from rules.refusals import ListClosed, Refusal
from rules.words import CampaignState, CancelReason

routes = APIRouter()

STATES: Mapping[CampaignState, tuple[str, str]] = {
    CampaignState.DRAFT: ("Chờ ra lệnh", "Waits for an order"),
    CampaignState.APPROVED: ("Đã ra lệnh, chưa báo thành viên", "Ordered, members not told yet"),
    CampaignState.INSPECTING: ("Đã báo thành viên", "Members are told"),
    CampaignState.ASSESSING: ("Đã có kết quả", "Findings are in"),
    CampaignState.REPORTING: ("Chờ báo cáo bằng văn bản", "Waits for the report in writing"),
    CampaignState.CLOSED: ("Hoàn thành", "Closed"),
    CampaignState.CANCELLED: ("Không kiểm tra", "No check"),
}


def check_page(
    site: Site, desk: Desk, part: CheckPart, *, sent: bool = False, posted: Posted | None = None, status: int = 200
) -> HTMLResponse:
    """Where it stands, and nothing of the order."""
    return show(
        "check.html",
        desk.speech,
        site.foot(desk.session, desk.now, desk.context),
        status=status,
        posted=posted,
        home=f"/l/{desk.visitor.signed}",
        subject=desk.visitor.link.subject,
        part=part,
        has_list=part.leads and part.state not in NO_LIST,
        may_cancel=part.leads and part.state is CampaignState.APPROVED,
        unheard=[(desk.speech.name(desk.context.pack.agency(one.agency)), one.why) for one in part.unheard],
        state=desk.speech.say(*STATES[part.state]),
        reasons=list(CancelReason),
        own_items=[] if part.muster is None else visits_with_items(desk),
        sent=sent,
    )


@routes.post("/l/{signed}/list/code")
def send_list_code(signed: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    def ask(desk: Desk) -> HTMLResponse:
        part = _part(desk)
        ask_list_code(desk.session, desk.visitor.link, desk.campaign, now=desk.now, context=desk.context)
        return check_page(site, desk, part, sent=True)

    return _at_the_list(site, signed, request, Posted({}, speech), ask)


@routes.post("/l/{signed}/list")
def show_list(signed: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """The list stands in the answer to this post alone: no address leads to it."""

    def look(desk: Desk) -> HTMLResponse:
        part = _part(desk)
        code = "".join(posted.get("code").split())[:32]
        order, left = open_list(
            desk.session, desk.visitor.link, desk.campaign, code, now=desk.now, context=desk.context
        )
        if order is not None:
            return _list_page(site, desk, order)
        note_wrong_code(posted, left)
        return check_page(site, desk, part, sent=left > 0, posted=posted, status=422)

    return _at_the_list(site, signed, request, posted, look)


@routes.post("/l/{signed}/cancel")
def call_off(signed: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def cancel(desk: Desk) -> None:
        _part(desk)
        reason = posted.one_of("reason", CancelReason, ("Xin chọn lý do.", "Please choose a reason."))
        posted.check()
        assert reason is not None, "check() refuses a missing one"
        cancel_check(desk.session, desk.campaign, reason, **desk.given)

    try:
        change_something(site, signed, request.cookies, speech, cancel)
    except Refusal as refusal:
        if not is_for_the_form(refusal):
            raise
        return _again(site, signed, request, posted, refusal)
    return RedirectResponse(f"/l/{signed}", status_code=303)


@routes.post("/l/{signed}/give-up")
def give_up(signed: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    def waive(desk: Desk) -> None:
        _part(desk)
        waive_findings(desk.session, desk.campaign, **desk.given)

    change_something(site, signed, request.cookies, speech, waive)
    return RedirectResponse(f"/l/{signed}", status_code=303)


def _at_the_list(
    site: Site, signed: str, request: Request, posted: Posted, act: Callable[[Desk], HTMLResponse]
) -> Response:
    """One visitor after the other; what is refused is said on the page it was asked on."""
    if not site.knocks.code(address_of(request)):
        raise HTTPException(429)
    try:
        return change_something(site, signed, request.cookies, posted.speech, act)
    except ListClosed as refusal:
        return _again(site, signed, request, posted, refusal)


def _again(site: Site, signed: str, request: Request, posted: Posted, refusal: Refusal) -> Response:
    with reading_desk(site, signed, request.cookies, posted.speech) as desk:
        note_refusal(posted, refusal)
        return check_page(site, desk, _part(desk), posted=posted, status=422)


def _part(desk: Desk) -> CheckPart:
    """Raises NotThere for everybody but who leads the check."""
    part = open_case(desk).check if desk.visitor.link.confidential else None
    if part is None or not part.leads:
        raise NotThere
    return part


def _list_page(site: Site, desk: Desk, order: UnannouncedOrder) -> HTMLResponse:
    pack, speech = desk.context.pack, desk.speech
    seats: list[dict[str, Any]] = [
        {"agency": speech.name(pack.agency(agency)), "leads": agency == order.lead_agency, "cards": cards}
        for agency, cards in sorted(order.seats.items())
    ]
    return show(
        "check_list.html",
        speech,
        site.foot(desk.session, desk.now, desk.context),
        home=f"/l/{desk.visitor.signed}",
        subject=desk.visitor.link.subject,
        order=order,
        seats=seats,
        places=[(place, desk.area(place.area)) for place in places_coded(desk.session, order.establishments)],
    )
