"""The portal as an application: its routes, what it says when something is not there, and its outer walls."""

import logging
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from actions.office import Office
from portal import check_pages, duty_pages, form_workbooks, front, link_pages, own_items_pages, passed_pages
from portal.access import CodeNeeded, LinkExpired, NotThere, PassedOn
from portal.closing import LinksClosed, refuse_closed, say_closed
from portal.guards import BodyLimit, Knocks, KnocksAllowed, SameSite, SecurityHeaders
from portal.language import RememberLanguage
from portal.link_pages import code_page
from portal.office.access import NotSignedIn
from portal.office.routes import OFFICE_ROUTES
from portal.pages import ICON, STYLESHEET, show
from portal.sentences import refusal_sentence, status_of, status_sentence
from portal.site import Site, address_of, site_of, speech_of
from rules.refusals import Refusal

STYLE_SECONDS = 3600
log = logging.getLogger(__name__)


def create_app(office: Office, allowed: KnocksAllowed = KnocksAllowed()) -> FastAPI:
    """Partners' and officers' pages of one home; nothing lists them, and no page of the framework's own is served."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    https = office.signer.public_address.startswith("https:")
    app.state.site = Site(office, Knocks(allowed), https)
    partners = (
        link_pages.routes,
        form_workbooks.routes,
        duty_pages.routes,
        own_items_pages.routes,
        check_pages.routes,
        passed_pages.routes,
    )
    app.include_router(front.routes)
    for routes in (*partners, *OFFICE_ROUTES):
        app.include_router(routes, dependencies=[Depends(refuse_closed)])
    app.add_api_route("/healthz", say_ok, methods=["GET", "HEAD"])
    app.add_api_route("/static/portal.css", send_style, methods=["GET", "HEAD"])
    app.add_api_route("/static/icon.svg", send_icon, methods=["GET", "HEAD"])
    app.add_exception_handler(LinksClosed, say_closed)
    app.add_exception_handler(NotThere, say_not_there)
    app.add_exception_handler(LinkExpired, say_expired)
    app.add_exception_handler(PassedOn, passed_pages.say_passed_on)
    app.add_exception_handler(CodeNeeded, ask_for_code)
    app.add_exception_handler(NotSignedIn, ask_to_sign_in)
    app.add_exception_handler(Refusal, say_refused)
    app.add_exception_handler(HTTPException, say_status)
    app.add_exception_handler(OperationalError, say_busy)
    app.add_middleware(BodyLimit)
    app.add_middleware(RememberLanguage)
    app.add_middleware(SameSite)
    app.add_middleware(SecurityHeaders, https=https)
    return app


def say_ok() -> PlainTextResponse:
    return PlainTextResponse("ok")


def send_style() -> Response:
    return Response(STYLESHEET, media_type="text/css", headers={"Cache-Control": f"public, max-age={STYLE_SECONDS}"})


def send_icon() -> Response:
    return Response(ICON, media_type="image/svg+xml", headers={"Cache-Control": f"public, max-age={STYLE_SECONDS}"})


def say_not_there(request: Request, error: Exception) -> HTMLResponse:
    """The same page whatever the reason, and a brake for who tries many."""
    site = site_of(request)
    status = 404 if site.knocks.miss(address_of(request)) else 429
    return show("not_there.html", speech_of(request), site.plain_foot, status=status)


def say_expired(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, LinkExpired)
    site = site_of(request)
    return show("expired.html", speech_of(request), site.plain_foot, status=410, renew=f"/l/{error.signed}/renew")


def ask_for_code(request: Request, error: Exception) -> HTMLResponse:
    """Opening a confidential link asks for the code; posting behind it without one is refused."""
    assert isinstance(error, CodeNeeded)
    status = 200 if request.method in ("GET", "HEAD") else 403
    return code_page(site_of(request), speech_of(request), error.signed, sent=False, status=status)


def ask_to_sign_in(request: Request, error: Exception) -> Response:
    """Reading leads to the sign-in page; a form sent after the session ended is refused, and stays in the browser."""
    if request.method in ("GET", "HEAD"):
        return RedirectResponse(f"/office/sign-in?{urlencode({'to': request.url.path})}", status_code=303)
    return show("office/signed_out.html", speech_of(request), site_of(request).plain_foot, status=403)


def say_refused(request: Request, error: Exception) -> HTMLResponse:
    assert isinstance(error, Refusal)
    return say_plainly(request, status_of(error), refusal_sentence(error, speech_of(request)))


def say_status(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return say_not_there(request, error)
    if error.status_code == 405 and request.method == "GET" and "lang" in request.query_params:
        # The switch of language on a page that only a form leads to: back to the page above it.
        return RedirectResponse(f"{request.url.path.rpartition('/')[0]}?{request.url.query}", status_code=303)
    return say_plainly(request, error.status_code, status_sentence(error.status_code, speech_of(request)))


def say_busy(request: Request, error: Exception) -> HTMLResponse:
    """The database did not answer in time: nothing was kept, and the same form may be sent again."""
    log.warning("The database was busy or away.")
    return say_plainly(request, 503, status_sentence(503, speech_of(request)))


def say_plainly(request: Request, status: int, sentence: str) -> HTMLResponse:
    """One sentence and the way back: to the link's own page, or to the officer's start page."""
    signed, path = request.path_params.get("signed"), request.url.path
    home = "/office" if path.startswith("/office") else f"/l/{signed}" if signed else None
    return show(
        "message.html", speech_of(request), site_of(request).plain_foot, status=status, sentence=sentence, home=home
    )
