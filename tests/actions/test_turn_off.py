"""Mail that a person holds back: none goes out, none is lost, and all of it goes when it is released."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from actions.turn_off import AlreadySwitched, RestoredMailHeld, turn_off, turn_on
from models.queries.moments import mail_is_due
from notifications.delivery import deliver_due
from notifications.delivery.leases import claim, mark_dot, sweep
from rules.words import MessageState, StopReason, Switch, Waiting
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, change, journal, messages, queue
from tests.notifications.samples import NOW
from tests.notifications.test_delivery import relay

HELD = timedelta(days=40)
"""Longer than any letter lives."""


def hold(engine: sa.Engine, reason: StopReason = StopReason.INCIDENT) -> None:
    with Session(engine) as session:
        turn_off(session, Switch.MAIL, reason, now=NOW)
        session.commit()


async def test_mail_held_for_weeks_goes_out_when_it_is_released_and_not_before(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example", "ok.2@y.example")
    hold(database)
    async with FaultServer() as server:
        for days in (0, 5, 39):
            count = await deliver_due(database, relay(server), Clock(NOW + timedelta(days=days)))
            assert (count.sent, count.expired, server.connections) == (0, 0, 0)
        with Session(database) as session:
            assert not mail_is_due(session, NOW + HELD)
            assert turn_on(session, Switch.MAIL, now=NOW + HELD) == 2
            session.commit()
        assert (await deliver_due(database, relay(server), Clock(NOW + HELD))).sent == 2
    assert len(server.stored) == 2
    told = [(row.verb, row.before, row.after, row.reason) for row in journal(database) if row.noun == "switch"]
    assert told == [("turn_off", "on", "off", "incident"), ("turn_on", "off", "on", "incident")]


def test_letter_that_was_claimed_when_mail_was_stopped_gets_no_dot_and_waits(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    (claimed,), _ = claim(database, NOW, "one", 1, lambda *_: True)
    hold(database)
    assert not mark_dot(database, claimed, NOW)
    sweep(database, NOW + timedelta(minutes=3))
    assert messages(database)[0].state is MessageState.QUEUED


def test_switch_is_thrown_once(sqlite: sa.Engine) -> None:
    hold(sqlite)
    with Session(sqlite) as session:
        with pytest.raises(AlreadySwitched, match="switch mail is off since 2021-03-01"):
            turn_off(session, Switch.MAIL, StopReason.MAINTENANCE, now=NOW)
        with pytest.raises(AlreadySwitched, match="switch links is not turned off"):
            turn_on(session, Switch.LINKS, now=NOW)


@pytest.mark.parametrize(
    ("waiting", "becomes"), [(Waiting.CHECK, MessageState.AMBIGUOUS), (Waiting.SEND, MessageState.QUEUED)]
)
def test_mail_of_a_restored_home_is_released_by_who_says_what_is_known_of_it(
    sqlite: sa.Engine, waiting: Waiting, becomes: MessageState
) -> None:
    queue(sqlite, "ok.1@y.example")
    hold(sqlite, StopReason.RESTORED)
    with Session(sqlite) as session:
        with pytest.raises(RestoredMailHeld, match="1 letters wait"):
            turn_on(session, Switch.MAIL, now=NOW + HELD)
        turn_on(session, Switch.MAIL, now=NOW + HELD, waiting=waiting)
        session.commit()
    (letter,) = messages(sqlite)
    assert letter.state is becomes and letter.dot_at is None


def test_letter_written_after_the_restore_is_not_in_doubt(sqlite: sa.Engine) -> None:
    hold(sqlite, StopReason.RESTORED)
    (written,) = queue(sqlite, "ok.1@y.example")
    change(sqlite, written, lambda letter: setattr(letter, "created_at", NOW + timedelta(hours=1)))
    with Session(sqlite) as session:
        assert turn_on(session, Switch.MAIL, now=NOW + HELD, waiting=Waiting.CHECK) == 1
        session.commit()
    assert messages(sqlite)[0].state is MessageState.QUEUED
