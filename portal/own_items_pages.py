"""An agency that takes part in a visit without leading it enters its own items, and sees nothing else of it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.hand_in_findings import enter_own_items
from models import Establishment, Party, Visit
from models.queries.portal_pages import own_finding, places_of_visits
from portal.access import NotThere
from portal.check_case import is_check
from portal.desk import Desk
from portal.desks import change_something, reading_desk
from portal.duties.findings import items_said, own_items, read_items
from portal.forms import Form
from portal.overview import has_begun, takes_own_items
from portal.pages import show
from portal.posted import Posted
from portal.refusing import is_for_the_form, note_refusal
from portal.site import Site, SiteHere, SpeechHere
from rules.refusals import Refusal
from rules.visibility import sends_parties

routes = APIRouter()


@routes.get("/l/{signed}/v/{code}")
@routes.head("/l/{signed}/v/{code}")
def show_own_items(signed: str, code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_desk(site, signed, request.cookies, speech) as desk:
        return own_items_page(site, desk, code)


@routes.post("/l/{signed}/v/{code}")
def answer_own_items(
    signed: str, code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere
) -> Response:
    """Kept once for each agency and visit; sent again it shows what was kept, whatever it says then."""

    def enter(desk: Desk) -> None:
        visit, _, _ = own_visit(desk, code)
        if own_finding(desk.session, visit.id or 0, desk.visitor.link.agency) is not None:
            return
        answers = read_items(posted)
        posted.check()
        enter_own_items(desk.session, visit, desk.visitor.link.agency, answers, **desk.given)

    try:
        change_something(site, signed, request.cookies, speech, enter)
    except Refusal as refusal:
        if not is_for_the_form(refusal):
            raise
        with reading_desk(site, signed, request.cookies, speech) as desk:
            note_refusal(posted, refusal)
            return own_items_page(site, desk, code, posted, status=422)
    return RedirectResponse(f"/l/{signed}/v/{code}", status_code=303)


def own_visit(desk: Desk, code: str) -> tuple[Visit, Party, Establishment]:
    """The visit, its party and place. Raises NotThere unless the agency takes part in it without leading it."""
    link = desk.visitor.link
    found = places_of_visits(desk.session, [code]).get(code)
    # A member's link to an unannounced check leads there too, once the check is over: it is the only one it gets.
    confidential = link.confidential and not is_check(desk)
    if confidential or not sends_parties(link.role, desk.campaign.mode) or found is None:
        raise NotThere
    visit, party, _ = found
    foreign = visit.campaign_id != link.campaign_id or party.lead_agency == link.agency
    if foreign or not has_begun(desk, party) or not takes_own_items(desk, visit, party):
        raise NotThere
    return found


def own_items_page(
    site: Site, desk: Desk, code: str, posted: Posted | None = None, *, status: int = 200
) -> HTMLResponse:
    visit, party, place = own_visit(desk, code)
    kept = own_finding(desk.session, visit.id or 0, desk.visitor.link.agency)
    return show(
        "own_items.html",
        desk.speech,
        site.foot(desk.session, desk.now, desk.context),
        status=status,
        posted=posted,
        action=f"/l/{desk.visitor.signed}/v/{code}",
        home=f"/l/{desk.visitor.signed}",
        visit=visit,
        party=party,
        place=place,
        area=desk.area(visit.area),
        items=own_items(desk, visit, party),
        answers=desk.context.pack.item_answers,
        kept_at=None if kept is None else kept[0].handed_in_at,
        said=[] if kept is None else items_said(desk, {row.item: row.answer.value for row in kept[1]}),
    )
