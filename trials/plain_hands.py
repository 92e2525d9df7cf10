"""Partners who answer by function call: what a benchmark compares Prefect with."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from actions.answer_protection import answer_protection
from actions.answer_referral import acknowledge_referral, resolve_referral
from actions.check_order import Order
from actions.confirm_contact import confirm_contact
from actions.confirm_participation import Confirmation, confirm_participation, decline_participation
from actions.context import Actor, Context
from actions.decide_plan import PlanDecision, decide_plan
from actions.decide_referral import decide_referral
from actions.decide_sanction import SanctionDecision, decide_sanction, report_sanction_executed
from actions.hand_in_findings import Findings, enter_own_items, hand_in_findings
from actions.hand_in_form import HandedIn, hand_in_form
from actions.office import Office
from actions.order_check import order_check
from actions.report_in_writing import WrittenReport, report_in_writing
from actions.report_remedy import report_re_inspection, report_remedy
from actions.take_answer import Arrival
from actions.void_answer import void_answer
from models import Duty
from models.queries.contacts import contact_as
from models.queries.duties import duty_by_code
from models.queries.portal_pages import last_answer
from models.queries.referrals import referral_by_code
from models.queries.visits import visit_by_code
from rules.words import AgencyRole, Channel, DeclineReason, ReferralResult, Role, VoidReason
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

NOTE = "Ghi nhầm số thẻ trong công văn."
"""Why a scripted answer is voided; no name stands in it."""


def answer_plainly(office: Office, duty: Duty, said: Said) -> None:
    """One answer, one transaction, as the portal would make it."""
    with office.transaction() as (session, now):
        context = office.context(session)
        row = duty_by_code(session, duty.code)
        actor = _actor(session, row, said, context, context.pack.calendar.day_of(now))
        given: dict[str, Any] = {"actor": actor, "now": now, "context": context}
        nonce = f"{row.code}-{row.rung}-{now.isoformat()}"
        if isinstance(said, OnPaper):
            _record(session, row, said, nonce, given)
        else:
            _take(session, row, said, Arrival(nonce), given)


def _record(session: Session, duty: Duty, letter: OnPaper, nonce: str, given: dict[str, Any]) -> None:
    """What the coordinator writes down of a letter, the mistake first."""
    today = given["context"].pack.calendar.day_of(given["now"])
    arrival = Arrival(nonce, Channel.PAPER, letter.number, today, Role.COORDINATOR)
    if letter.mistaken is not None:
        _take(session, duty, letter.mistaken, replace(arrival, nonce=f"{nonce}-0"), given)
        wrong = last_answer(session, duty)
        assert wrong is not None, "it was recorded a line above"
        void_answer(session, wrong, VoidReason.MISHEARD, NOTE, **given)
    _take(session, duty, letter.said, arrival, given)


def _take(session: Session, duty: Duty, said: Said, arrival: Arrival, given: dict[str, Any]) -> None:
    """The verb of the answer. `given` are the actor, the moment and the context."""
    match said:
        case PlanDecision():
            decide_plan(session, duty, said, arrival, **given)
        case Confirmation():
            confirm_participation(session, duty, said, arrival, **given)
        case DeclineReason():
            decline_participation(session, duty, said, arrival, **given)
        case OwnItems(agency, answers):
            enter_own_items(session, visit_by_code(session, duty.subject), agency, answers, **given)
        case HandedIn():
            hand_in_form(session, duty, said, arrival, **given)
        case Findings():
            hand_in_findings(session, duty, said, arrival, **given)
        case Ruling(refused):
            decide_referral(session, duty, refused, arrival, **given)
        case Acknowledgement():
            acknowledge_referral(session, referral_by_code(session, duty.subject), arrival, **given)
        case ReferralResult():
            resolve_referral(session, duty, said, arrival, **given)
        case Remedied(done):
            report_remedy(session, duty, done, arrival, **given)
        case AddressRight():
            confirm_contact(session, duty, None, arrival, **given)
        case ReInspected():
            report_re_inspection(session, duty, arrival, actor=given["actor"], now=given["now"])
        case SanctionDecision():
            decide_sanction(session, duty, said, arrival, **given)
        case Executed(on):
            report_sanction_executed(session, duty, on, arrival, **given)
        case Order():
            order_check(session, duty, said, arrival, **given)
        case FocalAnswer(_, verb):
            answer_protection(session, duty, verb, arrival, **given)
        case WrittenReport():
            report_in_writing(session, duty, said, arrival, **given)


def _actor(session: Session, duty: Duty, said: Said, context: Context, on: date) -> Actor:
    """Who says it: the office that owes it, or who speaks beside it, for it, or of it."""
    match said:
        case OnPaper():
            return Actor(Role.COORDINATOR, context.pack.agency_as(AgencyRole.STANDING, on).code)
        case OwnItems(agency):
            return Actor(Role.LIAISON, agency)
        case FocalAnswer(by):
            role = by
        case _:
            role = duty.role
    contact = contact_as(session, duty.agency, role, on)
    return Actor(role, duty.agency, None if contact is None else contact.id)
