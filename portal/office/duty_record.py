"""What the coordinator's page of one duty shows: how it stands, whom to call, and all that has happened to it."""

from email import policy
from email.parser import BytesHeaderParser
from typing import Any

from models import Contact, Message
from models.queries.contacts import contact_as
from models.queries.mail_returns import replies_about
from models.queries.office_records import history_of, letters_about
from models.queries.portal_pages import (
    answers_to,
    place_of_visit,
    places_of_visits,
    recommendations_by_code,
    sanctions_by_code,
)
from portal.duties import FORMS
from portal.duties.findings import emergency_numbers
from portal.office.desk import OfficeDesk
from portal.office.recording import Kept
from portal.speech import Speech
from rules.words import DutyState, Role, RungTarget, VoidReason, WaiveReason

SUBJECTS = BytesHeaderParser(policy=policy.default)
EVENTS = {
    "open": ("Giao nhiệm vụ", "Asked for"),
    "fulfil": ("Đã trả lời", "Answered"),
    "waive": ("Miễn", "Waived"),
    "extend": ("Gia hạn", "Extended"),
    "reopen": ("Hủy trả lời, mở lại", "Answer voided, open again"),
}


def duty_facts(desk: OfficeDesk, kept: Kept, *, help_first: bool, done: str) -> dict[str, Any]:
    duty, calendar = kept.duty, kept.desk.context.pack.calendar
    return {
        "duty": duty,
        "campaign": kept.campaign,
        "agency": agency_of(kept),
        "about": _about(kept),
        "formerly": kept.desk.taken_from(duty),
        "overdue": duty.state is DutyState.OPEN and desk.now > duty.due_at and duty.paused_at is None,
        "late": calendar.workdays_late(duty.due_at, duty.settled_at or desk.now),
        "due_on": calendar.last_day(duty.due_at),
        "offices": _offices(desk, kept),
        "next_rung": _next_rung(kept),
        "history": [_event(desk.speech, entry) for entry in history_of(desk.session, duty)],
        "answers": _answers(kept),
        "letters": [_letter(row) for row in letters_about(desk.session, duty)],
        "replies": replies_about(desk.session, duty),
        "reasons": list(VoidReason),
        "emergency": emergency_numbers(kept.desk) if help_first else [],
        "done": done,
        "action": f"/office/d/{duty.code}",
    }


def agency_of(kept: Kept) -> str:
    return kept.desk.speech.agency(kept.desk.context.pack, kept.duty.agency)


def _about(kept: Kept) -> str:
    """The place, where the duty has one."""
    session, subject = kept.desk.session, kept.duty.subject
    found = places_of_visits(session, [subject]).get(subject)
    if found is None:
        row = recommendations_by_code(session, [subject]).get(subject) or sanctions_by_code(session, [subject]).get(
            subject
        )
        found = place_of_visit(session, row.visit_id) if row is not None else None
    return "" if found is None else f"{found[2].name}, {kept.desk.area(found[0].area)}"


def _offices(desk: OfficeDesk, kept: Kept) -> list[Contact]:
    """The office that owes it and its superior: whom to call."""
    day = kept.desk.context.pack.calendar.day_of(desk.now)
    rows = [contact_as(desk.session, kept.duty.agency, role, day) for role in (kept.duty.role, Role.SUPERIOR)]
    return [row for row in rows if row is not None]


def _next_rung(kept: Kept) -> tuple[Any, RungTarget] | None:
    duty, pack = kept.duty, kept.desk.context.pack
    if duty.rung_at is None:
        return None
    rungs = pack.ladder(duty.ladder, pack.calendar.day_of(duty.due_at)).rungs
    return (duty.rung_at, rungs[duty.rung].to) if duty.rung < len(rungs) else None


def _event(speech: Speech, entry: Any) -> dict[str, Any]:
    what = speech.say(*EVENTS.get(entry.verb, (entry.verb, entry.verb)))
    if entry.verb == "chase":
        told = speech.label(RungTarget(entry.after))
        what = f"{speech.say('Đôn đốc', 'Chased')}: {told}"
    reasons: dict[str, Any] = {"waive": WaiveReason, "reopen": VoidReason}
    reason = speech.label(reasons[entry.verb](entry.reason)) if entry.reason and entry.verb in reasons else ""
    return {"at": entry.at, "what": what, "who": entry.role, "reason": reason, "note": entry.note or ""}


def _answers(kept: Kept) -> list[dict[str, Any]]:
    form = FORMS[kept.duty.kind]
    return [
        {"answer": row, "said": form.said(kept.desk, kept.duty, row.content)}
        for row in answers_to(kept.desk.session, kept.duty)
    ]


def _letter(row: Message) -> dict[str, Any]:
    return {"row": row, "subject": str(SUBJECTS.parsebytes(row.mime)["subject"])}
