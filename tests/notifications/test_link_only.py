"""A letter that is too big for the relay: it fails, and its link goes as a letter of its own, once."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models import Message
from notifications.by_hand import resend_as_new
from notifications.delivery import deliver_due
from notifications.delivery.link_only import shorten
from notifications.letters import LETTERS
from notifications.mime import readdress
from notifications.mime import text_of as plain_text
from notifications.outbox import post
from rules.words import Confidentiality, DeliveryClass, MessageState, Role
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, attempts, change, journal, messages, queue
from tests.notifications.samples import EVERY, IDENTITY, NOW, every_text, sample_contact, sample_letter, sample_muster
from tests.notifications.test_delivery import relay

SMALL = (b"SIZE 4000",)
WITHOUT_A_LINK = "contact_changed-old"
"""The old address gets no link to the new one."""


def text_of(mime: bytes) -> str:
    return str(message_from_bytes(mime, policy=SMTP).get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(("name", "locale"), every_text())
def test_every_letter_with_a_link_has_a_short_form_that_says_where_and_whom_to_call(
    sqlite: sa.Engine, name: str, locale: str
) -> None:
    with Session(sqlite) as session:
        letter, to = sample_letter(name), sample_contact(session)
        message = post(
            session, letter, to, campaign_id=None, subject="S", ordinal=1, now=NOW, identity=IDENTITY, locale=locale
        )
        short = shorten(message.mime, locale)
    if LETTERS[letter.name].confidentiality is Confidentiality.CONFIDENTIAL or name == WITHOUT_A_LINK:
        assert short is None
        return
    assert short is not None and short.isascii() and len(short) < len(message.mime) and len(short) < 2_500
    parsed, whole = (message_from_bytes(mime, policy=SMTP) for mime in (short, message.mime))
    for header in ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language"):
        assert parsed[header] == whole[header] and len(parsed.get_all(header)) == 1, header
    said = text_of(short)
    assert EVERY["link"] in said.split("\n") and EVERY["office"] in said and EVERY["telephone"] in said
    assert max(map(len, short.splitlines())) <= 78 and shorten(short, locale) is None


async def test_letter_that_is_too_big_goes_once_more_as_its_link(database: sa.Engine) -> None:
    queue(database, "ok.1@y.example")
    clock = Clock()
    async with FaultServer(extensions=SMALL) as server:
        first, second = [await deliver_due(database, relay(server), clock) for _ in range(2)]
        clock.now += timedelta(days=1)
        assert (await deliver_due(database, relay(server), clock)).sent == 0
    assert (first.failed + second.failed, first.sent + second.sent) == (1, 1)
    big, short = messages(database)
    assert (big.state, short.state) == (MessageState.FAILED, MessageState.SENT)
    assert [stored.content for stored in server.stored] == [short.mime]
    assert short.mid == big.mid.replace(".1@", ".2@") and short.intent_key == f"{big.intent_key}~2"
    assert (short.ttl_at, short.contact_id, short.campaign_id) == (big.ttl_at, big.contact_id, big.campaign_id)
    said = [attempt.reply for attempt in attempts(database) if attempt.message_id == short.id]
    assert said == ["the letter before was too big: this one is its link", "250 kept"]
    assert [(entry.verb, entry.before, entry.after, entry.role) for entry in journal(database)][1] == (
        "retry",
        "failed",
        "queued",
        "engine",
    )


@pytest.mark.parametrize("letter", ["referral", "access_code"])
async def test_confidential_letter_that_is_too_big_fails_and_nothing_else_goes(sqlite: sa.Engine, letter: str) -> None:
    queue(sqlite, "dot-552.1@y.example", letter=letter)
    async with FaultServer() as server:
        assert (await deliver_due(sqlite, relay(server), Clock())).failed == 1
    assert [message.state for message in messages(sqlite)] == [MessageState.FAILED]


async def test_letter_that_must_not_come_twice_has_no_short_form(sqlite: sa.Engine) -> None:
    (one,) = queue(sqlite, "dot-552.1@y.example")
    change(sqlite, one, lambda message: setattr(message, "delivery_class", DeliveryClass.AT_MOST_ONCE))
    async with FaultServer() as server:
        assert (await deliver_due(sqlite, relay(server), Clock())).failed == 1
    assert len(messages(sqlite)) == 1


async def test_short_form_that_is_refused_too_is_the_last(sqlite: sa.Engine) -> None:
    queue(sqlite, "dot-552.1@y.example")
    async with FaultServer() as server:
        assert sum([(await deliver_due(sqlite, relay(server), Clock())).failed for _ in range(3)]) == 2
    assert [message.state for message in messages(sqlite)] == [MessageState.FAILED] * 2


@pytest.mark.parametrize("name", ["dot-554", "rcpt-550"])
async def test_other_refusals_bring_no_short_form(sqlite: sa.Engine, name: str) -> None:
    queue(sqlite, f"{name}.1@y.example")
    async with FaultServer() as server:
        assert (await deliver_due(sqlite, relay(server), Clock())).failed == 1
    assert len(messages(sqlite)) == 1


async def test_person_may_send_the_big_letter_as_new_after_its_link(sqlite: sa.Engine) -> None:
    queue(sqlite, "ok.1@y.example")
    async with FaultServer(extensions=SMALL) as server:
        await deliver_due(sqlite, relay(server), Clock())
    with Session(sqlite) as session:
        again = resend_as_new(session, 1, NOW, Role.COORDINATOR)
        assert again.mid.partition("@")[0].endswith(".3") and again.intent_key.endswith("~3")
        session.commit()


def test_calendar_goes_with_the_big_letter_alone(sqlite: sa.Engine) -> None:
    with Session(sqlite) as session:
        message: Message = post(
            session,
            sample_letter("invitation"),
            sample_contact(session),
            campaign_id=None,
            subject="S",
            ordinal=1,
            now=NOW,
            identity=IDENTITY,
            calendar=sample_muster(),
        )
        short = shorten(message.mime, "vi")
    assert short is not None and EVERY["link"] in text_of(short) and b"calendar" not in short


@pytest.mark.parametrize("form", ["whole", "short"])
def test_letter_written_to_another_office_has_that_offices_link_alone(sqlite: sa.Engine, form: str) -> None:
    with Session(sqlite) as session:
        to, letter = sample_contact(session), sample_letter("invitation")
        message = post(session, letter, to, campaign_id=None, subject="S", ordinal=1, now=NOW, identity=IDENTITY)
        mime = message.mime if form == "whole" else shorten(message.mime, "vi")
        assert mime is not None
        again = readdress(mime, to=to, mid=message.mid, date=NOW, links={EVERY["link"]: "https://new.example/t/x"})
    assert EVERY["link"] in str(plain_text(mime))
    assert EVERY["link"] not in str(plain_text(again)) and "https://new.example/t/x" in str(plain_text(again))
