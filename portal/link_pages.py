"""What stands directly behind a link: the list of what is owed, or the way through the one-time code."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.ask_access_code import ask_access_code
from actions.enter_access_code import SESSION_LIVES, Entry, enter_access_code
from actions.renew_link import renew_link
from actions.report_absence import report_absence
from portal.access import NotThere, Visitor, cookie_name, know_link, open_link
from portal.case import open_case
from portal.desk import Desk
from portal.desks import change_something, reading_desk
from portal.duties.confirm import read_days
from portal.duty_pages import case_page
from portal.forms import Form
from portal.overview import overview_facts
from portal.pages import show
from portal.posted import Posted
from portal.refusing import is_for_the_form, note_refusal, note_wrong_code
from portal.report_page import partner_report
from portal.site import Site, SiteHere, SpeechHere, address_of
from portal.speech import Speech
from rules.refusals import Refusal
from rules.visibility import sends_parties
from rules.words import Mode

routes = APIRouter()


@routes.get("/l/{signed}")
@routes.head("/l/{signed}")
def show_link(signed: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_desk(site, signed, request.cookies, speech) as desk:
        if desk.visitor.link.confidential:
            return case_page(site, desk, open_case(desk))
        return overview_page(site, desk, done=request.query_params.get("done", ""))


def overview_page(
    site: Site, desk: Desk, *, done: str = "", posted: Posted | None = None, status: int = 200
) -> HTMLResponse:
    return show(
        "overview.html",
        desk.speech,
        site.foot(desk.session, desk.now, desk.context),
        status=status,
        posted=posted,
        home=f"/l/{desk.visitor.signed}",
        done=done,
        **overview_facts(desk),
    )


@routes.post("/l/{signed}/absence")
def tell_absence(signed: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """Safe to repeat without a nonce: a day that is known is not noted twice, a party that moved stays where it is."""

    def tell(desk: Desk) -> None:
        link = desk.visitor.link
        if link.confidential or not sends_parties(link.role):
            raise NotThere
        days = read_days(desk, posted)
        posted.check()
        report_absence(desk.session, desk.campaign.id or 0, link.agency, days, **desk.given)

    try:
        change_something(site, signed, request.cookies, speech, tell)
    except Refusal as refusal:
        if not is_for_the_form(refusal):
            raise
        with reading_desk(site, signed, request.cookies, speech) as desk:
            note_refusal(posted, refusal)
            return overview_page(site, desk, posted=posted, status=422)
    return RedirectResponse(f"/l/{signed}?done=absence", status_code=303)


@routes.get("/l/{signed}/report")
@routes.head("/l/{signed}/report")
def show_report(signed: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_desk(site, signed, request.cookies, speech) as desk:
        announced = desk.campaign.mode is not Mode.UNANNOUNCED
        if desk.visitor.link.confidential or not announced or desk.campaign.released_at is None:
            raise NotThere
        return partner_report(desk)


@routes.post("/l/{signed}/renew")
def send_new_link(signed: str, site: SiteHere, speech: SpeechHere) -> Response:
    """Always to the registered address, whoever presses the button; the page does not say which that is."""
    with site.office.transaction() as (session, now):
        visitor = know_link(session, site.office, signed, now)
        if now >= visitor.link.expires_at:
            renew_link(session, visitor.link, now=now, context=visitor.context)
    return show("renewed.html", speech, site.plain_foot)


@routes.post("/l/{signed}/code")
def send_code(signed: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    def ask(visitor: Visitor) -> None:
        with site.office.transaction() as (session, now):
            known = open_link(session, site.office, visitor.signed, now)
            ask_access_code(session, known.link, now=now, context=known.context)

    _at_the_door(site, request, signed, ask)
    return code_page(site, speech, signed, sent=True)


@routes.post("/l/{signed}/enter")
def enter_code(signed: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    entries: list[tuple[Visitor, Entry]] = []

    def enter(visitor: Visitor) -> None:
        code = "".join(posted.get("code").split())[:32]
        with site.office.transaction() as (session, now):
            known = open_link(session, site.office, visitor.signed, now)
            entries.append((known, enter_access_code(session, known.link, code, now=now, context=known.context)))

    _at_the_door(site, request, signed, enter)
    visitor, entry = entries[0]
    if entry.secret is None:
        note_wrong_code(posted, entry.tries_left)
        return code_page(site, speech, signed, sent=entry.tries_left > 0, posted=posted, status=422)
    response = RedirectResponse(f"/l/{signed}", status_code=303)
    response.set_cookie(
        cookie_name(visitor.link),
        entry.secret,
        max_age=int(SESSION_LIVES.total_seconds()),
        path="/l/",
        secure=site.https,
        httponly=True,
        samesite="strict",
    )
    return response


def _at_the_door(site: Site, request: Request, signed: str, act: Callable[[Visitor], None]) -> None:
    """Only a confidential link has a door. Raises NotThere, LinkExpired, or 429."""
    if not site.knocks.code(address_of(request)):
        raise HTTPException(429)
    with site.office.reading() as (session, now):
        visitor = open_link(session, site.office, signed, now)
    if not visitor.link.confidential:
        raise NotThere
    act(visitor)


def code_page(
    site: Site, speech: Speech, signed: str, *, sent: bool, posted: Posted | None = None, status: int = 200
) -> HTMLResponse:
    """Says nothing of what is behind it, not even its code."""
    return show("code.html", speech, site.plain_foot, status=status, posted=posted, home=f"/l/{signed}", sent=sent)
