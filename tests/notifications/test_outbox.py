"""Posting: frozen bytes, one recipient, one row per intent however many ask for it."""

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from email.policy import SMTP
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlmodel import Session, select

from models import Contact, Message
from notifications.calendar_part import write_calendar
from notifications.letters import LETTERS
from notifications.outbox import post
from notifications.rendering import LetterUnwritable
from rules.refusals import AddressUnusable, SharedMailbox
from rules.words import Confidentiality, MessageState
from tests.notifications.samples import (
    IDENTITY,
    NOW,
    every_edition,
    sample_campaign,
    sample_contact,
    sample_letter,
    sample_muster,
)


@pytest.fixture
def session(sqlite: sa.Engine) -> Iterator[Session]:
    with Session(sqlite) as session:
        yield session


def parse(message: Message) -> Any:
    return message_from_bytes(message.mime, policy=SMTP)


@pytest.mark.parametrize(("name", "locale"), every_edition())
def test_posted_letter_is_frozen_and_waits(session: Session, name: str, locale: str) -> None:
    to, campaign = sample_contact(session), sample_campaign(session)
    letter = sample_letter(name)
    message = post(
        session,
        letter,
        to,
        campaign_id=campaign.id,
        subject="D-1",
        ordinal=2,
        now=NOW,
        identity=IDENTITY,
        locale=locale,
    )
    purpose = name if locale == "vi" else f"{name}.{locale}"
    assert message.intent_key == f"{letter.reference}:D-1:{purpose}:{to.id}:2"
    assert message.sha256 == hashlib.sha256(message.mime).hexdigest()
    assert message.state is MessageState.QUEUED
    assert (message.next_at, message.ttl_at) == (NOW, NOW + timedelta(days=letter.ttl_days))
    parsed = parse(message)
    assert [address.addr_spec for address in parsed["To"].addresses] == [to.address]
    assert (parsed["Message-ID"], parsed["Content-Language"]) == (message.mid, locale)
    assert [part.get_content_type() for part in parsed.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_bytes_are_the_same_whenever_they_are_made(session: Session) -> None:
    made = set()
    for _ in range(2):
        made.add(post_invitation(session, sample_contact(session), calendar=True).mime)
        session.rollback()
    assert len(made) == 1


def post_invitation(session: Session, to: Contact, *, calendar: bool = False, ordinal: int = 1) -> Message:
    return post(
        session,
        sample_letter("invitation"),
        to,
        campaign_id=None,
        subject="HY-2021-KT-03",
        ordinal=ordinal,
        now=NOW,
        identity=IDENTITY,
        calendar=sample_muster() if calendar else None,
    )


def test_same_letter_is_queued_once_and_the_next_reminder_anew(session: Session) -> None:
    to = sample_contact(session)
    first = post_invitation(session, to)
    assert post_invitation(session, to) is first
    assert post_invitation(session, to, ordinal=2).mid != first.mid


def test_parallel_creators_make_one_row(database: sa.Engine) -> None:
    with Session(database) as session:
        contact_id = sample_contact(session).id
        session.commit()

    def create(_: int) -> str:
        with Session(database) as session:
            to = session.get_one(Contact, contact_id)
            mid = post_invitation(session, to).mid
            session.commit()
            return mid

    with ThreadPoolExecutor(8) as pool:
        mids = set(pool.map(create, range(8)))
    with Session(database) as session:
        assert {message.mid for message in session.exec(select(Message))} == mids
        assert len(session.exec(select(Message)).all()) == 1


def test_letter_costs_one_trip_to_the_database(database: sa.Engine) -> None:
    with Session(database) as session:
        to = sample_contact(session)
        asked: list[str] = []
        sa.event.listen(database, "before_cursor_execute", lambda *call: asked.append(call[2]))
        post_invitation(session, to)
    assert [statement.split()[0] for statement in asked] == ["INSERT"]


def test_rolled_back_action_leaves_no_letter(session: Session) -> None:
    to = sample_contact(session)
    session.commit()
    post_invitation(session, to)
    session.rollback()
    assert session.exec(select(Message)).all() == []


def test_missing_fact_breaks_the_action_before_anything_is_saved(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = sample_contact(session)
    letter = sample_letter("digest")
    monkeypatch.setattr(type(letter), "name", "invitation")
    with pytest.raises(LetterUnwritable, match=r"Letter invitation \(vi\) about 'HY-2021-KT-03' cannot be written: '"):
        post(session, letter, to, campaign_id=None, subject="x", ordinal=1, now=NOW, identity=IDENTITY)
    assert session.exec(select(Message)).all() == []


def test_fact_that_no_charset_can_write_breaks_the_action_before_anything_is_saved(session: Session) -> None:
    to = sample_contact(session)
    letter = dataclasses.replace(sample_letter("invitation"), title="Kiểm tra \ud800")  # type: ignore[call-arg]
    with pytest.raises(LetterUnwritable, match=r"Letter invitation \(vi\) about 'HY-2021-KT-03' cannot be written"):
        post(session, letter, to, campaign_id=None, subject="x", ordinal=1, now=NOW, identity=IDENTITY)
    assert session.exec(select(Message)).all() == []


@pytest.mark.parametrize(
    "name", [name for name, kind in LETTERS.items() if kind.confidentiality is Confidentiality.CONFIDENTIAL]
)
def test_confidential_letter_to_a_shared_mailbox_is_refused(session: Session, name: str) -> None:
    to = sample_contact(session, shared=True)
    with pytest.raises(SharedMailbox, match="only a shared mailbox"):
        post(session, sample_letter(name), to, campaign_id=None, subject="x", ordinal=1, now=NOW, identity=IDENTITY)


@pytest.mark.parametrize(
    "address",
    [
        "ok@x.example, evil@y.example",
        "ok@x.example\r\nBcc: evil@y.example",
        "ok@x.example\x00",
        "<ok@x.example>",
        "Ten <ok@x.example>",
        "đầu-mối@x.example",
        "nobody",
        "@x.example",
        "a@b@c.example",
        "",
        "ok@x.example;evil@y.example",
        "ok@x.example evil@y.example",
        "o\x7fk@x.example",
        "ok\u200b@x.example",
        f"{'a' * 65}@x.example",
        f"a@{'x' * 200}.example",
    ],
)
def test_address_that_is_not_one_plain_address_is_refused(session: Session, address: str) -> None:
    to = sample_contact(session, address=address)
    with pytest.raises(AddressUnusable, match="is not one plain e-mail address"):
        post_invitation(session, to)
    assert session.exec(select(Message)).all() == []


EVIL = "\r\nBcc: evil@y.example\r\n\r\nX\x00\x0b\u2028To: evil@y.example"


def poison(value: Any) -> Any:
    """Every text in a fact, also in the lines of a list; codes and dates stay."""
    if type(value) is str:
        return value + EVIL
    if isinstance(value, tuple):
        return tuple(poison(line) for line in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{f.name: poison(getattr(value, f.name)) for f in dataclasses.fields(value) if f.init}
        )
    return value


def body_of(message: Message, kind: str) -> str:
    return str(parse(message).get_body((kind,)).get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize(("name", "locale"), every_edition())
def test_no_fact_of_a_letter_starts_a_header_or_names_a_recipient(session: Session, name: str, locale: str) -> None:
    to = sample_contact(session)
    plain, poisoned = (
        post(
            session,
            letter,
            to,
            campaign_id=None,
            subject=f"S-{number}",
            ordinal=1,
            now=NOW,
            identity=IDENTITY,
            locale=locale,
        )
        for number, letter in enumerate((sample_letter(name), poison(sample_letter(name))))
    )
    assert poisoned.mime.isascii() and b"\x00" not in poisoned.mime
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", poisoned.mime)
    assert not any(re.search(r"[\x00-\x08\x0b-\x1f\x7f]", body_of(poisoned, kind)) for kind in ("plain", "html"))
    assert parse(poisoned).keys() == parse(plain).keys()
    assert [address.addr_spec for address in parse(poisoned)["To"].addresses] == [to.address]
    kinds = [part.get_content_type() for part in parse(poisoned).walk()]
    assert kinds == [part.get_content_type() for part in parse(plain).walk()]


def test_no_fact_of_a_calendar_starts_a_line_of_its_own() -> None:
    evil = "\r\nATTENDEE:mailto:evil@y.example"
    calendar: Any = Calendar.from_ical(write_calendar(sample_muster(uid=f"u{evil}", summary=f"s{evil}"), NOW))
    (event,) = calendar.walk("VEVENT")
    assert event["ATTENDEE"] == "mailto:dau-moi@cspccc.example"


def test_invitation_carries_its_calendar(session: Session) -> None:
    parsed = parse(post_invitation(session, sample_contact(session), calendar=True))
    assert {"text/calendar", "application/ics"} <= {part.get_content_type() for part in parsed.walk()}


def test_calendar_has_one_event_for_all_days() -> None:
    text = write_calendar(sample_muster(), NOW)
    calendar: Any = Calendar.from_ical(text)
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert event["UID"] == "HY-2021-KT-03.CA-PC07@pctnxh.example"
    assert f"{event['DTSTART'].dt:%d %H:%M %z}" == "10 19:30 +0700"
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert [f"{day.dt:%d %H:%M}" for day in event["RDATE"].dts] == ["24 08:00"]
    assert event["DURATION"].dt == timedelta(hours=3.5)
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ORGANIZER"] != event["ATTENDEE"]
    assert "LOCATION" not in event
    assert "Accepting this event is not an answer" in event["DESCRIPTION"]
    assert "TZOFFSETTO:+0700" in text and "COMMENT" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_calendar_is_told_in_the_hours_of_another_zone() -> None:
    text = write_calendar(sample_muster(zone=ZoneInfo("Asia/Muscat")), NOW)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert f"{event['DTSTART'].dt:%d %H:%M %z}" == "10 16:30 +0400"
    assert event["DTSTART"].params["TZID"] == "Asia/Muscat" and "TZOFFSETTO:+0400" in text


def test_cancelled_muster_keeps_its_uid_and_raises_its_sequence() -> None:
    calendar: Any = Calendar.from_ical(write_calendar(sample_muster(cancelled=True, sequence=3), NOW))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert event["UID"] == sample_muster().uid


def test_calendar_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="has no day"):
        write_calendar(sample_muster(starts=()), NOW)
