"""The page of one duty: what was asked and answered so far, and the coordinator's forms to record, extend and void."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actions.extend_duty import extend_duty
from actions.void_answer import void_answer
from models.queries.office_records import answer_by_receipt, history_of
from models.queries.portal_pages import lock_campaign
from portal.access import NotThere
from portal.duties import FORMS
from portal.duties.findings import signs_told
from portal.duty_pages import NONCE_BYTES, deadline_facts, voided_for
from portal.forms import Form
from portal.office.desk import OfficeDesk, change_office, reading_office
from portal.office.duty_record import agency_of, duty_facts
from portal.office.recording import find_kept, is_his_own, record_posted, recording_of
from portal.posted import Posted
from portal.refusing import note_refusal
from portal.sentences import field_faults, status_of
from portal.site import SiteHere, SpeechHere
from rules.refusals import AnswerRefused, Refusal
from rules.visibility import KEEPS_RECORDS
from rules.words import DutyState, DutyVerb, VoidReason

WHY = ("Xin chọn lý do hủy.", "Please choose why it is voided.")
routes = APIRouter()


@routes.get("/office/d/{code}")
@routes.head("/office/d/{code}")
def show_record(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        kept = find_kept(desk, code)
        if is_his_own(kept.duty) and kept.duty.state is DutyState.OPEN:
            return RedirectResponse(f"/office/d/{code}/answer", status_code=303)
        return record_page(desk, code, request)


def record_page(
    desk: OfficeDesk, code: str, request: Request, *, posted: Posted | None = None, status: int = 200
) -> Response:
    kept = find_kept(desk, code)
    asked = request.query_params
    facts = duty_facts(desk, kept, help_first="help" in asked, done=asked.get("done", ""))
    return desk.page("office/duty.html", here="/office", status=status, posted=posted, **facts)


@routes.get("/office/d/{code}/answer")
@routes.head("/office/d/{code}/answer")
def show_form(code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
        if find_kept(desk, code).duty.state is not DutyState.OPEN:
            return RedirectResponse(f"/office/d/{code}", status_code=303)
        return form_page(desk, code)


def form_page(
    desk: OfficeDesk, code: str, *, posted: Posted | None = None, template: str | None = None, status: int = 200
) -> Response:
    """The agency's own form, and beside it how the answer came."""
    kept = find_kept(desk, code)
    form = FORMS[kept.duty.kind]
    facts: dict[str, Any] = {**form.facts(kept.desk, kept.duty), **deadline_facts(kept.desk, kept.duty)}
    if not is_his_own(kept.duty):
        recorded_for = f"{agency_of(kept)}, {desk.speech.label(kept.duty.role)}"
        facts |= {"recording": recording_of(kept.duty), "recorded_for": recorded_for}
    return desk.page(
        template or form.template,
        here="/office",
        status=status,
        posted=posted,
        frame="office/layout.html",
        action=f"/office/d/{code}/answer",
        home="/office" if is_his_own(kept.duty) else f"/office/d/{code}",
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        voided=voided_for(kept.desk, kept.duty),
        **facts,
    )


@routes.post("/office/d/{code}/answer")
def record_answer(code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    try:
        taken = change_office(site, request, speech, KEEPS_RECORDS, lambda desk: record_posted(desk, code, posted))
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            template = FORMS[find_kept(desk, code).duty.kind].page_of(posted)
            return form_page(desk, code, posted=posted, template=template, status=status_of(refusal))
    if taken.further is not None:
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return form_page(desk, code, posted=posted, template=taken.further)
    suffix = "&help=1" if signs_told(posted) else ""
    return RedirectResponse(f"/office/d/{code}?done=answer{suffix}", status_code=303)


@routes.post("/office/d/{code}/extend")
def extend(code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        kept = find_kept(desk, code)
        lock_campaign(desk.session, kept.campaign)
        desk.session.refresh(kept.duty)
        due_on, note = posted.day("due_on"), posted.get("note").strip()
        posted.check()
        assert due_on is not None, "check() refuses a missing one"
        last = history_of(desk.session, kept.duty)[-1:]
        calendar = kept.desk.context.pack.calendar
        if [(entry.verb, entry.note) for entry in last] == [(DutyVerb.EXTEND, note)] and (
            calendar.last_day(kept.duty.due_at) == due_on
        ):
            return  # the same form sent twice
        extend_duty(desk.session, kept.duty, due_on, note=note, **desk.given(kept.campaign))

    return _changed(code, request, posted, site, speech, change, "extend")


@routes.post("/office/d/{code}/void")
def void(code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    def change(desk: OfficeDesk) -> None:
        kept = find_kept(desk, code)
        lock_campaign(desk.session, kept.campaign)
        answer = answer_by_receipt(desk.session, kept.duty, posted.get("receipt"))
        if answer is None:
            raise NotThere
        reason = posted.one_of("reason", VoidReason, WHY)
        posted.check()
        if reason is None or answer.voided is reason:
            return  # the same form sent twice
        try:
            void_answer(desk.session, answer, reason, posted.get("void_note"), **desk.given(kept.campaign))
        except AnswerRefused as refusal:
            # Two forms of the page have a note each.
            posted.faults += [("void_note", sentence) for _, sentence in field_faults(refusal, posted.speech)]
            posted.check()

    return _changed(code, request, posted, site, speech, change, "void")


def _changed(
    code: str, request: Request, posted: Posted, site: SiteHere, speech: SpeechHere, change: Any, done: str
) -> Response:
    try:
        change_office(site, request, speech, KEEPS_RECORDS, change)
    except Refusal as refusal:
        note_refusal(posted, refusal)
        with reading_office(site, request, speech, KEEPS_RECORDS) as desk:
            return record_page(desk, code, request, posted=posted, status=status_of(refusal))
    return RedirectResponse(f"/office/d/{code}?done={done}", status_code=303)
