"""A person's word on letters in doubt."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from notifications.delivery import deliver_due
from notifications.settling import cancel_message, find_message, list_messages, settle_message
from rules.refusals import RightMissing, TransitionRefused, UnknownCode
from rules.words import MessageState, Role
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, journal, queue
from tests.notifications.samples import NOW
from tests.notifications.test_delivery import relay

LATER = NOW + timedelta(days=9)


@pytest.fixture
async def in_doubt(sqlite: sa.Engine) -> sa.Engine:
    queue(sqlite, "dot-drop-stored.1@y.example", "dot-drop-lost.1@y.example", "ok.1@y.example")
    async with FaultServer() as server:
        await deliver_due(sqlite, relay(server), Clock())
    return sqlite


async def test_letter_in_doubt_is_settled_either_way(in_doubt: sa.Engine) -> None:
    with Session(in_doubt) as session:
        missing, arrived = list_messages(session, MessageState.AMBIGUOUS)
        settle_message(session, arrived.mid, delivered=True, now=LATER, role=Role.COORDINATOR)
        settle_message(session, str(missing.id), delivered=False, now=LATER, role=Role.COORDINATOR)
        session.commit()
        assert (arrived.state, arrived.sent_at) == (MessageState.SENT, LATER)
        assert (missing.state, missing.next_at) == (MessageState.QUEUED, LATER)
        assert missing.ttl_at > LATER, "it must not expire before the relay could take it"
    settled = journal(in_doubt)[-2:]
    assert [(entry.before, entry.after, entry.role) for entry in settled] == [
        ("ambiguous", "sent", Role.COORDINATOR),
        ("ambiguous", "queued", Role.COORDINATOR),
    ]


async def test_only_a_letter_in_doubt_is_settled_and_only_by_who_may(in_doubt: sa.Engine) -> None:
    with Session(in_doubt) as session:
        (sent,) = list_messages(session, MessageState.SENT)
        doubtful = list_messages(session, MessageState.AMBIGUOUS)[0]
        with pytest.raises(TransitionRefused):
            settle_message(session, sent.mid, delivered=False, now=LATER, role=Role.COORDINATOR)
        with pytest.raises(RightMissing):
            settle_message(session, doubtful.mid, delivered=False, now=LATER, role=Role.LIAISON)
        for unknown in ("999", "nobody", "%"):
            with pytest.raises(UnknownCode):
                find_message(session, unknown)


async def test_letter_that_waits_or_is_in_doubt_is_cancelled_and_one_that_went_is_not(in_doubt: sa.Engine) -> None:
    (waiting,) = queue(in_doubt, "ok.7@y.example")
    with Session(in_doubt) as session:
        (sent,) = list_messages(session, MessageState.SENT)
        doubtful = list_messages(session, MessageState.AMBIGUOUS)[0]
        for name in (waiting, doubtful.mid):
            assert cancel_message(session, name, LATER, Role.COORDINATOR).state is MessageState.CANCELLED
        with pytest.raises(TransitionRefused):
            cancel_message(session, sent.mid, LATER, Role.COORDINATOR)
        session.commit()
    assert [(entry.verb, entry.role) for entry in journal(in_doubt)[-2:]] == [("cancel", Role.COORDINATOR)] * 2
    async with FaultServer() as server:
        await deliver_due(in_doubt, relay(server), Clock(LATER))
    assert server.stored == []
