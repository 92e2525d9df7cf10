"""Whatever is typed or stands in a row: refused before anything is saved, or a final state with its reason.

One recipient or none, and never tried for ever.
"""

import asyncio
import dataclasses
import re
import shutil
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models import Message
from models.database import open_database
from notifications.delivery import deliver_due
from notifications.outbox import post
from rules.refusals import AddressUnusable
from rules.words import MessageState
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, change, messages, queue
from tests.notifications.samples import IDENTITY, NOW, sample_contact, sample_letter
from tests.notifications.test_delivery import relay

LETTERS = ["a", "đ", "office", "A1", ".", "-", "+", "@", "@", "@x.example", "x.example", "evil@y.example"]
SIGNS = [
    ",",
    ";",
    ":",
    "<",
    ">",
    '"',
    "\\",
    " ",
    "\t",
    "\r\n",
    "\n",
    "\r",
    "\0",
    "\x0b",
    "\x85",
    "\u2028",
    "\u200b",
    "%",
]
TYPED = st.one_of(
    st.lists(st.sampled_from(LETTERS + SIGNS), max_size=8).map("".join),
    st.sampled_from(["office", "a.b", "đầu-mối"]).flatmap(lambda name: st.sampled_from(SIGNS).map(name.__add__)),
    st.text(max_size=30),
).map(lambda text: text[:200])
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def recipients(mime: bytes) -> list[str]:
    return [address.addr_spec for address in message_from_bytes(mime, policy=SMTP)["To"].addresses]


@given(address=TYPED)
@QUICK
def test_any_address_is_the_one_recipient_or_is_refused_with_nothing_saved(sqlite: sa.Engine, address: str) -> None:
    with Session(sqlite) as session:
        to = sample_contact(session, address=address)
        try:
            message = post(
                session,
                sample_letter("campaign_resumed"),
                to,
                campaign_id=None,
                subject="S",
                ordinal=1,
                now=NOW,
                identity=IDENTITY,
            )
        except AddressUnusable as refused:
            assert repr(address) in str(refused)
            assert session.exec(select(Message)).all() == []
        else:
            assert recipients(message.mime) == [address] and re.fullmatch(r"[!-~]+@[!-~]+", address)
        session.rollback()


@given(facts=st.fixed_dictionaries(dict.fromkeys(("title", "office", "telephone", "recipient_office", "link"), TYPED)))
@QUICK
def test_no_fact_adds_a_header_a_part_or_a_recipient(sqlite: sa.Engine, facts: dict[str, str]) -> None:
    plain = sample_letter("campaign_resumed")
    with Session(sqlite) as session:
        to = sample_contact(session)
        kept, poisoned = (
            post(session, letter, to, campaign_id=None, subject="S", ordinal=n, now=NOW, identity=IDENTITY).mime
            for n, letter in enumerate((plain, dataclasses.replace(plain, **facts)))
        )
        assert recipients(poisoned) == [to.address]
        assert message_from_bytes(poisoned).keys() == message_from_bytes(kept).keys()
        assert len(list(message_from_bytes(poisoned).walk())) == len(list(message_from_bytes(kept).walk()))
        assert poisoned.isascii() and not re.search(rb"(?<!\r)\n|\r(?!\n)|\0", poisoned)
        session.rollback()


@given(addresses=st.lists(TYPED, min_size=1, max_size=8))
@settings(max_examples=20, deadline=None)
def test_row_with_any_address_ends_with_its_reason_and_reaches_nobody_else(
    sqlite_template: Path, addresses: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, f"{folder}/outbox.db")
        engine = open_database(f"sqlite:///{folder}/outbox.db")
        ids = queue(engine, *(f"ok.{number}@y.example" for number in range(len(addresses) + 1)))
        for number, address in zip(ids, addresses, strict=False):
            change(engine, number, lambda message, typed=address: setattr(message, "address", typed))  # type: ignore[misc]
        server = asyncio.run(_deliver_thrice(engine))
        *odd, sound = messages(engine)
        engine.dispose()
    assert sound.state is MessageState.SENT
    for message in odd:
        assert message.attempts == 1 and message.state in (MessageState.SENT, MessageState.FAILED)
        assert message.state is MessageState.SENT or message.reply == (
            "RCPT: 553 not sent: the address cannot be used with this relay"
        )
    told = [line for line in server.seen if line.upper().startswith(b"RCPT")]
    assert sorted(told) == sorted(
        b"RCPT TO:<" + message.address.encode("ascii") + b">\r\n"
        for message in (*odd, sound)
        if message.state is MessageState.SENT
    )
    assert len(server.stored) == len(told)


async def _deliver_thrice(engine: sa.Engine) -> FaultServer:
    clock = Clock()
    async with FaultServer() as server:
        for _ in range(3):
            await deliver_due(engine, relay(server), clock)
            clock.now += timedelta(hours=12)
    return server
