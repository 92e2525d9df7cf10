"""An answer recorded by mistake is voided: it stays on record and counts no more, and its duty is owed again."""

from contextlib import suppress
from datetime import datetime

from sqlmodel import Session

from actions.area_rest import is_at_rest
from actions.chase_duties import remind
from actions.context import Actor, Context
from actions.recording import change_state, look_again
from actions.settle_duty import hold_duty
from actions.tell_office import Addressee
from actions.undo_answer import undo_answer
from models import Answer, Campaign, Duty
from models.queries.campaigns import campaign_by_id
from models.queries.portal_pages import last_answer
from rules.free_text import note_faults
from rules.ladders import rung_moments
from rules.lifecycle import DUTY
from rules.refusals import AlreadyHandled, AnswerRefused, ContactMissing, NotVoidable, RightMissing
from rules.words import CampaignState, DutyState, DutyVerb, Role, VoidReason

CALL = "Call the agency and agree on a new answer."
NEW_DAY = "Its findings are asked for on the new day; record there what became of it."
UNDER_WAY = (CampaignState.COORDINATING, CampaignState.INSPECTING, CampaignState.CARRYING_OUT)
"""Where a step waits for the answer; a remedy outlives the campaign, and moves none of its steps."""


def void_answer(
    session: Session,
    answer: Answer,
    reason: VoidReason,
    note: str,
    *,
    actor: Actor,
    now: datetime,
    context: Context,
) -> None:
    """`note` is free text and says how it came about. Raises RightMissing, AnswerRefused for the note, AlreadyHandled
    for an answer that was voided before, and NotVoidable, with the way out, for one that others have acted on."""
    duty = session.get_one(Duty, answer.duty_id)
    if actor.role is not Role.COORDINATOR or duty.confidential:
        may = ["the officers it is addressed to"] if duty.confidential else [Role.COORDINATOR]
        raise RightMissing(actor.role, "void", f"answer {answer.receipt}", may)
    if faults := note_faults(note):
        raise AnswerRefused(f"Answer {answer.receipt}", [("note", fault) for fault in faults])
    hold_duty(session, duty)
    session.refresh(answer)
    if answer.voided_at is not None:
        raise AlreadyHandled("answer", answer.receipt, "voided")
    campaign = campaign_by_id(session, duty.campaign_id)
    _check(session, campaign, duty, answer)
    undo_answer(session, campaign, duty, answer, actor=actor, now=now, context=context)
    answer.voided_at, answer.voided = now, reason
    session.add(answer)
    change_state(session, duty, DUTY, DutyVerb.REOPEN, actor=actor, now=now, reason=reason, note=note.strip())
    _owe_again(session, campaign, duty, now, context)
    if campaign.state in UNDER_WAY:
        look_again(session, campaign, now)


def _check(session: Session, campaign: Campaign, duty: Duty, answer: Answer) -> None:
    if campaign.state is CampaignState.SUSPENDED:
        raise NotVoidable(duty.code, "the campaign is suspended", "Resume it first.")
    if campaign.state is CampaignState.CANCELLED:
        raise NotVoidable(duty.code, "the campaign was cancelled", "Nothing more follows from the answer.")
    if "postponed" in answer.content:
        raise NotVoidable(duty.code, "the visit has another day, and everybody was told", NEW_DAY)
    if duty.state is DutyState.WAIVED:
        raise NotVoidable(duty.code, "it freed the agency, and its place was given to others", CALL)
    latest = last_answer(session, duty)
    if latest is None or latest.id != answer.id:
        raise NotVoidable(duty.code, "a later answer has taken its place", "Void the later one first.")


def _owe_again(session: Session, campaign: Campaign, duty: Duty, now: datetime, context: Context) -> None:
    """The due day stays: the agency never answered. It is told at once by one reminder; the rungs that passed while
    the duty seemed settled are not made up for, so that nobody's superior hears of our mistake before he does."""
    calendar = context.pack.calendar
    moments = rung_moments(context.pack.ladder(duty.ladder, calendar.day_of(duty.due_at)), duty.due_at, calendar)
    duty.settled_at, duty.answered = None, {}
    duty.rung = max(duty.rung, sum(moment <= now for moment in moments))
    duty.rung_at = moments[duty.rung] if duty.rung < len(moments) else None
    if not duty.timed:
        duty.rung_at = None
    if duty.paused_at is not None:
        # It was answered while work rested in its area: it waits on where it does still.
        duty.paused_at = now if is_at_rest(session, duty.agency, context) else None
        duty.rung_at = None if duty.paused_at else duty.rung_at
    session.add(duty)
    session.flush()
    with suppress(ContactMissing):  # nobody can be written to: the list of the late shows it, as for any other duty
        remind(session, campaign, Addressee(duty.role, duty.agency), [duty], now=now, context=context)
