"""The page of one duty: its form while it is open, its receipt afterwards."""

import secrets
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from models import Answer, Duty
from models.queries.portal_pages import answers_to, last_answer
from portal.access import NotThere
from portal.answering import Asked, find_asked, take_posted
from portal.case import Case
from portal.check_pages import check_page
from portal.desk import Desk
from portal.desks import change_something, reading_desk
from portal.duties import FORMS
from portal.duties.findings import emergency_numbers, signs_told
from portal.duties.referral import case_facts
from portal.forms import Form
from portal.pages import show
from portal.posted import Posted
from portal.refusing import is_for_the_form, note_refusal
from portal.site import Site, SiteHere, SpeechHere
from rules.refusals import Refusal
from rules.words import DutyState

NONCE_BYTES = 18
routes = APIRouter()


@routes.get("/l/{signed}/d/{code}")
@routes.head("/l/{signed}/d/{code}")
def show_duty(signed: str, code: str, request: Request, site: SiteHere, speech: SpeechHere) -> Response:
    with reading_desk(site, signed, request.cookies, speech) as desk:
        asked = find_asked(desk, code)
        if asked.duty is not None and asked.duty.state is not DutyState.OPEN:
            return receipt_page(site, desk, asked.duty, help_first="help" in request.query_params)
        return form_page(site, desk, asked)


@routes.post("/l/{signed}/d/{code}")
def answer_duty(signed: str, code: str, request: Request, posted: Form, site: SiteHere, speech: SpeechHere) -> Response:
    try:
        taken = change_something(site, signed, request.cookies, speech, lambda desk: take_posted(desk, code, posted))
    except Refusal as refusal:
        if not is_for_the_form(refusal):
            raise
        return _again(site, signed, code, request, posted, refusal)
    if taken.further is not None:
        with reading_desk(site, signed, request.cookies, speech) as desk:
            return form_page(site, desk, find_asked(desk, code), posted, template=taken.further)
    # The screening is not part of what is kept with the answer: only this visitor's own post leads to the numbers.
    suffix = "?help=1" if signs_told(posted) else ""
    return RedirectResponse(f"/l/{signed}/d/{taken.code}{suffix}", status_code=303)


def _again(site: Site, signed: str, code: str, request: Request, posted: Posted, refusal: Refusal) -> Response:
    """The form with what was typed, and every fault beside its field."""
    with reading_desk(site, signed, request.cookies, posted.speech) as desk:
        asked = find_asked(desk, code)
        note_refusal(posted, refusal)
        template = FORMS[asked.duty.kind].page_of(posted) if asked.duty is not None else None
        return form_page(site, desk, asked, posted, template=template, status=422)


def form_page(
    site: Site,
    desk: Desk,
    asked: Asked,
    posted: Posted | None = None,
    *,
    template: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Raises NotThere when nothing is asked of this office."""
    if asked.duty is not None:
        form = FORMS[asked.duty.kind]
        template, facts = template or form.template, dict(form.facts(desk, asked.duty))
        facts |= deadline_facts(desk, asked.duty)
    elif asked.case is not None and asked.case.early and asked.case.referral is not None:
        template, facts = "duties/referral_acknowledgement.html", case_facts(desk, asked.case.referral)
        facts |= {"duty": None, "overdue": False, "late": 0}
    else:
        raise NotThere
    code = asked.duty.code if asked.duty is not None else desk.visitor.link.subject
    return show(
        template,
        desk.speech,
        site.foot(desk.session, desk.now, desk.context),
        status=status,
        posted=posted,
        action=f"/l/{desk.visitor.signed}/d/{code}",
        home=f"/l/{desk.visitor.signed}",
        nonce=secrets.token_urlsafe(NONCE_BYTES),
        voided=voided_for(desk, asked.duty),
        **facts,
    )


def voided_for(desk: Desk, duty: Duty | None) -> list[Answer]:
    """Answers to an open duty that count no more: whoever gave one learns why he is asked again."""
    return [] if duty is None else [row for row in answers_to(desk.session, duty) if row.voided_at is not None]


def deadline_facts(desk: Desk, duty: Duty) -> dict[str, Any]:
    late = desk.context.pack.calendar.workdays_late(duty.due_at, desk.now)
    overdue = duty.timed and desk.now > duty.due_at and duty.paused_at is None
    return {"duty": duty, "overdue": overdue, "late": late, "taken_from": desk.taken_from(duty)}


def receipt_page(site: Site, desk: Desk, duty: Duty, *, help_first: bool) -> HTMLResponse:
    """What was answered, its number and its time; or that the duty was let go."""
    return show(
        "receipt.html",
        desk.speech,
        site.foot(desk.session, desk.now, desk.context),
        home=f"/l/{desk.visitor.signed}",
        duty=duty,
        receipt=receipt_of(desk, duty),
        emergency=emergency_numbers(desk) if help_first else [],
    )


def receipt_of(desk: Desk, duty: Duty) -> dict[str, Any]:
    answer = last_answer(desk.session, duty)
    content: Mapping[str, Any] = {} if answer is None else answer.content
    return {
        "duty": duty,
        "answer": answer,
        "late": 0
        if answer is None or not duty.timed
        else desk.context.pack.calendar.workdays_late(duty.due_at, answer.received_at),
        "said": [] if answer is None else FORMS[duty.kind].said(desk, duty, content),
    }


def case_page(site: Site, desk: Desk, case: Case) -> HTMLResponse:
    """What a confidential link shows once its code was entered."""
    if case.duty is not None or case.early:
        return form_page(site, desk, Asked(case.duty, case.own, case))
    if case.check is not None:
        return check_page(site, desk, case.check)
    return show(
        "case.html",
        desk.speech,
        site.foot(desk.session, desk.now, desk.context),
        subject=desk.visitor.link.subject,
        case=case,
        receipts=[receipt_of(desk, duty) for duty in case.answered],
    )
