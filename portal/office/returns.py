"""What came back for letters, with what people wrote: the coordinator's to read, and no answer to any duty."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from models.queries.mail_returns import returns_shown
from notifications.letter_names import letter_name
from portal.office.desk import reading_office
from portal.site import SiteHere, SpeechHere
from portal.speech import Speech
from rules.visibility import KEEPS_RECORDS

SHOWN = 50
routes = APIRouter()


@routes.get("/office/returns")
@routes.head("/office/returns")
def show_returns(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        rows = [
            (row, code, desk.agency(row.agency), _name_of(row.letter, speech))
            for row, code in returns_shown(desk.session, desk.officer.role, SHOWN)
        ]
        return desk.page("office/returns.html", here="/office/returns", rows=rows)


def _name_of(letter: str, speech: Speech) -> str:
    """Letters of no campaign have no name on pages."""
    name = letter_name(letter, speech.locale)
    return speech.say("thư khác", "another letter") if name == letter else name
