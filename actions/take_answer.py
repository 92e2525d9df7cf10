"""Take an answer once: the same nonce again shows its own receipt, whatever it says the second time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, select

from models import Answer, Duty
from rules.words import Channel, Role


@dataclass(frozen=True)
class Arrival:
    """How an answer came: by link, or by telephone or paper as the coordinator recorded it."""

    nonce: str
    channel: Channel = Channel.PORTAL
    document: str | None = None
    document_on: date | None = None
    recorded_by: Role | None = None


def earlier_answer(session: Session, nonce: str) -> Answer | None:
    """The answer that already came with this nonce."""
    return session.exec(select(Answer).where(Answer.nonce == nonce)).first()


def take_answer(session: Session, duty: Duty, content: Mapping[str, Any], arrival: Arrival, *, now: datetime) -> Answer:
    """Keep the answer and give it a receipt number. `content` holds codes and dates only."""
    assert duty.id is not None
    answer = Answer(
        nonce=arrival.nonce,
        receipt=f"{duty.code}-A{_count(session, duty.id) + 1}",
        duty_id=duty.id,
        channel=arrival.channel,
        document=arrival.document,
        document_on=arrival.document_on,
        recorded_by=arrival.recorded_by,
        content=dict(content),
        received_at=now,
    )
    session.add(answer)
    session.flush()
    return answer


def _count(session: Session, duty_id: int) -> int:
    return len(session.exec(select(Answer.id).where(Answer.duty_id == duty_id)).all())
