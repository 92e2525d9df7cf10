"""Partners who answer by function call: what a benchmark compares Prefect with."""

from datetime import date
from typing import Any

from sqlmodel import Session

from actions.answer_referral import acknowledge_referral, resolve_referral
from actions.confirm_participation import Confirmation, confirm_participation, decline_participation
from actions.context import Actor
from actions.decide_plan import PlanDecision, decide_plan
from actions.decide_referral import decide_referral
from actions.decide_sanction import SanctionDecision, decide_sanction, report_sanction_executed
from actions.hand_in_findings import Findings, enter_own_items, hand_in_findings
from actions.office import Office
from actions.report_remedy import report_re_inspection, report_remedy
from actions.take_answer import Arrival
from models import Duty
from models.queries.contacts import contact_as
from models.queries.duties import duty_by_code
from models.queries.referrals import referral_by_code
from models.queries.visits import visit_by_code
from rules.words import DeclineReason, ReferralResult, Role
from trials.answers import Acknowledgement, Executed, OwnItems, ReInspected, Remedied, Ruling, Said


def answer_plainly(office: Office, duty: Duty, said: Said) -> None:
    """One answer, one transaction, as the portal would make it."""
    with office.transaction() as (session, now):
        context = office.context(session)
        row = duty_by_code(session, duty.code)
        actor = _actor(session, row, context.pack.calendar.day_of(now))
        arrival = Arrival(nonce=f"{row.code}-{row.rung}-{now.isoformat()}")
        given: dict[str, Any] = {"actor": actor, "now": now, "context": context}
        match said:
            case PlanDecision():
                decide_plan(session, row, said, arrival, **given)
            case Confirmation():
                confirm_participation(session, row, said, arrival, **given)
            case DeclineReason():
                decline_participation(session, row, said, arrival, **given)
            case OwnItems(agency, answers):
                visit = visit_by_code(session, row.subject)
                own = Actor(Role.LIAISON, agency)
                enter_own_items(session, visit, agency, answers, actor=own, now=now, context=context)
            case Findings():
                hand_in_findings(session, row, said, arrival, **given)
            case Ruling(refused):
                decide_referral(session, row, refused, arrival, **given)
            case Acknowledgement():
                acknowledge_referral(session, referral_by_code(session, row.subject), arrival, **given)
            case ReferralResult():
                resolve_referral(session, row, said, arrival, **given)
            case Remedied(done):
                report_remedy(session, row, done, arrival, **given)
            case ReInspected():
                report_re_inspection(session, row, arrival, actor=actor, now=now)
            case SanctionDecision():
                decide_sanction(session, row, said, arrival, **given)
            case Executed(on):
                report_sanction_executed(session, row, on, arrival, **given)


def _actor(session: Session, duty: Duty, on: date) -> Actor:
    contact = contact_as(session, duty.agency, duty.role, on)
    return Actor(duty.role, duty.agency, None if contact is None else contact.id)
