"""The faults of mail, each on a few letters: the short form of `torture smtp`; and a delivery at fault is found."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from actions import take_return
from models import Message
from notifications.delivery import leases, relay, verdicts
from notifications.delivery.records import mark_contact
from notifications.delivery.wire import Wire
from rules.words import MessageVerb
from trials.slow_drip import CAP_SECONDS, TIMER, measure_drip
from trials.smtp_scripts import NOT_PLAYED, SCRIPTS
from trials.torture_smtp import BEGINS, torture_smtp

LETTERS = 6


def test_every_fault_of_the_catalogue_is_played_or_named() -> None:
    assert sorted([*SCRIPTS, *NOT_PLAYED]) == [f"S{number:02}" for number in range(1, 45)]


@pytest.mark.slow
@pytest.mark.parametrize("name", SCRIPTS)
def test_letters_end_as_the_script_says(tmp_path: Path, name: str) -> None:
    result = torture_smtp(tmp_path, 2021, LETTERS, [name])
    assert result["ok"], result["scripts"][name]
    assert result["N"] == LETTERS and result["clear_bytes"] == result["credentials_in_logs"] == 0


@pytest.mark.slow
def test_drip_costs_the_others_a_connection_and_nothing_else(tmp_path: Path) -> None:
    found = measure_drip(tmp_path, 2021, LETTERS, rounds=1)
    assert found["attempt_cap_s"] <= CAP_SECONDS and TIMER <= found["drip_s"] < 2 * TIMER
    assert found["p95_ms"] > 0 and found["p95_with_drip_ms"] < 1000 * TIMER, "the others did not wait for it"


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


def _believe_every_report(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("notifications.returns.bounce_address.hmac.compare_digest", lambda *_: True)


def _take_every_report_for_a_new_one(patch: pytest.MonkeyPatch) -> None:
    numbers = count()
    patch.setattr("notifications.returns.reading._digest", lambda _: str(next(numbers)))


def _ask_for_no_address(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("trials.played_returns.ask_for_contacts", lambda *_, **__: 0)


def _mark_the_address_of_a_delay(patch: pytest.MonkeyPatch) -> None:
    taken = take_return._note

    def note(session: Session, message: Message | None, *more: Any) -> None:
        taken(session, message, *more)
        if message is not None:
            mark_contact(session, message, BEGINS)

    patch.setattr(take_return, "_note", note)


def _send_by_one_sender(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("notifications.returns.bounce_address.BounceAddress.sender_of", lambda self, _: self.address)


@pytest.mark.parametrize(
    ("plant", "name"),
    [
        (_believe_every_report, "S40"),
        (_take_every_report_for_a_new_one, "S39"),
        (_ask_for_no_address, "S07"),
        (_send_by_one_sender, "S39"),
        (_mark_the_address_of_a_delay, "S41"),
        (_mark_the_address_of_a_delay, "S42"),
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
