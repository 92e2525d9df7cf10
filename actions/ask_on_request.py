"""The coordinator asks for a report that comes round only on request: on which days, and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.ask_for_reports import ask_for_report, report_subject, senders_of
from actions.context import Actor, Context
from actions.recording import record
from campaigns import KINDS
from models import Campaign, Duty
from models.queries.campaigns import campaign_by_code, plan_under_way
from models.queries.forms import duties_of_step
from rules.refusals import AnswerRefused, RightMissing
from rules.regimes import Period, Regime
from rules.words import CampaignState, DutyKind, DutyState, Role

NOT_NOW = (CampaignState.SUSPENDED, CampaignState.REPORTING)


@dataclass(frozen=True)
class ReportRequest:
    """`regime` is the code of one on request; its figures are about `from_on` to `to_on`, both inclusive."""

    regime: str
    from_on: date
    to_on: date
    due_on: date


def ask_on_request(
    session: Session, wanted: ReportRequest, *, actor: Actor, now: datetime, context: Context
) -> Sequence[Duty]:
    """One duty and one letter to each sender, within the year that is under way. Raises RightMissing, AnswerRefused
    with every fault, or ContactMissing."""
    if actor.role is not Role.COORDINATOR:
        raise RightMissing(actor.role, "ask for", "a report", [Role.COORDINATOR])
    year = plan_under_way(session)
    if year is None:
        raise AnswerRefused("Report", [("regime", "needs an annual plan that is under way.")])
    campaign = campaign_by_code(session, year)
    today = context.pack.calendar.day_of(now)
    regime = next((row for row in regimes_on_request(today, context) if row.code == wanted.regime), None)
    before = requested(session, campaign, context)
    faults = _faults(campaign, wanted, before, today)
    if regime is None:
        faults.append(("regime", "is no report that comes on request."))
    elif not senders_of(regime, today, context):
        faults.append(("regime", "has nobody who could send it today."))
    if faults or regime is None:
        raise AnswerRefused("Report", faults)
    number = len({duty.subject for duty in before if _is_of(duty, campaign, regime)}) + 1
    period = Period(f"{number:02d}", wanted.from_on, wanted.to_on, wanted.due_on)
    subject = report_subject(campaign, regime, period.code)
    record(session, noun="report", subject=subject, verb="ask", actor=actor, now=now, campaign_id=campaign.id)
    spec = KINDS[campaign.kind].duty(DutyKind.PERIODIC_REPORT)
    ask_for_report(session, campaign, spec, regime, period, now=now, context=context)
    return [duty for duty in requested(session, campaign, context) if duty.subject == subject]


def regimes_on_request(today: date, context: Context) -> tuple[Regime, ...]:
    return tuple(regime for regime in context.pack.regimes if regime.on_request and regime.valid_on(today))


def requested(session: Session, campaign: Campaign, context: Context) -> list[Duty]:
    """Every report of a year that was asked for on request, oldest first, whatever became of it."""
    regimes = [regime for regime in context.pack.regimes if regime.on_request]
    return [
        duty
        for duty in duties_of_step(session, campaign, DutyKind.PERIODIC_REPORT)
        if any(_is_of(duty, campaign, regime) for regime in regimes)
    ]


def _is_of(duty: Duty, campaign: Campaign, regime: Regime) -> bool:
    head, _, _ = duty.subject.rpartition("-")
    return head == f"{campaign.code}-{regime.code}"


def _faults(campaign: Campaign, wanted: ReportRequest, before: Sequence[Duty], today: date) -> list[tuple[str, str]]:
    faults = []
    if campaign.state in NOT_NOW:
        faults.append(("regime", f"cannot be asked for while {campaign.code} is {campaign.state.value}."))
    if wanted.to_on < wanted.from_on:
        faults.append(("to_on", f"the last day must not lie before {wanted.from_on:%d/%m/%Y}."))
    if wanted.due_on < today:
        faults.append(("due_on", f"the due day {wanted.due_on:%d/%m/%Y} has passed; today is {today:%d/%m/%Y}."))
    elif wanted.due_on < wanted.to_on:
        faults.append(("due_on", f"must not lie before the last day of the figures, {wanted.to_on:%d/%m/%Y}."))
    same = (wanted.from_on, wanted.to_on)
    for duty in before:
        regime = duty.subject.removeprefix(f"{campaign.code}-").rpartition("-")[0]
        if duty.state is DutyState.OPEN and regime == wanted.regime and (duty.from_on, duty.to_on) == same:
            faults.append(("from_on", f"these days are asked for already, in {duty.subject}."))
            break
    return faults
