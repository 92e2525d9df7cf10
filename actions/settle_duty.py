"""A duty ends: fulfilled by an answer, or waived with a reason. Its ladder stops in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.context import Actor
from actions.recording import change_state
from models import Duty
from models.queries.campaigns import campaign_by_id
from rules.lifecycle import DUTY
from rules.words import DutyVerb, WaiveReason


def fulfil_duty(session: Session, duty: Duty, *, answered: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Raises TransitionRefused when it is no longer open."""
    hold_duty(session, duty)
    change_state(session, duty, DUTY, DutyVerb.FULFIL, actor=actor, now=now, restricted=duty.confidential)
    duty.answered = dict(answered)
    _stop(duty, now)


def waive_duty(
    session: Session, duty: Duty, reason: WaiveReason, *, actor: Actor, now: datetime, restricted: bool = False
) -> None:
    """Raises TransitionRefused when it is no longer open, RightMissing for anybody but coordinator and engine."""
    hold_duty(session, duty)
    hidden = restricted or duty.confidential
    change_state(session, duty, DUTY, DutyVerb.WAIVE, actor=actor, now=now, reason=reason, restricted=hidden)
    duty.waived = reason
    _stop(duty, now)


def hold_duty(session: Session, duty: Duty) -> None:
    """Lock it and see it as it is now: of two answers that come at once, the second finds it settled. The campaign is
    always locked before its duties, so that no two units of work wait for each other."""
    campaign_by_id(session, duty.campaign_id)
    session.flush()  # a refresh forgets what has not been written
    session.refresh(duty, with_for_update=True)


def _stop(duty: Duty, now: datetime) -> None:
    duty.settled_at = now
    duty.rung_at = None
