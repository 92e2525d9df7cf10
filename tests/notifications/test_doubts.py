"""Letters in doubt: what a witness's word does, when absence counts, and what happens where nobody can tell."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models import Message
from models.queries.moments import mail_is_due
from notifications.delivery import DeliveryCount, deliver_due
from notifications.delivery.doubts import ALARM_AFTER, WAITS, settle_doubts
from notifications.delivery.leases import DOT_LEASE
from notifications.witness import Seen
from rules.words import MessageState, MessageVerb, Role
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, attempts, change, journal, messages, queue
from tests.notifications.samples import NOW
from tests.notifications.test_delivery import relay

MINUTE = timedelta(minutes=1)
LOST, KEPT, FINE = "dot-drop-lost.1@y.example", "dot-drop-stored.2@y.example", "ok.3@y.example"


@dataclass
class Says:
    """Says the same of every letter, and remembers what it was asked."""

    seen: Seen
    name: str = "log"
    recipient: str | None = None
    asked: list[tuple[list[str], datetime]] = field(default_factory=list)

    def look(self, mids: Collection[str], since: datetime) -> dict[str, Seen]:
        self.asked.append((list(mids), since))
        return dict.fromkeys(mids, self.seen)


async def put_in_doubt(engine: sa.Engine, witness: Says | None, *addresses: str, letter: str = "reminder") -> None:
    queue(engine, *addresses, letter=letter)
    async with FaultServer() as server:
        await deliver_due(engine, relay(server), Clock(), witness=witness)


def look(engine: sa.Engine, after: timedelta, witness: Says | None) -> MessageState:
    settle_doubts(engine, NOW + after, witness)
    return messages(engine)[0].state


async def test_letter_the_witness_has_is_sent_at_once_and_its_dot_is_when(database: sa.Engine) -> None:
    witness = Says(Seen.PRESENT)
    await put_in_doubt(database, witness, KEPT)
    assert look(database, MINUTE, witness) is MessageState.SENT
    (message,) = messages(database)
    assert (message.sent_at, message.amb_count, message.witness) == (NOW, 0, "log")
    assert witness.asked == [([message.mid], NOW)]
    entry, attempt = journal(database)[-1], attempts(database)[-1]
    assert (entry.before, entry.after, entry.role) == ("ambiguous", "sent", Role.ENGINE)
    assert (attempt.outcome, attempt.reply) == (MessageState.SENT, "the witness has it")


async def test_absence_counts_after_a_quarter_of_an_hour_and_the_same_bytes_go_again(database: sa.Engine) -> None:
    witness = Says(Seen.ABSENT)
    await put_in_doubt(database, witness, LOST)
    before = messages(database)[0].sha256
    assert look(database, WAITS - MINUTE, witness) is MessageState.AMBIGUOUS
    assert look(database, WAITS, witness) is MessageState.QUEUED
    (message,) = messages(database)
    assert (message.amb_count, message.sha256, message.next_at) == (1, before, NOW + WAITS)
    assert [attempt.outcome for attempt in attempts(database)] == [MessageState.AMBIGUOUS, MessageState.QUEUED]


async def test_witness_that_does_not_answer_is_waited_for(sqlite: sa.Engine) -> None:
    witness = Says(Seen.UNREACHABLE)
    await put_in_doubt(sqlite, witness, LOST)
    assert look(sqlite, timedelta(days=2), witness) is MessageState.AMBIGUOUS
    witness.seen = Seen.PRESENT
    assert look(sqlite, timedelta(days=2, minutes=1), witness) is MessageState.SENT


async def test_witness_that_did_not_see_the_attempt_cannot_say_that_it_failed(sqlite: sa.Engine) -> None:
    await put_in_doubt(sqlite, None, LOST, letter="referral")
    other = Says(Seen.ABSENT)
    assert look(sqlite, WAITS + MINUTE, other) is MessageState.AMBIGUOUS
    other.seen = Seen.PRESENT
    assert look(sqlite, WAITS + timedelta(hours=2), other) is MessageState.SENT


@pytest.mark.parametrize("astray", [True, False])
async def test_witness_that_has_none_of_the_letters_sent_last_is_not_believed(sqlite: sa.Engine, astray: bool) -> None:
    witness = Says(Seen.ABSENT)
    await put_in_doubt(sqlite, witness, LOST, FINE, "ok.4@y.example")
    lost, fine, _ = messages(sqlite)

    def only_what_is_there(mids: Collection[str], since: datetime) -> dict[str, Seen]:
        return {mid: Seen.PRESENT if mid == fine.mid and not astray else Seen.ABSENT for mid in mids}

    witness.look = only_what_is_there  # type: ignore[method-assign]
    assert look(sqlite, WAITS, witness) is (MessageState.AMBIGUOUS if astray else MessageState.QUEUED)
    assert lost.witness == fine.witness == "log"


async def test_where_nobody_can_tell_a_letter_goes_again_twice_and_then_a_person_decides(database: sa.Engine) -> None:
    clock, counts = Clock(), []
    queue(database, KEPT)
    async with FaultServer() as server:
        for wait in (*[WAITS / 3] * 12, timedelta(days=4)):
            counts.append(await deliver_due(database, relay(server), clock))
            clock.now += wait
    (message,) = messages(database)
    assert (message.state, message.amb_count, len(server.stored)) == (MessageState.AMBIGUOUS, 2, 3)
    assert sum(count.sent_again for count in counts) == 2
    doubts = [attempt for attempt in attempts(database) if attempt.outcome is MessageState.AMBIGUOUS]
    assert len(server.stored) - 1 <= len(doubts) == 3, "each further copy points to a doubt on record"


async def test_letter_whose_second_copy_harms_waits_for_a_person(database: sa.Engine) -> None:
    await put_in_doubt(database, None, LOST, letter="referral")
    for hours in range(1, 100):
        assert look(database, timedelta(hours=hours), None) is MessageState.AMBIGUOUS
    assert len(attempts(database)) == 1, "nothing happened, so nothing is written down"


async def test_letter_in_doubt_is_looked_at_in_time_and_not_every_minute_for_ever(sqlite: sa.Engine) -> None:
    await put_in_doubt(sqlite, None, LOST, letter="referral")
    due = []
    for minutes in range(1, 200):
        now = NOW + minutes * MINUTE
        with Session(sqlite) as session:
            if mail_is_due(session, now):
                due.append(minutes)
        settle_doubts(sqlite, now, None)
    assert due == [1, ALARM_AFTER // MINUTE, 90, 150]


async def test_letter_of_a_restored_home_is_sent_when_the_witness_has_it_and_else_waits(sqlite: sa.Engine) -> None:
    await put_in_doubt(sqlite, Says(Seen.ABSENT), LOST)
    change(sqlite, 1, lambda message: setattr(message, "dot_at", None))
    witness = Says(Seen.ABSENT)
    assert look(sqlite, timedelta(days=1), witness) is MessageState.AMBIGUOUS
    assert witness.asked[0][1] == NOW, "it may have gone out since it was written"
    assert look(sqlite, timedelta(days=2), None) is MessageState.AMBIGUOUS
    assert look(sqlite, timedelta(days=3), Says(Seen.PRESENT)) is MessageState.SENT
    assert messages(sqlite)[0].sent_at == NOW + timedelta(days=3)


async def test_doubt_that_another_has_settled_meanwhile_is_left_alone(sqlite: sa.Engine) -> None:
    await put_in_doubt(sqlite, Says(Seen.ABSENT), LOST)
    witness = Says(Seen.ABSENT)

    def settled_meanwhile(mids: Collection[str], since: datetime) -> dict[str, Seen]:
        settle_doubts(sqlite, NOW + WAITS, Says(Seen.ABSENT))
        return dict.fromkeys(mids, Seen.ABSENT)

    witness.look = settled_meanwhile  # type: ignore[method-assign]
    settle_doubts(sqlite, NOW + WAITS, witness)
    (message,) = messages(sqlite)
    assert (message.state, message.amb_count) == (MessageState.QUEUED, 1)


async def test_deliverer_that_died_after_the_dot_is_settled_by_the_run_that_finds_it(
    sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> bool:
        raise sa.exc.OperationalError("COMMIT", {}, Exception("gone"))

    monkeypatch.setattr("notifications.delivery.deliver.settle", die)
    witness, clock = Says(Seen.PRESENT), Clock()
    await put_in_doubt(sqlite, witness, FINE)
    monkeypatch.undo()
    clock.now += DOT_LEASE
    async with FaultServer() as server:
        count = await deliver_due(sqlite, relay(server), clock, witness=witness)
    assert count == DeliveryCount(ambiguous=1, found=1) and server.stored == []


async def test_count_of_a_run_tells_what_was_found_and_what_goes_again(sqlite: sa.Engine) -> None:
    await put_in_doubt(sqlite, Says(Seen.ABSENT), LOST)
    settled = settle_doubts(sqlite, NOW + WAITS, Says(Seen.ABSENT))
    assert settled == {MessageVerb.SETTLE_UNSENT: 1}


@pytest.mark.parametrize("letter", ["reminder", "referral"])
async def test_copy_of_a_confidential_letter_is_not_given_to_the_journal(sqlite: sa.Engine, letter: str) -> None:
    journal_of_ours = Says(Seen.PRESENT, name="journal", recipient="ok.nhat-ky@y.example")
    queue(sqlite, FINE, letter=letter)
    async with FaultServer() as server:
        await deliver_due(sqlite, relay(server), Clock(), witness=journal_of_ours)
    copies = [line for line in server.seen if line.startswith(b"RCPT") and b"nhat-ky" in line]
    message: Message = messages(sqlite)[0]
    assert (len(copies), message.witness) == ((1, "journal") if letter == "reminder" else (0, "none"))


async def test_witness_that_breaks_down_keeps_no_letter_from_going_out(sqlite: sa.Engine) -> None:
    witness = Says(Seen.ABSENT)
    await put_in_doubt(sqlite, witness, LOST)

    def break_down(*_: object) -> dict[str, Seen]:
        raise RuntimeError("at fault")

    witness.look = break_down  # type: ignore[method-assign]
    queue(sqlite, FINE, subject="another")
    async with FaultServer() as server:
        count = await deliver_due(sqlite, relay(server), Clock(NOW + WAITS), witness=witness)
    assert count == DeliveryCount(sent=1)
