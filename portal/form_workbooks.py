"""A form as a workbook: taken away with what the engine has counted, brought back filled in, and shown on its page
before anything is sent."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from actions.hand_in_form import form_of, units_of
from actions.period_figures import drawn_figures
from config.form_workbook import form_template, read_form
from models import Duty
from portal.access import NotThere
from portal.answering import find_asked
from portal.desk import Desk
from portal.desks import reading_desk
from portal.duties.pack_form import PACK_FORMS, field_name
from portal.duty_pages import form_page
from portal.guards import LARGEST_BODY
from portal.office.sheets import XLSX, as_file
from portal.office.upload import parse_upload
from portal.posted import Posted
from portal.site import SiteHere, SpeechHere, site_of, speech_of
from rules.register import RegisterRefused
from rules.words import DutyState

routes = APIRouter()


@routes.get("/l/{signed}/d/{code}/form.xlsx")
def take_form(signed: str, code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_desk(site, signed, request.cookies, speech) as desk:
        duty = _open_form(desk, code)
        form = form_of(duty, desk.context)
        lines = [(unit, desk.area(unit) if unit else "") for unit in units_of(duty, form, desk.context)]
        drawn = drawn_figures(desk.session, duty, form, desk.context)
        counts = {field: figure.count for field, figure in drawn.items()}
        return as_file(form_template(form, lines, counts, speech.locale), XLSX, f"{form.code}.xlsx")


def _open_form(desk: Desk, code: str) -> Duty:
    """Raises NotThere for what is answered otherwise, or was answered."""
    duty = find_asked(desk, code).duty
    if duty is None or duty.kind not in PACK_FORMS or duty.state is not DutyState.OPEN:
        raise NotThere
    return duty


async def read_filled(signed: str, code: str, request: Request) -> tuple[str, bytes]:
    """Raises NotThere before a byte of the file is read."""
    await run_in_threadpool(_know, signed, code, request)
    form = await parse_upload(request)
    file = form.get("file")
    found = ("", b"")
    if isinstance(file, UploadFile) and file.size:
        found = (file.filename or "", await file.read(LARGEST_BODY + 1))
    await form.close()
    return found


def _know(signed: str, code: str, request: Request) -> None:
    with reading_desk(site_of(request), signed, request.cookies, speech_of(request)) as desk:
        _open_form(desk, code)


Filled = Annotated[tuple[str, bytes], Depends(read_filled)]


@routes.post("/l/{signed}/d/{code}/workbook")
def bring_form(
    signed: str, code: str, request: Request, filled: Filled, site: SiteHere, speech: SpeechHere
) -> Response:
    """The page with the workbook's figures in its fields: the office looks at them and sends them as usual."""
    name, content = filled
    with reading_desk(site, signed, request.cookies, speech) as desk:
        asked = find_asked(desk, code)
        if asked.duty is None:
            raise HTTPException(404)
        form = form_of(asked.duty, desk.context)
        posted = Posted({}, speech)
        try:
            cells = read_form(content, name, form, units_of(asked.duty, form, desk.context))
        except RegisterRefused as refused:
            own = [fault.in_vietnamese() if speech.locale == "vi" else str(fault) for fault in refused.faults]
            wrong = speech.say(
                "Tệp này không phải biểu mẫu tải từ trang này; xin tải lại biểu mẫu.",
                "This file is not the form taken from this page; please take it again.",
            )
            posted.faults = [("", told) for told in own or [wrong]]
            return form_page(site, desk, asked, posted, status=422)
        fields = {field_name(field, unit): [value] for unit, line in cells.items() for field, value in line.items()}
        return form_page(site, desk, asked, Posted(fields, speech))
