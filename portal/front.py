"""The front page: what this is, and the two ways in. It looks nothing up and lists nothing."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from portal.pages import show
from portal.site import SiteHere, SpeechHere

routes = APIRouter()


@routes.get("/")
@routes.head("/")
def show_front(site: SiteHere, speech: SpeechHere) -> HTMLResponse:
    return show("front.html", speech, site.plain_foot, plan=site.office.pack.title)
