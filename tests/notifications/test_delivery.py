"""Delivery against a server that fails on purpose: never lost, never doubled, one bad letter alone."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models import Contact, Message
from models.database import open_database
from models.message import QueuedLetter
from models.migrating import migrate_at
from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.delivery.leases import DOT_LEASE, LEASE, claim, give_back, mark_dot, settle, sweep
from notifications.delivery.pace import find_runaway
from notifications.delivery.together import Unit, commit_together
from notifications.delivery.verdicts import Verdict, next_attempt
from notifications.delivery.wire import Wire
from notifications.returns.bounce_address import BounceAddress
from rules.refusals import RelayInClear
from rules.words import MessageState, MessageVerb
from tests.notifications.fault_server import SCRIPTS, FaultServer
from tests.notifications.queued import Clock, attempts, change, digest, journal, messages, queue
from tests.notifications.samples import NOW

STATES = {
    "sent": MessageState.SENT,
    "deferred": MessageState.QUEUED,
    "failed": MessageState.FAILED,
    "ambiguous": MessageState.AMBIGUOUS,
}


def relay(server: FaultServer, **changes: Any) -> RelaySettings:
    quick = {"connect_seconds": 1.0, "command_seconds": 0.3, "dot_seconds": 0.3, "quit_seconds": 0.2}
    return RelaySettings(host="127.0.0.1", port=server.port, **({"tls": "none"} | quick | changes))


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "dot-552"])  # test_link_only.py plays that one
async def test_each_fault_leaves_the_letter_where_it_belongs(sqlite: sa.Engine, name: str) -> None:
    _, becomes, copies = SCRIPTS[name]
    queue(sqlite, f"{name}.1@y.example")
    async with FaultServer() as server:
        count = await deliver_due(sqlite, relay(server), Clock())
    assert count == replace(DeliveryCount(), **{becomes: 1})  # type: ignore[arg-type]
    (message,) = messages(sqlite)
    assert message.state is STATES[becomes]
    assert [stored.recipient for stored in server.stored] == [message.address] * copies
    assert all(digest(stored.content) == message.sha256 for stored in server.stored)
    assert (message.phase, message.owner, message.lease_until) == (None, None, None)
    (attempt,), (entry,) = attempts(sqlite), [entry for entry in journal(sqlite) if entry.noun != "contact"]
    assert attempt.outcome is message.state and attempt.reply == message.reply
    assert (entry.noun, entry.after, entry.restricted) == ("message", message.state.value, False)
    assert f"<{entry.subject}@" in message.mid
    if becomes == "deferred":
        assert timedelta(minutes=4.5) <= message.next_at - NOW <= timedelta(minutes=5.5)
    assert message.dot_at is not None or name.startswith(("rcpt", "data", "body"))
    assert (message.sent_at is not None) == (becomes == "sent")


@pytest.mark.parametrize(("name", "marked"), [("rcpt-550", True), ("rcpt-550-policy", False), ("data-554", False)])
async def test_address_where_nobody_lives_is_marked(sqlite: sa.Engine, name: str, marked: bool) -> None:
    queue(sqlite, f"{name}.1@y.example")
    async with FaultServer() as server:
        assert (await deliver_due(sqlite, relay(server), Clock())).failed == 1
    with Session(sqlite) as session:
        assert session.exec(select(Contact)).one().bounced is marked
    assert [entry.verb for entry in journal(sqlite) if entry.noun == "contact"] == ["bounced"] * marked


async def test_letters_in_doubt_whose_second_copy_harms_are_never_sent_again_by_themselves(sqlite: sa.Engine) -> None:
    queue(sqlite, "dot-drop-stored.1@y.example", "dot-drop-lost.1@y.example", letter="referral")
    clock = Clock()
    async with FaultServer() as server:
        for _ in range(5):
            await deliver_due(sqlite, relay(server), clock)
            clock.now += timedelta(hours=12)
    assert Counter(message.state for message in messages(sqlite)) == {MessageState.AMBIGUOUS: 2}
    assert len(server.stored) == 1


async def test_one_bad_letter_does_not_stop_the_others(database: sa.Engine) -> None:
    bad = ["rcpt-drop.1@y.example", "dot-hang.1@y.example", "rcpt-550.1@y.example", "dot-garbage.1@y.example"]
    ids = queue(database, *bad, *(f"ok.{n}@y.example" for n in range(12)), "unreadable.1@y.example")

    def spoil(message: Message) -> None:
        message.frozen.mime, message.priority = b"\xff\x00 no letter at all", 0

    change(database, ids[-1], spoil)
    async with FaultServer() as server:
        count = await deliver_due(database, relay(server), Clock())
    assert (count.sent, count.failed, count.deferred, count.ambiguous) == (12, 2, 1, 2)
    assert len({stored.recipient for stored in server.stored}) == len(server.stored) == 14
    assert server.connections <= 6


async def test_dead_relay_costs_one_attempt_and_no_letter(sqlite: sa.Engine) -> None:
    queue(sqlite, *(f"ok.{n}@y.example" for n in range(20)))
    async with FaultServer(banner=b"554 go away\r\n") as server:
        count = await deliver_due(sqlite, relay(server), Clock())
    assert server.connections == 1
    assert count == DeliveryCount(relay="SMTPConnectResponseError 554")
    assert {(message.state, message.attempts, message.epoch) for message in messages(sqlite)} == {
        (MessageState.QUEUED, 0, 0)
    }
    assert journal(sqlite) == []


async def test_relay_that_dies_in_the_run_leaves_the_rest_due_at_once(sqlite: sa.Engine) -> None:
    queue(sqlite, *(f"rcpt-421.{n}@y.example" for n in range(20)))
    async with FaultServer() as server:
        count = await deliver_due(sqlite, relay(server, max_connections=1), Clock())
    assert server.connections == 3
    assert (count.deferred, count.relay) == (3, "RCPT: 421 busy")
    states = Counter((message.state, message.next_at == NOW, message.attempts) for message in messages(sqlite))
    assert states == {(MessageState.QUEUED, True, 0): 17, (MessageState.QUEUED, False, 1): 3}


async def test_refused_sender_is_our_fault_and_not_the_letters(sqlite: sa.Engine) -> None:
    queue(sqlite, *(f"ok.{n}@y.example" for n in range(5)))
    async with FaultServer(mail=b"550 5.7.1 not you\r\n") as server:
        count = await deliver_due(sqlite, relay(server, max_connections=1), Clock())
    assert (count.deferred, count.relay) == (1, "MAIL: 550 5.7.1 not you")
    assert {(message.state, message.attempts) for message in messages(sqlite)} == {(MessageState.QUEUED, 0)}


async def test_starttls_that_is_not_offered_sends_nothing_in_clear(sqlite: sa.Engine) -> None:
    queue(sqlite, "ok.1@y.example", letter="referral")
    async with FaultServer(extensions=(b"AUTH PLAIN",)) as server:
        count = await deliver_due(
            sqlite, relay(server, tls="starttls", username="office", password="s3cret-canary"), Clock()
        )
    assert count.relay is not None and "canary" not in count.relay
    assert {line.split()[0].upper() for line in server.seen} <= {b"EHLO", b"QUIT"}
    assert messages(sqlite)[0].state is MessageState.QUEUED


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_certificate_that_nobody_vouches_for_sends_nothing(sqlite: sa.Engine, tls: str, certificate: Any) -> None:
    queue(sqlite, "ok.1@y.example")
    async with FaultServer(extensions=(b"STARTTLS",), tls=certificate.context, implicit=tls == "implicit") as server:
        count = await deliver_due(sqlite, relay(server, tls=tls), Clock())
    assert count.relay is not None
    assert not any(line.startswith((b"MAIL", b"AUTH")) for line in server.seen)


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_letter_goes_under_tls_after_login(sqlite: sa.Engine, tls: str, certificate: Any) -> None:
    queue(sqlite, "ok.1@y.example", letter="referral")
    extensions = (b"STARTTLS", b"AUTH PLAIN")
    async with FaultServer(extensions=extensions, tls=certificate.context, implicit=tls == "implicit") as server:
        through = relay(server, tls=tls, ca_file=certificate.path, username="office", password="x", connect_seconds=5)
        assert await deliver_due(sqlite, through, Clock()) == DeliveryCount(sent=1)
    entries = journal(sqlite)
    assert [entry.restricted for entry in entries] == [True]


async def test_wrong_password_stops_the_run_and_is_nowhere_told(
    sqlite: sa.Engine, certificate: Any, caplog: pytest.LogCaptureFixture
) -> None:
    queue(sqlite, "ok.1@y.example", "ok.2@y.example")
    extensions = (b"STARTTLS", b"AUTH PLAIN")
    async with FaultServer(extensions=extensions, tls=certificate.context, auth=b"535 no\r\n") as server:
        through = relay(server, tls="starttls", ca_file=certificate.path, username="office", password="s3cret-canary")
        count = await deliver_due(sqlite, through, Clock())
    assert count == DeliveryCount(relay="SMTPAuthenticationError 535")
    assert "canary" not in caplog.text + repr(settings)


@pytest.mark.parametrize("host", ["relay.example", "192.0.2.7", "::2"])
def test_mail_never_leaves_the_machine_in_clear(host: str) -> None:
    with pytest.raises(RelayInClear):
        RelaySettings(host=host, port=25, tls="none")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_loopback_may_be_in_clear(host: str) -> None:
    assert RelaySettings(host=host, port=25, tls="none").max_connections <= 2


async def test_letter_past_its_time_expires_and_one_no_longer_wanted_is_cancelled(database: sa.Engine) -> None:
    old, unwanted, _ = queue(database, "ok.1@y.example", "ok.2@y.example", "ok.3@y.example")
    change(database, old, lambda message: setattr(message, "ttl_at", NOW))
    async with FaultServer() as server:
        count = await deliver_due(database, relay(server), Clock(), wanted=lambda _, message: message.id != unwanted)
    assert count == DeliveryCount(sent=1, expired=1, cancelled=1)
    assert len(server.stored) == 1
    ended = [MessageState.EXPIRED, MessageState.CANCELLED, MessageState.SENT]
    assert [message.state for message in messages(database)] == ended


async def test_most_urgent_goes_first_and_the_limit_holds(sqlite: sa.Engine) -> None:
    ids = queue(sqlite, *(f"ok.{n}@y.example" for n in range(4)))
    change(sqlite, ids[3], lambda message: setattr(message, "priority", 0))
    async with FaultServer() as server:
        assert await deliver_due(sqlite, relay(server), Clock(), limit=2) == DeliveryCount(sent=2)
    assert Counter(stored.recipient for stored in server.stored) == {"ok.3@y.example": 1, "ok.0@y.example": 1}


async def test_two_deliverers_send_each_letter_once(database: sa.Engine) -> None:
    queue(database, *(f"ok.{n}@y.example" for n in range(40)))
    async with FaultServer() as server:
        counts = await asyncio.gather(*(deliver_due(database, relay(server), Clock()) for _ in range(3)))
    assert sum(count.sent for count in counts) == 40
    assert Counter(stored.recipient for stored in server.stored) == {f"ok.{n}@y.example": 1 for n in range(40)}


def claim_one(engine: sa.Engine, owner: str, clock: Clock) -> Any:
    ((claimed,), _) = claim(engine, clock(), owner, 1, lambda _, __: True)
    return claimed


def test_deliverer_that_slept_through_its_lease_changes_nothing(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    clock = Clock()
    zombie = claim_one(database, "zombie", clock)
    clock.now += LEASE
    sweep(database, clock())
    heir = claim_one(database, "heir", clock)
    assert heir.epoch == zombie.epoch + 1
    assert not mark_dot(database, zombie, clock())
    assert mark_dot(database, heir, clock())
    assert not settle(database, zombie, Verdict(MessageVerb.REJECT, "550 no"), clock())
    give_back(database, [zombie], clock())
    assert messages(database)[0].state is MessageState.LEASED
    assert settle(database, heir, Verdict(MessageVerb.ACCEPT, "250 ok"), clock())
    assert messages(database)[0].state is MessageState.SENT
    assert "late, lease lost: 550 no" in [attempt.reply for attempt in attempts(database)]


def test_deliverer_that_slept_through_its_lease_changes_nothing_in_company_either(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example", "ok.2@y.example")
    clock, accepted = Clock(), Verdict(MessageVerb.ACCEPT, "250 ok")
    zombie, other = (claim_one(database, "zombie", clock) for _ in range(2))
    clock.now += LEASE / 2
    with database.begin() as connection:
        connection.execute(sa.update(Message).where(col(Message.id) == zombie.id).values(epoch=zombie.epoch + 1))
    heir = replace(zombie, epoch=zombie.epoch + 1)
    intents = [Unit(mark_dot, (claimed, clock(), None)) for claimed in (zombie, other)]
    assert commit_together(database, intents) == [False, True]
    assert mark_dot(database, heir, clock())
    outcomes = [Unit(settle, (claimed, accepted, clock())) for claimed in (zombie, other)]
    assert commit_together(database, outcomes) == [None, accepted]
    assert [message.state for message in messages(database)] == [MessageState.LEASED, MessageState.SENT]
    told = {(attempt.message_id, attempt.reply) for attempt in attempts(database)}
    assert told == {(zombie.id, "late, lease lost: 250 ok"), (other.id, "250 ok")}


def test_intents_and_outcomes_of_every_kind_are_recorded_in_company(database: sa.Engine) -> None:
    queue(database, *(f"ok.{n}@y.example" for n in range(4)))
    verdicts = [
        Verdict(MessageVerb.ACCEPT, "250 ok"),
        Verdict(MessageVerb.DEFER, "451 later"),
        Verdict(MessageVerb.REJECT, "554 never"),
        Verdict(MessageVerb.ACCEPT, "250 fine"),
    ]
    claims = [claim_one(database, "a", Clock()) for _ in verdicts]
    assert commit_together(database, [Unit(mark_dot, (claimed, NOW, None)) for claimed in claims]) == [True] * 4
    assert {(message.phase, message.dot_at) for message in messages(database)} == {("DOT", NOW)}
    outcomes = [Unit(settle, (claimed, verdict, NOW)) for claimed, verdict in zip(claims, verdicts, strict=True)]
    assert commit_together(database, outcomes) == verdicts
    assert [(message.state, message.reply) for message in messages(database)] == [
        (MessageState.SENT, "250 ok"),
        (MessageState.QUEUED, "451 later"),
        (MessageState.FAILED, "554 never"),
        (MessageState.SENT, "250 fine"),
    ]
    assert sorted(entry.verb for entry in journal(database)) == ["accept", "accept", "defer", "reject"]


def test_vanished_deliverer_leaves_doubt_only_after_the_dot(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example", "ok.2@y.example")
    clock = Clock()
    claim_one(database, "a", clock)
    mark_dot(database, claim_one(database, "b", clock), clock())
    clock.now += DOT_LEASE
    assert sweep(database, clock()) == {MessageVerb.DEFER: 1, MessageVerb.DOUBT: 1}
    assert [message.state for message in messages(database)] == [MessageState.QUEUED, MessageState.AMBIGUOUS]
    assert sweep(database, clock()) == {}


async def test_lease_that_is_lost_before_the_dot_sends_nothing(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(sqlite, "ok.1@y.example")
    monkeypatch.setattr("notifications.delivery.deliver.mark_dot", lambda *_: False)
    async with FaultServer() as server:
        assert await deliver_due(sqlite, relay(server), Clock()) == DeliveryCount()
    assert server.stored == []


async def test_process_stopped_between_intent_and_dot_does_not_write_the_dot(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(sqlite, "ok.1@y.example")
    monkeypatch.setattr("notifications.delivery.deliver.DOT_PATIENCE_SECONDS", -1.0)
    async with FaultServer() as server:
        assert await deliver_due(sqlite, relay(server), Clock()) == DeliveryCount(deferred=1)
    assert server.stored == []


async def test_database_that_fails_after_the_reply_leaves_the_row_to_the_sweep(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(sqlite, "ok.1@y.example", "ok.2@y.example")

    def fail(*_: object) -> bool:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr("notifications.delivery.deliver.settle", fail)
    clock = Clock()
    async with FaultServer() as server:
        assert await deliver_due(sqlite, relay(server), clock) == DeliveryCount()
        monkeypatch.undo()
        clock.now += DOT_LEASE
        assert await deliver_due(sqlite, relay(server), clock, limit=0) == DeliveryCount(ambiguous=2, sent_again=2)
    assert len(server.stored) == 2


def test_waits_grow_with_the_letters_age_and_stay_within_bounds() -> None:
    waits = [next_attempt(NOW + timedelta(minutes=age), NOW, "<m@x>", 2) for age in (1, 30, 600)]
    minutes = [(at - NOW).total_seconds() / 60 - age for at, age in zip(waits, (1, 30, 600), strict=True)]
    for waited, asked in zip(minutes, (5, 30, 120), strict=True):
        assert asked * 0.9 <= waited <= asked * 1.1


async def test_letter_about_which_nothing_can_be_asked_waits_and_the_others_go(database: sa.Engine) -> None:
    bad, _, _ = queue(database, "ok.0@y.example", "ok.1@y.example", "ok.2@y.example")

    def ask(_: Session, message: QueuedLetter) -> bool:
        if message.id == bad:
            raise LookupError("its campaign is gone")
        return True

    async with FaultServer() as server:
        assert await deliver_due(database, relay(server), Clock(), wanted=ask) == DeliveryCount(sent=2)
    waiting = messages(database)[0]
    assert (waiting.state, waiting.epoch) == (MessageState.QUEUED, 0) and waiting.next_at > NOW


async def test_connection_that_is_gone_when_the_next_letter_begins_puts_no_letter_off(
    database: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(database, *(f"ok-then-closed.{n}@y.example" for n in range(5)))
    monkeypatch.setattr(Wire, "usable", True)  # as if the end of the connection were still on its way to us
    async with FaultServer() as server:
        count = await deliver_due(database, relay(server, max_connections=1), Clock())
        assert (count, server.connections) == (DeliveryCount(sent=5), 5)
    assert {letter.attempts for letter in messages(database)} == {1}


async def test_letter_without_a_sender_fails_once_and_for_all(sqlite: sa.Engine) -> None:
    (bad,) = queue(sqlite, "ok.1@y.example")

    def spoil(message: Message) -> None:
        message.frozen.mime = message.mime.replace(b"From: ", b"X-From: ")
        message.sha256 = digest(message.mime)

    change(sqlite, bad, spoil)
    async with FaultServer() as server:
        assert (await deliver_due(sqlite, relay(server), Clock())).failed == 1
    assert messages(sqlite)[0].reply == "not sent: it names no sender" and server.stored == []


async def test_no_more_letters_a_minute_than_the_relay_allows(database: sa.Engine) -> None:
    queue(database, *(f"ok.{n}@y.example" for n in range(7)))
    clock, sent = Clock(), []
    async with FaultServer() as server:
        for seconds in (0, 10, 61, 0):
            clock.now += timedelta(seconds=seconds)
            sent.append((await deliver_due(database, relay(server, letters_per_minute=4), clock)).sent)
    assert sent == [4, 0, 3, 0]


async def test_letters_that_another_deliverer_has_in_hand_count_against_the_minute(database: sa.Engine) -> None:
    queue(database, *(f"ok.{n}@y.example" for n in range(7)))
    clock = Clock()
    claim(database, clock(), "other", 3, lambda _, __: True)
    async with FaultServer() as server:
        assert (await deliver_due(database, relay(server, letters_per_minute=4), clock)).sent == 1
        clock.now += LEASE
        assert (await deliver_due(database, relay(server, letters_per_minute=4), clock)).sent == 4


@given(
    per_minute=st.integers(1, 6), gaps=st.lists(st.sampled_from([0, 1, 7, 20, 30, 59, 60, 61]), min_size=1, max_size=12)
)
@settings(max_examples=15, deadline=None)
def test_no_minute_wherever_it_begins_has_more_letters_than_allowed(per_minute: int, gaps: list[int]) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/outbox.db"
        migrate_at(url)
        engine = open_database(url)
        queue(engine, *(f"ok.{n}@y.example" for n in range(30)))
        moments = asyncio.run(send_at(engine, per_minute, gaps))
        engine.dispose()
    for moment in moments:
        assert sum(moment <= other < moment + timedelta(minutes=1) for other in moments) <= per_minute
    assert len(moments) >= min(30, per_minute)


async def send_at(engine: sa.Engine, per_minute: int, gaps: list[int]) -> list[datetime]:
    clock = Clock()
    async with FaultServer() as server:
        for gap in gaps:
            clock.now += timedelta(seconds=gap)
            await deliver_due(engine, relay(server, letters_per_minute=per_minute), clock)
    return [message.sent_at for message in messages(engine) if message.sent_at]


async def test_domain_that_refuses_for_policy_is_told_and_others_are_not_held(database: sa.Engine) -> None:
    queue(database, *(f"rcpt-550-policy.{n}@y.example" for n in range(4)), "rcpt-550-policy.9@z.example")
    async with FaultServer() as server:
        count = await deliver_due(database, relay(server, max_connections=1), Clock())
    assert (count.failed, count.deferred, count.held) == (3, 2, ("y.example",))
    assert [message.attempts for message in messages(database)] == [1, 1, 0, 0, 1]


async def test_held_letter_waits_on_until_its_time_is_over(sqlite: sa.Engine) -> None:
    queue(sqlite, *(f"rcpt-550-policy.{n}@y.example" for n in range(3)))
    clock = Clock()
    async with FaultServer() as server:
        for _ in range(8):
            await deliver_due(sqlite, relay(server, max_connections=1), clock)
            clock.now += timedelta(hours=12)
        assert messages(sqlite)[2].state is MessageState.QUEUED
        clock.now += timedelta(days=2)
        await deliver_due(sqlite, relay(server, max_connections=1), clock)
    assert messages(sqlite)[2].state is MessageState.EXPIRED


def test_letter_that_brings_its_deliverer_down_again_and_again_is_tried_ever_more_seldom(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    clock, waits = Clock(), []
    for _ in range(4):
        claim_one(database, "doomed", clock)
        clock.now += LEASE
        sweep(database, clock())
        waits.append(messages(database)[0].next_at - clock.now)
        clock.now = messages(database)[0].next_at
    assert waits[0] == timedelta(0) and waits[0] < timedelta(minutes=4) < waits[1] < waits[3]


async def test_next_try_is_never_after_the_letters_time(sqlite: sa.Engine) -> None:
    (one,) = queue(sqlite, "rcpt-450.1@y.example")
    change(sqlite, one, lambda message: setattr(message, "ttl_at", NOW + timedelta(minutes=1)))
    async with FaultServer() as server:
        await deliver_due(sqlite, relay(server), Clock())
    assert messages(sqlite)[0].next_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("address", "extensions", "reply"),
    [
        ("đầu-mối@y.example", (b"8BITMIME",), "RCPT: 553 not sent: the address cannot be used"),
        ("ok@y.example, evil@y.example", (), "RCPT: 553 not sent: the address cannot be used"),
        ("ok@y.example", (b"SIZE 900",), "DATA: 552 not sent: "),
    ],
)
async def test_letter_that_this_relay_can_never_take_fails_once_with_its_reason(
    sqlite: sa.Engine, address: str, extensions: tuple[bytes, ...], reply: str
) -> None:
    one, _ = queue(sqlite, "ok.1@y.example", "ok.2@y.example")
    change(sqlite, one, lambda message: setattr(message, "address", address))
    clock = Clock()
    async with FaultServer(extensions=extensions) as server:
        for _ in range(3):
            await deliver_due(sqlite, relay(server), clock)
            clock.now += timedelta(hours=12)
    message = messages(sqlite)[0]
    assert (message.state, message.attempts) == (MessageState.FAILED, 1)
    assert message.reply is not None and message.reply.startswith(reply)
    assert not any(b"evil" in line or b"RCPT TO:<ok@" in line for line in server.seen)
    assert [stored.recipient for stored in server.stored] == (
        [] if extensions[:1] == (b"SIZE 900",) else ["ok.2@y.example"]
    )


def test_looking_for_a_runaway_reads_what_waits_and_not_years_of_what_went(sqlite: sa.Engine) -> None:
    asked: list[tuple[str, object]] = []
    sa.event.listen(sqlite, "before_cursor_execute", lambda _, __, sql, given, *___: asked.append((sql, given)))
    assert find_runaway(sqlite) is None
    statement, given = next(one for one in asked if "mailattempt" in one[0])
    with sqlite.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
    assert any("ix_message_" in step for step in plan) and not any(step.startswith("SCAN") for step in plan), plan


async def test_sender_of_a_letter_is_the_same_on_every_attempt_and_another_letters_is_not(sqlite: sa.Engine) -> None:
    queue(sqlite, "rcpt-450.1@y.example", "rcpt-450.2@y.example")
    clock, bounces = Clock(), BounceAddress("bounces@x.example", b"a key")
    async with FaultServer() as server:
        for _ in range(3):
            await deliver_due(sqlite, relay(server, bounces=bounces), clock)
            clock.now += timedelta(hours=12)
    senders = Counter(line for line in server.seen if line.startswith(b"MAIL FROM:<bounces+"))
    assert sorted(senders.values()) == [3, 3]
