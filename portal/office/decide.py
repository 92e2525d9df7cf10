"""The chairman, or the office that deputises for him, decides a plan on his own signed-in page."""

import secrets

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.take_answer import Arrival, earlier_answer
from models import Campaign, Duty
from models.queries.duties import duties_about
from models.queries.portal_pages import last_answer, lock_campaign
from portal.access import NotThere
from portal.duties import FORMS
from portal.duty_pages import NONCE_BYTES, deadline_facts
from portal.forms import Form
from portal.office.campaigns import find_planned
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.posted import Posted
from portal.refusing import is_for_the_form, note_refusal
from portal.site import SiteHere, SpeechHere
from rules.refusals import Refusal, TransitionRefused
from rules.visibility import ANSWERED_BY
from rules.words import DutyKind, DutyState

DECIDERS = ANSWERED_BY[DutyKind.APPROVE_PLAN]
FORM = FORMS[DutyKind.APPROVE_PLAN]
routes = APIRouter()


def _asked(desk: OfficeDesk, code: str) -> tuple[Campaign, Duty]:
    """The newest time this plan was put before the chairman. Raises NotThere before there was one."""
    campaign = find_planned(desk, code)
    duties = duties_about(desk.session, code, DutyKind.APPROVE_PLAN)
    if not duties:
        raise NotThere
    return campaign, duties[-1]


@routes.get("/office/c/{code}/decide")
@routes.head("/office/c/{code}/decide")
def show_plan(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, DECIDERS) as desk:
        campaign, duty = _asked(desk, code)
        return plan_page(desk, campaign, duty) if duty.state is DutyState.OPEN else decided_page(desk, campaign, duty)


def plan_page(
    desk: OfficeDesk, campaign: Campaign, duty: Duty, posted: Posted | None = None, *, status: int = 200
) -> HTMLResponse:
    own = desk.own_desk(campaign)
    return desk.page(
        FORM.template,
        status=status,
        posted=posted,
        frame="office/layout.html",
        home="/office",
        action=f"/office/c/{campaign.code}/decide",
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        **deadline_facts(own, duty),
        **FORM.facts(own, duty),
    )


def decided_page(desk: OfficeDesk, campaign: Campaign, duty: Duty) -> HTMLResponse:
    """What was decided, whoever did; or that the plan was withdrawn."""
    answer = last_answer(desk.session, duty)
    said = [] if answer is None else FORM.said(desk.own_desk(campaign), duty, answer.content)
    return desk.page("office/decided.html", campaign=campaign, duty=duty, answer=answer, said=said)


@routes.post("/office/c/{code}/decide")
def decide(code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    try:
        change_office(site, request, speech, DECIDERS, lambda desk: _take(desk, code, posted))
    except Refusal as refusal:
        if not is_for_the_form(refusal):
            raise
        with reading_office(site, request, speech, DECIDERS) as desk:
            campaign, duty = _asked(desk, code)
            note_refusal(posted, refusal)
            return plan_page(desk, campaign, duty, posted, status=422)
    return RedirectResponse(f"/office/c/{code}/decide", status_code=303)


def _take(desk: OfficeDesk, code: str, posted: Posted) -> None:
    """The same form sent twice is taken once. Raises a Refusal; then nothing was kept."""
    campaign, duty = _asked(desk, code)
    lock_campaign(desk.session, campaign)
    desk.session.refresh(duty)
    nonce = posted.nonce()
    earlier = earlier_answer(desk.session, nonce)
    if earlier is not None and earlier.duty_id == duty.id:
        return
    if duty.state is not DutyState.OPEN:
        raise TransitionRefused("duty", duty.code, duty.state, "answer", [])
    FORM.answer(desk.own_desk(campaign), duty, posted, Arrival(nonce=nonce))
