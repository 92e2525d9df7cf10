"""The whole way of every letter: posted, sent through a real SMTP server, read back from a file."""

from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from models import Message
from notifications.delivery import DeliveryCount, RelaySettings, deliver_due
from notifications.delivery.catcher import MailCatcher
from notifications.outbox import post
from rules.words import MessageState
from tests.notifications.queued import Clock, digest, messages
from tests.notifications.samples import IDENTITY, NOW, every_edition, sample_contact, sample_letter, sample_muster


async def test_every_letter_arrives_as_it_was_frozen(sqlite: sa.Engine, tmp_path: Path) -> None:
    with Session(sqlite) as session:
        to = sample_contact(session)
        for name, locale in every_edition():
            muster = sample_muster() if name == "invitation" else None
            letter = sample_letter(name)
            post(
                *(session, letter, to),
                campaign_id=None,
                subject="S",
                ordinal=1,
                now=NOW,
                identity=IDENTITY,
                locale=locale,
                calendar=muster,
            )
        session.commit()
    with MailCatcher(tmp_path / "mail") as catcher:
        settings = RelaySettings(host="127.0.0.1", port=catcher.port, tls="none")
        count = await deliver_due(sqlite, settings, Clock())
    assert count == DeliveryCount(sent=len(every_edition()))
    caught = {digest(path.read_bytes()): path.read_bytes() for path in (tmp_path / "mail").glob("*.eml")}
    kept = messages(sqlite)
    assert caught.keys() == {message.sha256 for message in kept}
    for message in kept:
        assert_reads_back(message, caught[message.sha256])


def assert_reads_back(message: Message, content: bytes) -> None:
    parsed: Any = message_from_bytes(content, policy=SMTP)
    assert message.state is MessageState.SENT
    assert [address.addr_spec for address in parsed["To"].addresses] == [message.address]
    assert (parsed["Message-ID"], parsed["Content-Language"]) == (message.mid, message.locale)
    assert parsed["Cc"] is None and parsed["Bcc"] is None
    letter = sample_letter(message.letter)
    text, html = (parsed.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert letter.reference in text and letter.telephone in html


def test_catcher_goes_on_numbering_and_leaves_no_half_letter(tmp_path: Path) -> None:
    (tmp_path / "0041-a@x.example.eml").write_bytes(b"")
    with MailCatcher(tmp_path) as catcher:
        assert catcher.port > 0
    assert [path.name for path in tmp_path.iterdir()] == ["0041-a@x.example.eml"]
