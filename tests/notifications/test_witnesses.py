"""Both witnesses against the real thing: a Postfix whose log is read, and a journal mailbox in a Dovecot behind it.

A proxy breaks the connection off at the final dot, so that delivery cannot know what became of the letter.
"""

import asyncio
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from config.clock import wall_clock
from models import Message
from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.delivery.doubts import WAITS
from notifications.witness import Seen, Witness
from notifications.witness.journal import JournalMailbox
from notifications.witness.postfix_log import PostfixLog
from rules.words import MessageState
from tests.notifications.cutting_proxy import CuttingProxy
from tests.notifications.queued import Clock, messages, queue
from trials import dovecot_server, postfix_server
from trials.dovecot_server import DovecotServer, find_dovecot
from trials.postfix_server import DOMAIN, PostfixServer, find_postfix

JOURNAL = f"nhat-ky@{DOMAIN}"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[DovecotServer]:
    program = find_dovecot()
    if program is None:
        pytest.skip(dovecot_server.HOW_TO_GET_IT)
    with DovecotServer(program, wall_clock()) as server:
        yield server


@pytest.fixture(scope="module")
def postfix(dovecot: DovecotServer) -> Iterator[PostfixServer]:
    program = find_postfix()
    if program is None:
        pytest.skip(postfix_server.HOW_TO_GET_IT)
    if os.geteuid():
        pytest.skip(postfix_server.ONLY_ROOT)
    with PostfixServer(program, {JOURNAL: dovecot.maildir}) as server:
        yield server


@pytest.fixture(params=["postfix-log", "journal"])
def witness(request: pytest.FixtureRequest, postfix: PostfixServer, dovecot: DovecotServer) -> Witness:
    if request.param == "journal":
        return JournalMailbox(JOURNAL, dovecot.settings())
    return PostfixLog(postfix.log, postfix_server.HOST, postfix.port)


async def deliver(engine: sa.Engine, port: int, now: datetime, witness: Witness | None) -> DeliveryCount:
    settings = RelaySettings(host="127.0.0.1", port=port, tls="none", max_connections=1)
    return await deliver_due(engine, settings, Clock(now), witness=witness)


def write(engine: sa.Engine, *names: str, letter: str = "reminder") -> datetime:
    """Letters that are due today; returns now."""
    queue(engine, *(f"{name}@{DOMAIN}" for name in names), letter=letter, subject=names[0])
    now = wall_clock()
    with Session(engine) as session:
        for message in session.exec(select(Message)):
            message.created_at, message.ttl_at = now, now + timedelta(days=1)
        session.commit()
    return now


def count_copies(maildir: Path, message: Message) -> int:
    """How many copies of a letter a mailbox holds, each with the very bytes that were frozen."""
    letters = [file.read_bytes() for folder in ("new", "cur") for file in (maildir / folder).glob("*")]
    mine = [letter.replace(b"\n", b"\r\n") for letter in letters if message.mid.encode() in letter]
    assert all(letter.endswith(message.mime) for letter in mine)
    return len(mine)


async def wait_until(postfix: PostfixServer, message: Message) -> None:
    for _ in range(200):
        if count_copies(postfix.maildir, message):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the relay did not deliver")


async def test_letter_that_the_relay_took_is_found_and_not_sent_again(
    sqlite: sa.Engine, postfix: PostfixServer, witness: Witness
) -> None:
    now = write(sqlite, f"o1-{witness.name}")
    async with CuttingProxy(postfix.port) as proxy:
        proxy.cuts = "after"
        assert await deliver(sqlite, proxy.port, now, witness) == DeliveryCount(ambiguous=1)
        proxy.cuts = ""
        await wait_until(postfix, messages(sqlite)[0])
        minute = now + timedelta(minutes=1)
        assert await deliver(sqlite, proxy.port, minute, witness) == DeliveryCount(found=1)
    (message,) = messages(sqlite)
    assert (message.state, message.witness, message.amb_count) == (MessageState.SENT, witness.name, 0)
    assert count_copies(postfix.maildir, message) == 1


async def test_letter_whose_dot_never_came_is_absent_and_goes_again_when_that_counts(
    sqlite: sa.Engine, postfix: PostfixServer, witness: Witness
) -> None:
    now = write(sqlite, f"o2-{witness.name}", f"o3-{witness.name}")
    async with CuttingProxy(postfix.port) as proxy:
        proxy.cuts = "before"
        assert await deliver(sqlite, proxy.port, now, witness) == DeliveryCount(ambiguous=2)
        proxy.cuts = ""
        assert await deliver(sqlite, proxy.port, now + WAITS / 2, witness) == DeliveryCount()
        assert await deliver(sqlite, proxy.port, now + WAITS, witness) == DeliveryCount(sent_again=2, sent=2)
    for message in messages(sqlite):
        await wait_until(postfix, message)
        assert (message.state, message.amb_count) == (MessageState.SENT, 1)
        assert count_copies(postfix.maildir, message) == 1


async def test_journal_gets_the_very_bytes_and_the_log_needs_no_copy(
    sqlite: sa.Engine, postfix: PostfixServer, dovecot: DovecotServer, witness: Witness
) -> None:
    now = write(sqlite, f"o4-{witness.name}")
    assert await deliver(sqlite, postfix.port, now, witness) == DeliveryCount(sent=1)
    (message,) = messages(sqlite)
    await wait_until(postfix, message)
    assert count_copies(dovecot.maildir, message) == (witness.name == "journal")


async def test_confidential_letter_leaves_no_copy_in_the_journal(
    sqlite: sa.Engine, postfix: PostfixServer, dovecot: DovecotServer
) -> None:
    now = write(sqlite, "o5", letter="referral")
    journal = JournalMailbox(JOURNAL, dovecot.settings())
    assert await deliver(sqlite, postfix.port, now, journal) == DeliveryCount(sent=1)
    (message,) = messages(sqlite)
    await wait_until(postfix, message)
    assert message.witness == "none"
    assert journal.look([message.mid], now) == {message.mid: Seen.ABSENT}


def test_journal_is_read_over_starttls_too_and_whatever_is_wrong_with_it_is_told_as_unreachable(
    dovecot: DovecotServer, caplog: pytest.LogCaptureFixture
) -> None:
    now, mid = wall_clock(), "<mid.1@pctnxh.example>"
    (dovecot.maildir / "new" / "1.by-hand.x").write_bytes(f"Message-ID: {mid}\r\n\r\nx\r\n".encode())
    good = dovecot.settings(port=dovecot.starttls_port, tls="starttls")
    assert JournalMailbox(JOURNAL, good).look([mid, "<no.1@x.example>"], now) == {
        mid: Seen.PRESENT,
        "<no.1@x.example>": Seen.ABSENT,
    }
    wrong = (
        dovecot.settings(password="another-secret"),
        dovecot.settings(ca_file=None),
        dovecot.settings(folder="Nowhere"),
        dovecot.settings(password="mật-khẩu-secret"),
        dovecot.settings(port=1),
        dovecot.settings(port=dovecot.starttls_port, seconds=0.5),
    )
    with caplog.at_level(logging.DEBUG):
        for settings in wrong:
            assert JournalMailbox(JOURNAL, settings).look([mid], now) == {mid: Seen.UNREACHABLE}
    assert len(caplog.records) == len(wrong)
    assert not any("secret" in record.getMessage() or JOURNAL in record.getMessage() for record in caplog.records)


def test_mailbox_of_another_machine_is_never_opened_in_clear(dovecot: DovecotServer) -> None:
    with pytest.raises(ValueError, match="on this machine only"):
        replace(dovecot.settings(), tls="none", host="imap.tinh.vn")


def test_log_of_a_relay_that_does_not_write_into_it_cannot_say_what_is_absent(
    postfix: PostfixServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.witness.postfix_log.PROBE_SECONDS", 1.0)
    stale = tmp_path / "mail.log"
    stale.write_bytes(postfix.log.read_bytes())
    now, mids = wall_clock(), ["<never.1@pctnxh.example>"]
    assert PostfixLog(stale, "127.0.0.1", postfix.port).look(mids, now) == {mids[0]: Seen.UNREACHABLE}
    assert PostfixLog(postfix.log, "127.0.0.1", 1).look(mids, now) == {mids[0]: Seen.UNREACHABLE}
    assert PostfixLog(postfix.log, "127.0.0.1", postfix.port).look(mids, now) == {mids[0]: Seen.ABSENT}
