"""The start page: who has not answered."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from portal.office.desk import reading_office
from portal.site import SiteHere, SpeechHere
from rules.visibility import READS_CAMPAIGNS

routes = APIRouter()


@routes.get("/office")
@routes.head("/office")
def show_start(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, READS_CAMPAIGNS) as desk:
        return desk.page("office/start.html", here="/office")
