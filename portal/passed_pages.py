"""The old link of an agency that has ended: who has its task now, and a link for that office."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from actions.forward_link import forward_link
from models import Duty
from models.queries.passed_on import passed_on
from portal.access import NotThere, PassedOn
from portal.desk import Desk
from portal.desks import change_something
from portal.pages import show
from portal.site import SiteHere, SpeechHere, site_of, speech_of
from rules.refusals import UnknownCode
from rules.visibility import answers_for

routes = APIRouter()


def say_passed_on(request: Request, error: Exception) -> HTMLResponse:
    """To read, where the task went; an answer to it is refused, for another office owes it."""
    assert isinstance(error, PassedOn)
    site, speech = site_of(request), speech_of(request)
    pack = site.office.pack
    try:
        successor, telephone = speech.name(pack.agency(error.agency)), pack.agency(error.agency).telephone
    except UnknownCode:
        successor, telephone = error.agency, ""
    return show(
        "passed_on.html",
        speech,
        site.plain_foot,
        status=200 if request.method in ("GET", "HEAD") else 409,
        home=f"/l/{request.path_params['signed']}",
        duty=error,
        successor=successor,
        telephone=telephone,
    )


@routes.post("/l/{signed}/d/{code}/forward")
def send_forward(signed: str, code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    """Always to the successor's registered address; the page does not say which that is."""

    def send(desk: Desk) -> Duty:
        link = desk.visitor.link
        found = [duty for duty in passed_on(desk.session, link) if duty.code == code]
        if not found or not (link.confidential or found[0].kind in answers_for(desk.campaign.mode, link.role)):
            raise NotThere
        forward_link(desk.session, link, found[0], now=desk.now, context=desk.context)
        return found[0]

    change_something(site, signed, request.cookies, speech, send)
    return show("forwarded.html", speech, site.plain_foot, home=f"/l/{signed}")
