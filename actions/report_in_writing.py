"""The leader says that he has reported an unannounced check in writing; that closes it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.check_document import LONGEST_NUMBER
from actions.collect_ordered import muster_day
from actions.context import Actor, Context
from actions.recording import change_state
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from campaigns import KINDS
from models import Answer, Campaign, Document, Duty, UnannouncedOrder
from models.queries.campaigns import campaign_by_id
from models.queries.unannounced import order_of
from rules.refusals import AnswerRefused, RightMissing
from rules.visibility import RAISES_CHECKS
from rules.words import CampaignVerb, DocumentKind, Role


@dataclass(frozen=True)
class WrittenReport:
    """Number and day of the report, and to whom it went: both are asked for (TT 05/2006 mục II.4)."""

    document: str
    signed_on: date
    to_superior: bool
    to_chairman: bool


def report_in_writing(
    session: Session,
    duty: Duty,
    report: WrittenReport,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises AnswerRefused (every fault at once), RightMissing or TransitionRefused."""
    campaign = campaign_by_id(session, duty.campaign_id)
    order = order_of(session, campaign, actor.role) if actor.role in RAISES_CHECKS else None
    if order is None or not may_report(order, duty, actor, now):
        raise RightMissing(actor.role, "report", f"check {campaign.code}", [Role.TEAM_LEADER])
    _check(report, campaign, order, now, context)
    content = {"document": report.document.strip(), "signed_on": report.signed_on.isoformat()}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    change_state(session, campaign, lifecycle, CampaignVerb.RELEASE, actor=actor, now=now, restricted=True)
    campaign.released_at, campaign.next_at = now, None
    session.add(
        Document(
            campaign_id=duty.campaign_id,
            subject=campaign.code,
            kind=DocumentKind.REPORT,
            number=report.document.strip(),
            signed_on=report.signed_on,
            signer=actor.role,
            recorded_by=actor.role,
            recorded_at=now,
        )
    )
    return take_answer(session, duty, content, arrival, now=now)


def may_report(order: UnannouncedOrder, duty: Duty, actor: Actor, now: datetime) -> bool:
    """The leader; the deputy for a check that he ordered, or once the leader's days have run."""
    if actor.role is Role.TEAM_LEADER:
        return True
    return actor.role is Role.DEPUTY_LEADER and (order.ordered_by == actor.contact_id or now > duty.due_at)


def _check(report: WrittenReport, campaign: Campaign, order: UnannouncedOrder, now: datetime, context: Context) -> None:
    today, day = context.pack.calendar.day_of(now), muster_day(order, context)
    number = report.document.strip()
    faults = []
    if not number or not number.isprintable():
        faults.append(("document", "needs the number of the report."))
    elif len(number) > LONGEST_NUMBER:
        faults.append(("document", f"is a document number of at most {LONGEST_NUMBER} characters."))
    if not day <= report.signed_on <= today:
        faults.append(
            (
                "signed_on",
                f"is dated {report.signed_on:%d/%m/%Y}: it must lie between the check on {day:%d/%m/%Y} "
                f"and today, {today:%d/%m/%Y}.",
            )
        )
    if not report.to_superior:
        faults.append(("to_superior", "must have gone to the direct superior."))
    if not report.to_chairman:
        faults.append(("to_chairman", "must have gone to the chairman."))
    if faults:
        raise AnswerRefused(f"The report on {campaign.code}", faults)
