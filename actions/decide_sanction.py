"""The holder of a sanctioning title decides on a violation record, and later reports that it was carried out."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from actions.context import Actor, Context
from actions.open_duty import open_duty
from actions.protect_person import closed_for
from actions.recording import change_state
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from campaigns import KINDS
from models import Answer, Duty, SanctionCase
from models.queries.campaigns import campaign_by_id
from models.queries.duties import duties_about
from rules.lifecycle import SANCTION
from rules.refusals import AnswerRefused, PathBlocked
from rules.words import Branch, DutyKind, SanctionVerb


@dataclass(frozen=True)
class SanctionDecision:
    """The decision's number and day; `number` None means that no sanction is imposed."""

    number: str | None
    decided_on: date | None


def decide_sanction(
    session: Session,
    duty: Duty,
    decision: SanctionDecision,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises PathBlocked while a possible victim is looked after, AnswerRefused for a day before the record."""
    case = session.exec(select(SanctionCase).where(SanctionCase.code == duty.subject)).one()
    if Branch.SANCTION in closed_for(session, case.visit_id):
        raise PathBlocked(f"Sanction case {case.code}", "the decision")
    campaign = campaign_by_id(session, case.campaign_id)
    _check(case, decision, now, context)
    verb = SanctionVerb.DROP if decision.number is None else SanctionVerb.DECIDE
    change_state(session, case, SANCTION, verb, actor=actor, now=now)
    case.decision_number, case.decided_on = decision.number, decision.decided_on
    content = {"number": decision.number, "decided_on": decision.decided_on and decision.decided_on.isoformat()}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    if decision.number is not None:
        open_duty(
            session,
            campaign,
            KINDS[campaign.kind].duty(DutyKind.SANCTION_EXECUTION),
            subject=case.code,
            agency=case.holder,
            start=now,
            now=now,
            context=context,
            # After a voided answer there may be one that was let go.
            ordinal=len(duties_about(session, case.code, DutyKind.SANCTION_EXECUTION)) + 1,
        )
    return take_answer(session, duty, content, arrival, now=now)


def report_sanction_executed(
    session: Session, duty: Duty, executed_on: date, arrival: Arrival, *, actor: Actor, now: datetime, context: Context
) -> Answer:
    """Raises AnswerRefused for a day to come or before the decision."""
    case = session.exec(select(SanctionCase).where(SanctionCase.code == duty.subject)).one()
    today = context.pack.calendar.day_of(now)
    if not (case.decided_on or executed_on) <= executed_on <= today:
        allowed = f"must lie between the decision and today, {today:%d/%m/%Y}."
        raise AnswerRefused(f"Sanction case {case.code}", [("executed_on", allowed)])
    change_state(session, case, SANCTION, SanctionVerb.EXECUTE, actor=actor, now=now)
    case.executed_on = executed_on
    content = {"executed_on": executed_on.isoformat()}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    return take_answer(session, duty, content, arrival, now=now)


def _check(case: SanctionCase, decision: SanctionDecision, now: datetime, context: Context) -> None:
    if decision.number is None:
        return
    calendar = context.pack.calendar
    faults = []
    if not decision.number.strip():
        faults.append(("number", "must be the number the clerk gave the decision."))
    if decision.decided_on is None or not (
        calendar.day_of(case.recorded_at) <= decision.decided_on <= calendar.day_of(now)
    ):
        faults.append(("decided_on", "must lie between the violation record and today."))
    if faults:
        raise AnswerRefused(f"Sanction case {case.code}", faults)
