"""What a person may do to one letter, and when no longer."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models import Contact, Message
from notifications.by_hand import AddressGone, LetterStaysAsItIs, cancel_letter, resend_as_new, retry_letter
from notifications.delivery import deliver_due
from notifications.delivery.leases import claim, mark_dot
from notifications.delivery.trying import try_relay
from notifications.trial_letter import build_trial_letter
from rules.words import MessageState, Role
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, change, journal, messages, queue
from tests.notifications.samples import IDENTITY, NOW
from tests.notifications.test_delivery import relay

LATER = NOW + timedelta(days=20)
RETRIED = {MessageState.QUEUED, MessageState.FAILED, MessageState.EXPIRED}
AS_NEW = {*RETRIED, MessageState.SENT, MessageState.BOUNCED, MessageState.CANCELLED} - {MessageState.QUEUED}


def put(engine: sa.Engine, state: MessageState) -> None:
    change(engine, 1, lambda message: setattr(message, "state", state))


@pytest.mark.parametrize("state", MessageState)
def test_each_state_allows_what_it_allows_and_a_refusal_says_what_else_to_do(
    sqlite: sa.Engine, state: MessageState
) -> None:
    queue(sqlite, "ok.1@y.example")
    for act, allowed in (
        (retry_letter, RETRIED),
        (resend_as_new, AS_NEW),
        (cancel_letter, {MessageState.QUEUED, MessageState.LEASED}),
    ):
        put(sqlite, state)
        with Session(sqlite) as session:
            if state in allowed:
                act(session, 1, LATER, Role.COORDINATOR)
            else:
                with pytest.raises(LetterStaysAsItIs, match=f"Letter 1 is {state.value}: it cannot be"):
                    act(session, 1, LATER, Role.COORDINATOR)


async def test_letter_that_expired_goes_out_when_retried_as_the_same_letter(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    async with FaultServer() as server:
        assert (await deliver_due(database, relay(server), Clock(LATER))).expired == 1
        with Session(database) as session:
            retry_letter(session, 1, LATER, Role.COORDINATOR)
            session.commit()
        assert (await deliver_due(database, relay(server), Clock(LATER))).sent == 1
    (letter,) = messages(database)
    assert [stored.content for stored in server.stored] == [letter.mime]
    assert [entry.verb for entry in journal(database)] == ["expire", "retry", "accept"]


async def test_letter_called_off_between_claim_and_intent_does_not_go_out(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    (claimed,), _ = claim(database, NOW, "one", 1, lambda *_: True)
    with Session(database) as session:
        cancel_letter(session, 1, NOW, Role.COORDINATOR)
        session.commit()
    assert not mark_dot(database, claimed, NOW)
    assert messages(database)[0].state is MessageState.CANCELLED


def test_letter_whose_intent_is_recorded_cannot_be_called_off(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    (claimed,), _ = claim(database, NOW, "one", 1, lambda *_: True)
    assert mark_dot(database, claimed, NOW)
    with Session(database) as session, pytest.raises(LetterStaysAsItIs, match="is leased: it cannot be called off"):
        cancel_letter(session, 1, NOW, Role.COORDINATOR)


async def test_letter_sent_as_new_differs_in_its_message_id_and_day_alone(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    async with FaultServer() as server:
        await deliver_due(database, relay(server), Clock())
        for _ in range(2):
            with Session(database) as session:
                resend_as_new(session, 1, LATER, Role.COORDINATOR)
                session.commit()
        assert (await deliver_due(database, relay(server), Clock(LATER))).sent == 2
    first, *copies = [message_from_bytes(stored.content, policy=SMTP) for stored in server.stored]
    names = [name for name in first if name not in ("Message-ID", "Date")]
    for copy in copies:
        assert [copy[name] for name in names] == [first[name] for name in names]
        bodies = [letter.get_body(("plain",)) for letter in (copy, first)]
        assert len({body.get_content() for body in bodies if body}) == 1 and copy["Date"] != first["Date"]
    mids = [letter.mid for letter in messages(database)]
    stem = mids[0].partition(".1@")[0]
    assert [mid.removeprefix(stem).partition("@")[0] for mid in mids] == [".1", ".2", ".3"]
    assert sorted(mids) == sorted(letter["Message-ID"] for letter in (first, *copies))


def test_nothing_is_sent_as_new_to_an_address_whose_mail_came_back(sqlite: sa.Engine) -> None:
    queue(sqlite, "ok.1@y.example")
    put(sqlite, MessageState.FAILED)
    with Session(sqlite) as session:
        session.get_one(Contact, session.get_one(Message, 1).contact_id).bounced = True
        with pytest.raises(AddressGone, match="its mail came back: enter the right address"):
            resend_as_new(session, 1, LATER, Role.COORDINATOR)


@pytest.mark.parametrize(
    ("name", "accepted", "stage"),
    [
        ("ok", True, "dot"),
        ("rcpt-550", False, "envelope"),
        ("dot-drop-lost", False, "dot"),
    ],
)
async def test_test_letter_tells_how_far_it_came(name: str, accepted: bool, stage: str) -> None:
    address = f"{name}.1@y.example"
    mid, mime = build_trial_letter(address, IDENTITY, NOW)
    async with FaultServer() as server:
        tried = await try_relay(relay(server), mid, mime, address)
    assert (tried.accepted, tried.stage) == (accepted, stage)
    assert len(server.stored) == accepted


def test_what_is_done_to_a_letter_and_its_journal_entry_are_one_transaction(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    with Session(database) as session:
        cancel_letter(session, 1, NOW, Role.COORDINATOR)
        session.rollback()
    assert messages(database)[0].state is MessageState.QUEUED and journal(database) == []
    with Session(database) as session:
        cancel_letter(session, 1, NOW, Role.COORDINATOR)
        session.commit()
    assert messages(database)[0].state is MessageState.CANCELLED and len(journal(database)) == 1
