"""Take an answer once: the same nonce again shows its own receipt, whatever it says the second time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, bindparam, func, select

from models import Answer, Duty
from rules.words import Channel, Role

ANSWERS_TO = select(func.count()).select_from(Answer).where(Answer.duty_id == bindparam("duty"))


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
        receipt=f"{duty.code}-A{session.exec(ANSWERS_TO, params={'duty': duty.id}).one() + 1}",
        duty_id=duty.id,
        channel=arrival.channel,
        document=arrival.document,
        document_on=arrival.document_on,
        recorded_by=arrival.recorded_by,
        content=dict(content),
        received_at=now,
    )
    session.add(answer)
    return answer
