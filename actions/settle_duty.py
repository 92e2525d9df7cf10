"""A duty ends: fulfilled by an answer, or waived with a reason. Its ladder stops in the same transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from actions.context import Actor
from actions.recording import change_state
from models import Duty
from rules.lifecycle import DUTY
from rules.words import DutyVerb, WaiveReason


def fulfil_duty(session: Session, duty: Duty, *, answered: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Raises TransitionRefused when it is no longer open."""
    change_state(session, duty, DUTY, DutyVerb.FULFIL, actor=actor, now=now, restricted=duty.confidential)
    duty.answered = dict(answered)
    _stop(duty, now)


def waive_duty(session: Session, duty: Duty, reason: WaiveReason, *, actor: Actor, now: datetime) -> None:
    """Raises TransitionRefused when it is no longer open, RightMissing for anybody but coordinator and engine."""
    change_state(session, duty, DUTY, DutyVerb.WAIVE, actor=actor, now=now, reason=reason, restricted=duty.confidential)
    duty.waived = reason
    _stop(duty, now)


def _stop(duty: Duty, now: datetime) -> None:
    duty.settled_at = now
    duty.rung_at = None
