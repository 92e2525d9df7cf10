"""Which witness the settings name, and which process may be ended; no server is needed for either."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from flows import opening, steps
from notifications.delivery import DeliveryCount
from notifications.witness.journal import JournalMailbox
from notifications.witness.postfix_log import PostfixLog

JOURNAL = {
    "SMTP_HOST": "relay.tinh.vn",
    "JOURNAL_ADDRESS": "nhat-ky@tinh.vn",
    "JOURNAL_IMAP_HOST": "imap.tinh.vn",
    "JOURNAL_IMAP_USERNAME": "nhat-ky",
    "JOURNAL_IMAP_PASSWORD": "a-secret",
}


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    opening.settings.cache_clear()
    yield
    opening.settings.cache_clear()


def test_witness_is_the_one_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opening.witness() is None
    for name, value in JOURNAL.items():
        monkeypatch.setenv(f"LIENNGANH_{name}", value)
    opening.settings.cache_clear()
    journal = opening.witness()
    assert isinstance(journal, JournalMailbox) and journal.recipient == "nhat-ky@tinh.vn"
    assert (journal.mailbox.tls, journal.mailbox.port) == ("implicit", 993)
    assert "a-secret" not in repr(journal) and "a-secret" not in repr(opening.settings())
    for name in JOURNAL:
        monkeypatch.delenv(f"LIENNGANH_{name}")
    monkeypatch.setenv("LIENNGANH_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("LIENNGANH_SMTP_PORT", "25")
    monkeypatch.setenv("LIENNGANH_WITNESS_LOG", "/var/log/mail.log")
    opening.settings.cache_clear()
    log = opening.witness()
    assert isinstance(log, PostfixLog) and (str(log.path), log.port) == ("/var/log/mail.log", 25)


@pytest.mark.parametrize(
    ("own_process", "practice", "expendable"), [(True, False, True), (False, False, False), (True, True, False)]
)
def test_only_a_run_with_a_process_of_its_own_may_be_ended(
    monkeypatch: pytest.MonkeyPatch, own_process: bool, practice: bool, expendable: bool
) -> None:
    given: dict[str, Any] = {}

    async def deliver_due(*_: object, **named: object) -> DeliveryCount:
        given.update(named)
        return DeliveryCount()

    class Office:
        engine = None

    Office.practice = practice  # type: ignore[attr-defined]
    monkeypatch.setattr(steps, "office", Office)
    monkeypatch.setattr(steps, "deliver_due", deliver_due)
    monkeypatch.delenv("PREFECT__FLOW_RUN_ID", raising=False)
    if own_process:
        monkeypatch.setenv("PREFECT__FLOW_RUN_ID", "1")
    asyncio.run(steps.deliver.fn())
    assert given["expendable"] is expendable
