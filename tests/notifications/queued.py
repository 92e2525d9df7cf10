"""Letters in the outbox, for the tests of delivery."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Contact, JournalEntry, MailAttempt, Message
from notifications.outbox import post
from rules.words import Role
from tests.notifications.samples import IDENTITY, NOW, sample_letter
from tests.whole_letters import whole_letters


def queue(engine: sa.Engine, *addresses: str, letter: str = "campaign_resumed", subject: str = "S") -> list[int]:
    """One letter to each address, posted at NOW; another subject gives other Message-IDs."""
    with Session(engine) as session:
        ids = []
        for ordinal, address in enumerate(addresses):
            to = Contact(
                agency=f"A-{ordinal}-{address}".replace("@", "-at-")[:32],
                role=Role.LIAISON,
                office="Cơ quan",
                telephone="1",
                address=address,
                shared=False,
            )
            session.add(to)
            session.flush()
            message = post(
                session,
                sample_letter(letter),
                to,
                campaign_id=None,
                subject=subject,
                ordinal=ordinal,
                now=NOW,
                identity=IDENTITY,
            )
            session.flush()
            assert message.id is not None
            ids.append(message.id)
        session.commit()
        return ids


def messages(engine: sa.Engine) -> Sequence[Message]:
    with Session(engine, expire_on_commit=False) as session:
        return session.exec(whole_letters().order_by(col(Message.id))).all()


def attempts(engine: sa.Engine) -> Sequence[MailAttempt]:
    with Session(engine) as session:
        return session.exec(select(MailAttempt).order_by(col(MailAttempt.id))).all()


def journal(engine: sa.Engine) -> Sequence[JournalEntry]:
    with Session(engine) as session:
        return session.exec(select(JournalEntry).order_by(col(JournalEntry.id))).all()


def change(engine: sa.Engine, message_id: int, change_it: Callable[[Message], None]) -> None:
    with Session(engine) as session:
        change_it(session.get_one(Message, message_id))
        session.commit()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now
