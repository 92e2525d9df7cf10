"""Scripted answers as the fields of the portal's forms."""

from datetime import date

from actions.check_order import Order
from actions.confirm_participation import Confirmation
from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision
from actions.hand_in_findings import Findings
from actions.hand_in_form import HandedIn
from actions.report_in_writing import WrittenReport
from rules.forms import Value
from rules.words import DeclineReason, ReferralResult
from rules.working_days import WorkCalendar
from trials.answers import (
    Acknowledgement,
    AddressRight,
    Executed,
    FocalAnswer,
    OnPaper,
    OwnItems,
    ReInspected,
    Remedied,
    Ruling,
    Said,
)

Fields = dict[str, str | list[str]]


def fields_of(said: Said, calendar: WorkCalendar) -> Fields:
    """An answer as the fields of its form; days and hours are local."""
    match said:
        case OnPaper(inner):
            return fields_of(inner, calendar)
        case Order():
            return _order(said, calendar)
        case WrittenReport():
            return {
                "document": said.document,
                "signed_on": said.signed_on.isoformat(),
                "to_superior": "yes" if said.to_superior else "",
                "to_chairman": "yes" if said.to_chairman else "",
            }
        case FocalAnswer(_, verb):
            return {"answer": verb.value}
        case PlanDecision(reason, most):
            chosen = {"reason": reason.value, "most_visits": str(most or "")} if reason else {}
            return {"decision": "return" if reason else "approve", **chosen}
        case Confirmation(cards, absences):
            days = [day.isoformat() for day in absences]
            return {"decision": "confirm", "cards": "\n".join(cards), "absences": days}
        case DeclineReason():
            return {"decision": "decline", "decline_reason": said.value}
        case Findings():
            return _findings(said)
        case HandedIn():
            return _form(said)
        case OwnItems(_, answers):
            return {f"item.{code}": answer.value for code, answer in answers.items()}
        case Ruling(refused):
            return {"decision": "refuse", "ground": refused.value} if refused else {"decision": "approve"}
        case Acknowledgement():
            return {"acknowledge": "yes"}
        case ReferralResult():
            return {"result": said.value}
        case AddressRight():
            return {"right": "yes"}
        case Remedied(done):
            return {"remedied": "yes" if done else "no"}
        case ReInspected():
            return {"done": "yes"}
        case SanctionDecision(number, on):
            chosen = {"number": number, "decided_on": on.isoformat() if on else ""} if number else {}
            return {"decision": "sanction" if number else "none", **chosen}
        case Executed(on):
            return {"executed_on": on.isoformat()}


def _order(said: Order, calendar: WorkCalendar) -> Fields:
    local = said.muster_at.astimezone(calendar.zone)
    return {
        "decision": "order",
        "establishments": list(said.establishments),
        "muster_on": local.date().isoformat(),
        "muster_time": f"{local:%H:%M}",
        "muster_place": said.muster_place,
        "lead_agency": said.lead_agency,
        **{f"cards.{agency}": "\n".join(cards) for agency, cards in said.seats.items()},
    }


def _findings(said: Findings) -> Fields:
    signs = {sign.value: "yes" for sign in said.signs}
    screened: Fields = {"trafficking": "no", "apparent_minor": "no", **signs}
    if said.missed:
        return {**screened, "happened": "missed", "missed_reason": said.missed.value}
    if said.postponed:
        return {**screened, "happened": "postponed", "postpone_reason": said.postponed.value}
    items: Fields = {f"item.{code}": answer.value for code, answer in said.answers.items()}
    return {**screened, "happened": "yes", "cards": list(said.cards), **items}


def _form(said: HandedIn) -> Fields:
    fields: Fields = {"confirmed": "yes", "remark": said.remark} if said.confirmed else {}
    for unit, line in said.filled.items():
        for field, value in line.items():
            fields[f"f.{field}.{unit}" if unit else f"f.{field}"] = _typed(value)
    return fields


def _typed(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
