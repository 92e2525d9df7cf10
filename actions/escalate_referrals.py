"""Step `escalate`: once the police have a referral, its acknowledgement is due; never holds the campaign up."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.recording import look_again
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Referral
from models.queries.duties import duties_about
from models.queries.referrals import letter_taken_at, referrals_in
from rules.words import DutyKind, ReferralState
from rules.working_days import OFFICE_OPENS, ONE_DAY


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    for referral in referrals_in(session, campaign.id or 0, (ReferralState.SENT,)):
        if duties_about(session, referral.code, DutyKind.REFERRAL_ACKNOWLEDGEMENT):
            continue
        received_at = referral.received_at or _reception(session, referral, context)
        if received_at is None:
            # Not in custody yet: the outbox, or a person settling a doubt, decides; look again in the morning.
            calendar = context.pack.calendar
            tomorrow = calendar.next_workday(calendar.day_of(now) + ONE_DAY)
            look_again(session, campaign, calendar.at(tomorrow, OFFICE_OPENS))
            continue
        referral.received_at = received_at
        open_acknowledgement(session, campaign, referral, received_at, now=now, context=context)
    return PASSES


def open_acknowledgement(
    session: Session, campaign: Campaign, referral: Referral, received_at: datetime, *, now: datetime, context: Context
) -> None:
    open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.REFERRAL_ACKNOWLEDGEMENT),
        subject=referral.code,
        agency=referral.agency,
        start=received_at,
        now=now,
        context=context,
        told=True,
    )


def _reception(session: Session, referral: Referral, context: Context) -> datetime | None:
    """Without a recorded hand-over, the first working day after the mail was taken."""
    taken_at = letter_taken_at(session, referral.code)
    if taken_at is None:
        return None
    calendar = context.pack.calendar
    return calendar.at(calendar.next_workday(calendar.day_of(taken_at) + ONE_DAY), OFFICE_OPENS)
