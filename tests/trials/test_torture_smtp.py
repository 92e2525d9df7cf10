"""The faults of mail, each on a few letters: the short form of `torture smtp`; and a delivery at fault is found."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from notifications.delivery import leases, relay, verdicts
from notifications.delivery.wire import Wire
from rules.words import MessageVerb
from trials.smtp_scripts import NOT_PLAYED, SCRIPTS
from trials.torture_smtp import torture_smtp

LETTERS = 6


def test_every_fault_of_the_catalogue_is_played_or_named() -> None:
    assert sorted([*SCRIPTS, *NOT_PLAYED]) == [f"S{number:02}" for number in range(1, 45)]


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_letters_end_as_the_script_says(tmp_path: Path, name: str) -> None:
    result = torture_smtp(tmp_path, 2021, LETTERS, [name])
    assert result["ok"], result["scripts"][name]
    assert result["N"] == LETTERS and result["clear_bytes"] == result["credentials_in_logs"] == 0


def _blind(verdict: Any) -> Any:
    return replace(verdict, verb=MessageVerb.DEFER) if verdict.verb is MessageVerb.DOUBT else verdict


def _resend_what_is_in_doubt(patch: pytest.MonkeyPatch) -> None:
    settle = leases.settle
    patch.setattr(
        "notifications.delivery.deliver.settle",
        lambda engine, claimed, verdict, now: settle(engine, claimed, _blind(verdict), now),
    )


def _go_on_in_clear(patch: pytest.MonkeyPatch) -> None:
    begin = Wire.__init__

    def opportunistic(self: Wire, settings: relay.RelaySettings) -> None:
        begin(self, settings)
        self._smtp._start_tls_on_connect = None

    patch.setattr(Wire, "__init__", opportunistic)


def _take_only_250_for_custody(patch: pytest.MonkeyPatch) -> None:
    judge = verdicts.judge_reply
    patch.setattr(
        "notifications.delivery.deliver.judge_reply",
        lambda reply: judge(reply) if reply.code != 252 else verdicts.Verdict(MessageVerb.DEFER, "not 250"),
    )


def _wait_a_day_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verdicts, "FIRST_RETRY", verdicts.FULL_MAILBOX_WAITS)


def _believe_absence_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("notifications.delivery.doubts.WAITS", timedelta(0))


def _ask_no_witness(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("notifications.delivery.doubts._ask", lambda *_: {})


def _give_up_what_the_journal_is_not_given(patch: pytest.MonkeyPatch) -> None:
    async def refuse(self: Wire, journal: str, options: list[bytes]) -> bool:
        await self._say("RCPT", 2, b"RCPT", b"TO:<" + journal.encode() + b">")
        return True

    patch.setattr(Wire, "_offer_copy", refuse)


def _send_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("notifications.delivery.deliver.find_runaway", lambda _: None)


@pytest.mark.parametrize(
    ("plant", "name"),
    [
        (_resend_what_is_in_doubt, "S19"),
        (_go_on_in_clear, "S27"),
        (_take_only_250_for_custody, "S22"),
        (_wait_a_day_first, "S03"),
        (_send_for_ever, "S44"),
        (_believe_absence_at_once, "S18"),
        (_ask_no_witness, "S19"),
        (_give_up_what_the_journal_is_not_given, "S14"),
    ],
)
def test_delivery_that_is_at_fault_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plant: Any, name: str
) -> None:
    plant(monkeypatch)
    result = torture_smtp(tmp_path, 2021, LETTERS, [name])
    assert not result["ok"]
    if name == "S27":
        assert result["clear_bytes"] > 0
