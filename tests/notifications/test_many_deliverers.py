"""D12: eight deliverers at once, a thousand letters, both databases; none goes twice, none stays."""

import asyncio
from collections import Counter

import pytest
import sqlalchemy as sa

from notifications.delivery import RelaySettings, deliver_due
from rules.words import MessageState
from tests.notifications.queued import Clock, attempts, messages, queue
from trials.scripted_relay import Answers, ScriptedRelay

DELIVERERS, LETTERS = 8, 1_000


@pytest.mark.slow
async def test_eight_deliverers_send_a_thousand_letters_once_each(database: sa.Engine) -> None:
    addresses = [f"o{n}@coquan.example" for n in range(LETTERS)]
    queue(database, *addresses)
    async with ScriptedRelay(Answers()) as relay:
        settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none")
        counts = await asyncio.gather(*(deliver_due(database, settings, Clock()) for _ in range(DELIVERERS)))
    assert Counter(stored.recipient for stored in relay.stored) == dict.fromkeys(addresses, 1)
    letters = messages(database)
    assert {(letter.state, letter.epoch) for letter in letters} == {(MessageState.SENT, 1)}  # O6
    assert Counter(attempt.outcome for attempt in attempts(database)) == {MessageState.SENT: LETTERS}
    assert sum(count.sent for count in counts) == LETTERS
    assert sum(count.sent > 0 for count in counts) > DELIVERERS // 2, "they did not work at once"
