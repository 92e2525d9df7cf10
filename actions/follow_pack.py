"""The day has come from which open campaigns follow the revision in force: each cites it from now on."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Actor, Context
from actions.recording import look_again, record
from models import Campaign, Duty
from models.queries.reorganisation import campaigns_on_other_packs, chased_duties
from rules.ladders import next_rung
from rules.words import Mode


def follow_pack(session: Session, *, now: datetime, context: Context) -> int:
    """Say how many campaigns went over; none before the day that the pack names, nor where it names none. Due moments
    stay as they were given; what happens when they are missed is the new ladders' to say."""
    pack = context.pack
    if pack.as_of is None or pack.calendar.day_of(now) < pack.as_of:
        return 0
    campaigns = campaigns_on_other_packs(session, pack.revision)
    for campaign in campaigns:
        go_over(session, campaign, actor=ENGINE, now=now, context=context)
    session.flush()
    return len(campaigns)


def go_over(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> None:
    """One campaign cites the revision in force from now on."""
    before, campaign.pack_revision = campaign.pack_revision, context.pack.revision
    session.add(campaign)
    record(
        session,
        noun="pack",
        subject=campaign.code,
        verb="follow",
        before=before,
        after=context.pack.revision,
        actor=actor,
        now=now,
        campaign_id=campaign.id,
        restricted=campaign.mode is Mode.UNANNOUNCED,
    )
    look_again(session, campaign, now)
    for duty in chased_duties(session, campaign.id or 0):
        _climb_on(session, duty, context)


def _climb_on(session: Session, duty: Duty, context: Context) -> None:
    calendar = context.pack.calendar
    ladder = context.pack.ladder(duty.ladder, calendar.day_of(duty.due_at))
    duty.rung_at = next_rung(ladder, duty.rung, duty.due_at, calendar)
    session.add(duty)
