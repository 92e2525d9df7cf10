"""Changing a state: the lifecycle decides, the journal remembers, in the caller's transaction."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from actions.context import Actor
from models import Campaign, JournalEntry
from rules.lifecycle import Lifecycle
from rules.words import Mode, Step


def record(
    session: Session,
    *,
    noun: str,
    subject: str,
    verb: str,
    actor: Actor,
    now: datetime,
    campaign_id: int | None,
    before: str | None = None,
    after: str | None = None,
    reason: StrEnum | None = None,
    note: str | None = None,
    restricted: bool = False,
) -> None:
    """Append one journal entry. `restricted` entries stay out of every shared view."""
    session.add(
        JournalEntry(
            at=now,
            campaign_id=campaign_id,
            noun=noun,
            subject=subject,
            verb=verb,
            before=before,
            after=after,
            role=actor.role,
            agency=actor.agency,
            reason=None if reason is None else reason.value,
            note=note,
            restricted=restricted,
        )
    )


def change_state(
    session: Session,
    row: Any,
    lifecycle: Lifecycle[Any, Any],
    verb: Any,
    *,
    actor: Actor,
    now: datetime,
    reason: StrEnum | None = None,
    note: str | None = None,
    restricted: bool = False,
) -> None:
    """Move a row (with `code` and `state`) along its lifecycle. Raises TransitionRefused or RightMissing."""
    before = row.state
    row.state = lifecycle.move(row.code, before, verb, actor.role)
    session.add(row)
    record(
        session,
        noun=lifecycle.noun,
        subject=row.code,
        verb=verb.value,
        actor=actor,
        now=now,
        campaign_id=row.id if isinstance(row, Campaign) else row.campaign_id,
        before=before.value,
        after=row.state.value,
        reason=reason,
        note=note,
        restricted=restricted,
    )


def enter_step(session: Session, campaign: Campaign, step: Step, *, actor: Actor, now: datetime) -> None:
    """Note the first time a campaign enters a step."""
    if step.value in campaign.entered:
        return
    campaign.entered = [*campaign.entered, step.value]
    session.add(campaign)
    record(
        session,
        noun="step",
        subject=campaign.code,
        verb="enter",
        after=step.value,
        actor=actor,
        now=now,
        campaign_id=campaign.id,
        restricted=campaign.mode is Mode.UNANNOUNCED,
    )


def next_number(session: Session, campaign: Campaign) -> int:
    """The campaign's next running number; its row is locked while a transaction changes the campaign."""
    campaign.last_number += 1
    session.add(campaign)
    return campaign.last_number


def look_again(session: Session, campaign: Campaign, at: datetime) -> None:
    """Make `advance` look at the campaign at a moment, or sooner if it would have anyway."""
    if campaign.next_at is None or at < campaign.next_at:
        campaign.next_at = at
        session.add(campaign)
