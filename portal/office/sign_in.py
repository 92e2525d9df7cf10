"""Signing in and out: the link is asked for here, comes by letter, and is used up by a press of a button."""

import re

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from actions.sign_in import LINK_LIVES, SESSION_LIVES, ask_sign_in, enter_sign_in, sign_out
from models import Contact
from portal.forms import Form
from portal.office.access import COOKIE, link_holds, sign_in_link
from portal.office.desk import OfficeDesk, change_office
from portal.pages import show
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import status_of
from portal.site import Site, SiteHere, SpeechHere, address_of
from portal.speech import Speech
from rules.refusals import Refusal
from rules.visibility import READS_CAMPAIGNS, SIGN_IN
from rules.words import Role

ASK = ("Xin chọn chức trách.", "Please choose the office.")
OUR_PAGE = re.compile(r"/office(/[A-Za-z0-9._-]+)*")
MINUTE = 60
routes = APIRouter()


@routes.get("/office/sign-in")
@routes.head("/office/sign-in")
def show_roles(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    return roles_page(site, speech, done=request.query_params.get("done", ""), to=request.query_params.get("to", ""))


def roles_page(
    site: Site, speech: Speech, *, posted: Posted | None = None, status: int = 200, done: str = "", to: str = ""
) -> HTMLResponse:
    """`to` is the page that was asked for: a strict cookie stays behind when another site (the board) leads here, and
    a click on our own page brings it along."""
    return show(
        "office/sign_in.html",
        speech,
        site.plain_foot,
        status=status,
        posted=posted,
        roles=list(SIGN_IN),
        done=done,
        to=to if OUR_PAGE.fullmatch(to) else "",
    )


@routes.post("/office/sign-in")
def send_link(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """The same page whether or not an address was found: it tells nobody which offices are registered."""
    if not site.knocks.code(address_of(request)):
        raise HTTPException(429)
    try:
        role = _role_asked(posted)
        with site.office.transaction() as (session, now):
            ask_sign_in(session, role, now=now, context=site.office.context(session))
    except Refusal as refusal:
        note_refusal(posted, refusal)
        return roles_page(site, speech, posted=posted, status=status_of(refusal))
    return show("office/sent.html", speech, site.plain_foot, minutes=int(LINK_LIVES.total_seconds()) // MINUTE)


def _role_asked(posted: Posted) -> Role:
    role = posted.choice("role", [role.value for role in SIGN_IN], ASK)
    posted.check()
    return Role(role)


@routes.get("/office/in/{signed}")
@routes.head("/office/in/{signed}")
def show_button(signed: str, site: SiteHere, speech: SpeechHere) -> Response:
    """Changes nothing: mail scanners open every link before its reader does."""
    with site.office.reading() as (session, now):
        link, contact = sign_in_link(session, site.office, signed, now)
        return button_page(site, speech, signed, contact) if link_holds(link, now) else over_page(site, speech)


def button_page(site: Site, speech: Speech, signed: str, contact: Contact) -> HTMLResponse:
    return show(
        "office/enter.html",
        speech,
        site.plain_foot,
        action=f"/office/in/{signed}",
        contact=contact,
        minutes=int(SESSION_LIVES.total_seconds()) // MINUTE,
    )


def over_page(site: Site, speech: Speech) -> HTMLResponse:
    """Used and expired look alike."""
    return show("office/over.html", speech, site.plain_foot, status=410)


@routes.post("/office/in/{signed}")
def use_link(signed: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    if not site.knocks.code(address_of(request)):
        raise HTTPException(429)
    with site.office.transaction() as (session, now):
        link, contact = sign_in_link(session, site.office, signed, now)
        secret = enter_sign_in(session, link, contact, now=now)
    if secret is None:
        return over_page(site, speech)
    start = "/office" if contact.role in READS_CAMPAIGNS else "/office/receptions"
    response = RedirectResponse(start, status_code=303)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(SESSION_LIVES.total_seconds()),
        path="/office",
        secure=site.https,
        httponly=True,
        samesite="strict",
    )
    return response


@routes.post("/office/sign-out")
def leave(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    """The session ends on the server too: a copy of the cookie is worth nothing afterwards."""

    def out(desk: OfficeDesk) -> None:
        sign_out(desk.session, desk.officer.entry, desk.officer.contact, now=desk.now)

    change_office(site, request, speech, SIGN_IN, out)
    response = RedirectResponse("/office/sign-in?done=out", status_code=303)
    response.delete_cookie(COOKIE, path="/office", secure=site.https, httponly=True, samesite="strict")
    return response
