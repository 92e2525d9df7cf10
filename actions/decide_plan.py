"""The chairman approves the submitted plan, or returns it with a reason and what to change."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.hear_step import without_waiting
from actions.recording import change_state, look_again
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from actions.tell_office import Addressee, asking_office, tell_office
from campaigns import KINDS
from models import Answer, Approval, Campaign, Contact, Duty
from models.queries.campaigns import campaign_by_code
from models.queries.visits import campaign_seats, visits_of
from notifications.letters import PlanApproved, PlanReturned
from rules.refusals import AnswerRefused, OwnProposal, RightMissing
from rules.visibility import may_answer
from rules.words import AgencyRole, CampaignVerb, DutyKind, ReturnReason, Role


@dataclass(frozen=True)
class PlanDecision:
    """`reason` None approves. `most_visits` is the most the chairman would approve when he returns it."""

    reason: ReturnReason | None = None
    most_visits: int | None = None


def decide_plan(
    session: Session,
    duty: Duty,
    decision: PlanDecision,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises TransitionRefused, AnswerRefused, RightMissing (the committee's office deputises for the chairman only
    once his time has run), or OwnProposal."""
    campaign = campaign_by_code(session, duty.subject)
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    _check(campaign, decision)
    if actor.role is Role.COMMITTEE and now <= duty.due_at:
        raise RightMissing(actor.role, "decide", f"campaign {campaign.code} yet", [Role.CHAIRMAN])
    _check_proposer(session, campaign, actor, now, context)
    verb = CampaignVerb.APPROVE if decision.reason is None else CampaignVerb.RETURN
    change_state(session, campaign, lifecycle, verb, actor=actor, now=now, reason=decision.reason)
    content = {"reason": decision.reason and decision.reason.value, "most_visits": decision.most_visits}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    if actor.contact_id is not None:
        session.add(
            Approval(
                subject=campaign.code,
                round=campaign.round,
                order=1,
                contact_id=actor.contact_id,
                role=actor.role,
                approved=decision.reason is None,
                reason=decision.reason and decision.reason.value,
                decided_at=now,
            )
        )
    if decision.reason is None:
        with without_waiting(session, campaign, PlanApproved, actor=actor, now=now, context=context) as heard:
            _tell_approved(session, campaign, now, heard)
    else:
        campaign.visits_wanted = decision.most_visits or campaign.visits_wanted
        _tell_returned(session, campaign, decision.reason, now, context)
    look_again(session, campaign, now)
    return take_answer(session, duty, content, arrival, now=now)


def _check_proposer(session: Session, campaign: Campaign, actor: Actor, now: datetime, context: Context) -> None:
    """One mailbox does not propose and approve. A coordinator who writes down a paper decision decides nothing."""
    if actor.contact_id is None or not may_answer(actor.role, DutyKind.APPROVE_PLAN):
        return
    own = session.get_one(Contact, actor.contact_id).address
    if own.casefold() == asking_office(session, now, context).address.casefold():
        raise OwnProposal(campaign.code, actor.role)


def _check(campaign: Campaign, decision: PlanDecision) -> None:
    most = decision.most_visits
    if most is not None and not 0 < most <= campaign.visits_wanted:
        allowed = f"must be between 1 and the {campaign.visits_wanted} planned."
        raise AnswerRefused(f"The decision on {campaign.code}", [("most_visits", allowed)])


def _tell_approved(session: Session, campaign: Campaign, now: datetime, context: Context) -> None:
    visits = visits_of(session, campaign.id or 0)
    agencies = sorted({seat.agency for seat, _ in campaign_seats(session, campaign.id or 0)})
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now))
    to = [Addressee(Role.LIAISON, agency) for agency in agencies] + [Addressee(Role.COORDINATOR, standing.code)]
    for addressee in to:
        tell_office(
            session,
            PlanApproved,
            addressee,
            campaign=campaign,
            subject=campaign.code,
            ordinal=campaign.round,
            now=now,
            context=context,
            visits=len(visits),
            areas=len({visit.area for visit in visits}),
        )


def _tell_returned(session: Session, campaign: Campaign, reason: ReturnReason, now: datetime, context: Context) -> None:
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now))
    tell_office(
        session,
        PlanReturned,
        Addressee(Role.COORDINATOR, standing.code),
        campaign=campaign,
        subject=campaign.code,
        ordinal=campaign.round,
        now=now,
        context=context,
        reason=reason,
    )
