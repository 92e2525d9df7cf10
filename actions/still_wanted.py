"""Whether a queued letter still says something true when its turn comes."""

from sqlmodel import Session, select

from models import Campaign, Duty
from models.message import QueuedLetter
from notifications.letters import AccessCodeLetter, DutiesPassed, FocalSignIn, ListCode, Reminder, SignInLink
from notifications.task_letters import TASK_LETTERS, PeriodicReport, TaskLetter
from rules.words import CampaignState, DutyKind, DutyState

FOR_ITS_MOMENT = (AccessCodeLetter.name, ListCode.name, SignInLink.name, FocalSignIn.name)
"""Asked for on a page: who waited for one has asked anew."""
ASKS = (
    "plan_submitted",
    "invitation",
    "reminder",
    "brief",
    "findings_request",
    "area_notice",
    "monitoring_notice",
    "reception_task",
    "reception_reminder",
)
"""Letters that ask for something: overtaken when the campaign was cancelled meanwhile."""
ASKS_FOR_FORM = {letter.name: DutyKind(letter.name) for letter in TASK_LETTERS if issubclass(letter, TaskLetter)}
"""Overtaken when the form came meanwhile, and with what is waived of a cancelled campaign: a remedy outlives it."""


def still_wanted(session: Session, letter: QueuedLetter) -> bool:
    """False cancels the letter: nobody is reminded of what is done, or asked for what was called off."""
    if letter.campaign_id is None:
        return True
    if letter.letter in ASKS_FOR_FORM:
        return _owes(session, letter, ASKS_FOR_FORM[letter.letter])
    if letter.letter == DutiesPassed.name:
        return _owes(session, letter)
    if letter.letter not in ASKS:
        return True
    campaign = session.get_one(Campaign, letter.campaign_id)
    if campaign.state is CampaignState.CANCELLED:
        return False
    return letter.letter != Reminder.name or _owes(session, letter)


def _owes(session: Session, letter: QueuedLetter, kind: DutyKind | None = None) -> bool:
    owed = select(Duty.id).where(
        Duty.campaign_id == letter.campaign_id, Duty.agency == letter.agency, Duty.state == DutyState.OPEN
    )
    if kind is not None:
        owed = owed.where(Duty.kind == kind)
    if letter.letter == PeriodicReport.name:
        # One of many of its kind, each about a period of its own: campaign:subject:purpose:recipient:ordinal.
        owed = owed.where(Duty.subject == letter.intent_key.split(":")[1])
    return session.exec(owed.limit(1)).first() is not None
