"""An agency confirms and nominates members, or declines: seats are filled, or given to others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.coordinate_agencies import ask_for_missing_members
from actions.fill_seats import fill_seats
from actions.move_party import block_days, replace_agency
from actions.recording import look_again
from actions.settle_duty import fulfil_duty, waive_duty
from actions.take_answer import Arrival, take_answer
from actions.tell_office import Addressee, tell_office
from models import Answer, Campaign, Duty
from models.queries.campaigns import campaign_by_id
from models.queries.visits import campaign_seats
from notifications.letters import InvitationDeclined
from rules.refusals import AnswerRefused, TransitionRefused
from rules.scheduling import members_needed
from rules.words import AgencyRole, DeclineReason, DutyState, Role, WaiveReason

CARD = re.compile(r"[A-Z0-9][A-Z0-9./-]{2,31}")


@dataclass(frozen=True)
class Confirmation:
    """Inspection-card numbers of the members nominated, never their names, and days the agency cannot come."""

    cards: tuple[str, ...]
    absences: tuple[date, ...] = ()


def confirm_participation(
    session: Session,
    duty: Duty,
    confirmation: Confirmation,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """Raises AnswerRefused naming every wrong card, or TransitionRefused when the duty is settled."""
    campaign = campaign_by_id(session, duty.campaign_id)
    _check_cards(session, campaign, duty, confirmation)
    content = {"cards": list(confirmation.cards), "absences": [day.isoformat() for day in confirmation.absences]}
    fulfil_duty(session, duty, answered=content, actor=actor, now=now)
    answer = take_answer(session, duty, content, arrival, now=now)
    fill_seats(session, campaign, duty.agency, confirmation.cards)
    block_days(session, campaign, duty.agency, confirmation.absences, now=now, context=context)
    ask_for_missing_members(session, campaign, now=now, context=context)
    look_again(session, campaign, now)
    return answer


def decline_participation(
    session: Session,
    duty: Duty,
    reason: DeclineReason,
    arrival: Arrival,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> Answer:
    """The agency stays out; its seats go to others. Raises ScheduleImpossible when nobody can stand in."""
    campaign = campaign_by_id(session, duty.campaign_id)
    if duty.state is not DutyState.OPEN:
        raise TransitionRefused("duty", duty.code, duty.state, "decline", [])
    answer = take_answer(session, duty, {"declined": reason.value}, arrival, now=now)
    duty.answered = {"declined": reason.value}
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now))
    tell_office(
        session,
        InvitationDeclined,
        Addressee(Role.COORDINATOR, standing.code),
        campaign=campaign,
        subject=duty.code,
        ordinal=1,
        now=now,
        context=context,
        agency=context.pack.agency(duty.agency).name,
        reason=reason,
    )
    leave_campaign(session, campaign, duty, WaiveReason.DECLINED, now=now, context=context, actor=actor)
    return answer


def leave_campaign(
    session: Session,
    campaign: Campaign,
    duty: Duty,
    reason: WaiveReason,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> None:
    """Waive an agency's duty to confirm and give its seats to others, asking those for more members if needed."""
    # The waiver itself is the engine's; who caused it stands in the answer or in the coordinator's decision.
    engine = Actor(Role.ENGINE, actor.agency) if actor.role is not Role.COORDINATOR else actor
    waive_duty(session, duty, reason, actor=engine, now=now)
    session.flush()
    replace_agency(session, campaign, duty.agency, now=now, context=context)
    ask_for_missing_members(session, campaign, now=now, context=context)
    look_again(session, campaign, now)


def card_fault(cards: Iterable[str]) -> str | None:
    """Which of them are no inspection-card numbers, as a sentence; None when all are."""
    wrong = [card for card in cards if not CARD.fullmatch(card) or not re.search(r"\d", card)]
    return f"{', '.join(wrong)}: an inspection-card number has capitals, digits and hyphens only." if wrong else None


def _check_cards(session: Session, campaign: Campaign, duty: Duty, confirmation: Confirmation) -> None:
    seats = [
        (seat.agency, (party.on, party.session))
        for seat, party in campaign_seats(session, campaign.id or 0)
        if seat.agency == duty.agency
    ]
    needed = members_needed(seats).get(duty.agency, 0)
    faults = []
    if fault := card_fault(confirmation.cards):
        faults.append(("cards", fault))
    if len(set(confirmation.cards)) != len(confirmation.cards):
        faults.append(("cards", "a card number stands in the list twice."))
    if taken := _cards_of_others(session, campaign, duty, confirmation):
        faults.append(("cards", f"{', '.join(taken)}: nominated by another agency of this campaign."))
    if len(set(confirmation.cards)) < needed:
        faults.append(("cards", f"{needed} members are needed at one time, {len(set(confirmation.cards))} are named."))
    if faults:
        raise AnswerRefused(f"Duty {duty.code}", faults)


def _cards_of_others(session: Session, campaign: Campaign, duty: Duty, confirmation: Confirmation) -> list[str]:
    seats = campaign_seats(session, campaign.id or 0)
    return sorted({s.card for s, _ in seats if s.agency != duty.agency and s.card and s.card in confirmation.cards})
