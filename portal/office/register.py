"""The province's own register: a workbook comes in, its differences are shown, and a yes applies all of them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from actions.compare_register import RegisterDifference, compare_register
from actions.import_register import import_register, import_subject
from config.register_template import register_template
from config.register_workbook import read_register
from config.workbook_safety import LARGEST_FILE
from models import RegisterDraft
from models.queries.register import draft_of, forget_drafts, import_noted
from portal.access import NotThere
from portal.forms import Form
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.office.sheets import XLSX, as_file
from portal.office.upload import receive_form
from portal.site import SiteHere, SpeechHere
from portal.speech import Speech
from rules.register import RegisterRefused, from_plain, to_plain
from rules.visibility import KEEPS_RECORDS
from rules.words import Word

HERE = "/office/register"
DRAFTS_LIVE = timedelta(hours=24)
SAME_CLICK = timedelta(hours=1)
MEGABYTE = 1_000_000
MOST_SHOWN = 300
"""Rows of one list on a page; the rest is counted."""
routes = APIRouter()


@dataclass(frozen=True)
class Workbook:
    """`content` is None when no file was chosen."""

    name: str
    content: bytes | None


class Moved(Exception):
    """The register changed between showing the differences and the yes."""

    def __init__(self, difference: RegisterDifference) -> None:
        self.difference = difference


async def read_workbook(request: Request) -> Workbook:
    """Raises NotSignedIn or NotThere before a byte of the file is read."""
    form = await receive_form(request)
    file = form.get("file")
    found = Workbook("", None)
    if isinstance(file, UploadFile) and file.size:
        found = Workbook(file.filename or "", await file.read(LARGEST_FILE + 1))
    await form.close()
    return found


@routes.get(HERE)
@routes.head(HERE)
def show_register(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        return register_page(desk)


@routes.get(f"{HERE}/template.xlsx")
@routes.head(f"{HERE}/template.xlsx")
def send_template(request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS):
        return as_file(register_template(site.office.pack), XLSX, "danh-sach-dang-ky.xlsx")


@routes.post(HERE)
def compare(
    request: Request, workbook: Annotated[Workbook, Depends(read_workbook)], site: SiteHere, speech: SpeechHere
) -> Response:
    """Shows the differences and keeps the checked rows for a day; nothing is registered yet."""
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        today = desk.today
        if workbook.content is None:
            return register_page(desk, status=422, missing=True)

    def keep(desk: OfficeDesk) -> RegisterDifference:
        difference = compare_register(desk.session, register, now=desk.now, context=desk.context()).difference
        officer = desk.officer.contact.id or 0
        forget_drafts(desk.session, officer, desk.now - DRAFTS_LIVE)
        if not difference.nothing:
            draft = RegisterDraft(
                digest=register.digest, contact_id=officer, rows=to_plain(register), created_at=desk.now
            )
            desk.session.merge(draft)
        return difference

    try:
        # Before the transaction: reading a workbook takes its time, and nobody else should wait for it.
        register = read_register(workbook.content, workbook.name, site.office.pack, today)
        difference = change_office(site, request, speech, KEEPS_RECORDS, keep)
    except RegisterRefused as refused:
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return register_page(desk, status=422, refused=refused, name=workbook.name)
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        return difference_page(desk, difference, examples=register.examples)


@routes.post(f"{HERE}/apply")
def apply(request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    """Sent twice it is done once: the waiting rows are gone, and the journal says what was done."""
    digest = posted.get("digest")

    def take(desk: OfficeDesk) -> bool:
        draft = draft_of(desk.session, digest, desk.officer.contact.id or 0)
        if draft is None:
            noted = import_noted(desk.session, import_subject(digest))
            return noted is not None and noted.at >= desk.now - SAME_CLICK
        difference = import_register(desk.session, from_plain(draft.rows), **desk.given())
        if difference.fingerprint != posted.get("seen"):
            raise Moved(difference)
        desk.session.delete(draft)
        return True

    try:
        done = change_office(site, request, speech, KEEPS_RECORDS, take)
    except Moved as moved:
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return difference_page(desk, moved.difference, status=409, moved=True)
    except RegisterRefused as refused:
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return register_page(desk, status=422, refused=refused)
    if not done:
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return register_page(desk, status=409, gone=True)
    return RedirectResponse(f"{HERE}/done/{digest}", status_code=303)


@routes.get(f"{HERE}/done/{{digest}}")
@routes.head(f"{HERE}/done/{{digest}}")
def show_done(digest: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        noted = import_noted(desk.session, import_subject(digest))
        if noted is None or noted.note is None or json.loads(noted.note)["sha256"] != digest:
            raise NotThere
        counts = json.loads(noted.note)
        return desk.page("office/register_done.html", here=HERE, counts=counts, at=noted.at)


def register_page(
    desk: OfficeDesk,
    *,
    status: int = 200,
    refused: RegisterRefused | None = None,
    name: str = "",
    missing: bool = False,
    gone: bool = False,
) -> HTMLResponse:
    return desk.page(
        "office/register.html",
        here=HERE,
        status=status,
        refused=refused,
        name=name,
        missing=missing,
        gone=gone,
        megabytes=LARGEST_FILE // MEGABYTE,
    )


def difference_page(
    desk: OfficeDesk, difference: RegisterDifference, *, status: int = 200, moved: bool = False, examples: int = 0
) -> HTMLResponse:
    return desk.page(
        "office/register_difference.html",
        here=HERE,
        status=status,
        difference=difference,
        moved=moved,
        examples=examples,
        most=MOST_SHOWN,
        shown=lambda value: _shown(value, desk.speech),
    )


def _shown(value: Any, speech: Speech) -> str:
    """A registered value as people read it."""
    if isinstance(value, tuple):
        return ", ".join(_shown(part, speech) for part in value)
    if isinstance(value, bool):
        return speech.say("có", "yes") if value else speech.say("không", "no")
    if value is None:
        return "-"
    if isinstance(value, Word):
        return speech.label(value)
    return str(value) if isinstance(value, int | str) else speech.day(value)
