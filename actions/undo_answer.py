"""What an answer brought about is taken back, kind by kind, as long as nobody has acted on it since."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlmodel import Session, col, delete, select

from actions.context import Actor, Context
from actions.fill_seats import cards_nominated
from actions.recording import change_state
from actions.settle_duty import waive_duty
from actions.undo_form import CALL, LATER_FIRST, undo_form
from models import (
    AgencyAbsence,
    Answer,
    Campaign,
    Duty,
    Finding,
    FindingItem,
    Recommendation,
    SanctionCase,
)
from models.queries.duties import duties_about, open_duty_about
from models.queries.office_records import absent_days_told, is_built_on, is_referred
from models.queries.visits import campaign_seats, visit_by_code
from rules.lifecycle import REMEDY, SANCTION, VISIT
from rules.refusals import NotVoidable
from rules.words import (
    CampaignState,
    DutyKind,
    DutyState,
    RemedyState,
    RemedyVerb,
    SanctionState,
    SanctionVerb,
    VisitVerb,
    WaiveReason,
)

RETURN = "If the decision itself was wrong, suspend or cancel the campaign."


def undo_answer(
    session: Session,
    campaign: Campaign,
    duty: Duty,
    answer: Answer,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> None:
    """Raises NotVoidable, with the way out, when somebody has acted on it."""
    if duty.form is not None:
        undo_form(session, duty, answer)
        session.flush()
        return
    undo = _UNDO.get(duty.kind)
    if undo is None:
        way_out = RETURN if duty.kind is DutyKind.APPROVE_PLAN else CALL
        raise NotVoidable(duty.code, "what it decided stands, and others were told of it", way_out)
    undo(session, campaign, duty, answer, actor, now, context)
    session.flush()


def _confirmation(
    session: Session, campaign: Campaign, duty: Duty, answer: Answer, actor: Actor, now: datetime, context: Context
) -> None:
    """Members leave the seats, days that were told here alone are free again; a party that moved stays where it is,
    because everybody was told."""
    if campaign.state is not CampaignState.COORDINATING:
        raise NotVoidable(duty.code, "the parties are seated and on their way", CALL)
    for later in duties_about(session, duty.subject, duty.kind):
        if later.agency == duty.agency and later.state is DutyState.OPEN:
            waive_duty(session, later, WaiveReason.SUPERSEDED, actor=actor, now=now)
    duty.answered = {}
    session.add(duty)
    session.flush()
    still = set(cards_nominated(session, campaign, duty.agency))
    for seat, _ in campaign_seats(session, campaign.id or 0):
        if seat.agency == duty.agency and seat.card is not None and seat.card not in still:
            seat.card = None
            session.add(seat)
    told = {date.fromisoformat(day) for day in answer.content.get("absences", ())}
    only_here = told - absent_days_told(session, duty.agency, without=answer)
    if only_here:
        session.exec(
            delete(AgencyAbsence).where(col(AgencyAbsence.agency) == duty.agency, col(AgencyAbsence.on).in_(only_here))
        )


def _findings(
    session: Session, campaign: Campaign, duty: Duty, answer: Answer, actor: Actor, now: datetime, context: Context
) -> None:
    """The record of the lead agency is taken out of every count; what it said stays with the answer. Items that other
    agencies entered stay: they were not mistaken."""
    visit = visit_by_code(session, duty.subject)
    if campaign.state is not CampaignState.INSPECTING or is_built_on(session, visit):
        # One sentence for all that may have been built on it, some of which not everybody may know of.
        raise NotVoidable(duty.code, "others have acted on these findings", CALL)
    change_state(session, visit, VISIT, VisitVerb.REOPEN, actor=actor, now=now)
    visit.outcome = visit.missed = None
    session.add(visit)
    records = select(Finding.id).where(Finding.visit_id == visit.id, col(Finding.lead))
    session.exec(delete(FindingItem).where(col(FindingItem.finding_id).in_(records)))
    session.exec(delete(Finding).where(col(Finding.visit_id) == visit.id, col(Finding.lead)))


def _remedy(
    session: Session, campaign: Campaign, duty: Duty, answer: Answer, actor: Actor, now: datetime, context: Context
) -> None:
    row = session.exec(select(Recommendation).where(Recommendation.code == duty.subject)).one()
    if row.state is RemedyState.RE_INSPECTED:
        raise NotVoidable(duty.code, "the place was inspected again since", LATER_FIRST)
    change_state(session, row, REMEDY, RemedyVerb.REOPEN, actor=actor, now=now)
    row.settled_at = None
    _let_go(session, row.code, DutyKind.RE_INSPECTION, actor, now)


def _re_inspection(
    session: Session, campaign: Campaign, duty: Duty, answer: Answer, actor: Actor, now: datetime, context: Context
) -> None:
    row = session.exec(select(Recommendation).where(Recommendation.code == duty.subject)).one()
    change_state(session, row, REMEDY, RemedyVerb.REOPEN, actor=actor, now=now)
    reported = [d.settled_at for d in duties_about(session, row.code, DutyKind.REMEDY) if d.settled_at]
    row.settled_at = reported[-1] if reported else None


def _sanction_decision(
    session: Session, campaign: Campaign, duty: Duty, answer: Answer, actor: Actor, now: datetime, context: Context
) -> None:
    case = session.exec(select(SanctionCase).where(SanctionCase.code == duty.subject)).one()
    if case.state is SanctionState.EXECUTED:
        raise NotVoidable(duty.code, "the decision was carried out since", LATER_FIRST)
    if is_referred(session, case.visit_id):
        raise NotVoidable(duty.code, "others have acted on the findings of this visit", CALL)
    change_state(session, case, SANCTION, SanctionVerb.REOPEN, actor=actor, now=now)
    case.decision_number = case.decided_on = None
    _let_go(session, case.code, DutyKind.SANCTION_EXECUTION, actor, now)


def _sanction_execution(
    session: Session, campaign: Campaign, duty: Duty, answer: Answer, actor: Actor, now: datetime, context: Context
) -> None:
    case = session.exec(select(SanctionCase).where(SanctionCase.code == duty.subject)).one()
    change_state(session, case, SANCTION, SanctionVerb.REOPEN, actor=actor, now=now)
    case.executed_on = None


def _let_go(session: Session, subject: str, kind: DutyKind, actor: Actor, now: datetime) -> None:
    """The duty that only the voided answer had opened."""
    duty = open_duty_about(session, subject, kind)
    if duty is not None:
        waive_duty(session, duty, WaiveReason.SUPERSEDED, actor=actor, now=now)


Undo = Callable[[Session, Campaign, Duty, Answer, Actor, datetime, Context], None]
_UNDO: Mapping[DutyKind, Undo] = {
    DutyKind.CONFIRM: _confirmation,
    DutyKind.FINDINGS: _findings,
    DutyKind.REMEDY: _remedy,
    DutyKind.RE_INSPECTION: _re_inspection,
    DutyKind.SANCTION_DECISION: _sanction_decision,
    DutyKind.SANCTION_EXECUTION: _sanction_execution,
}
