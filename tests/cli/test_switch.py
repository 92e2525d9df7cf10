"""The switch and the commands for single letters, in a real home, each command a process of its own."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from models.database import open_database
from notifications.delivery.catcher import MailCatcher
from tests.cli.test_pack_apply import run, told
from tests.notifications.queued import queue


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two letters in its outbox, the second confidential."""
    folder = tmp_path / "home"
    assert run(folder, "year", "show", "--json").returncode == 0
    engine = open_database(f"sqlite:///{folder / 'liennganh.db'}")
    queue(engine, "a@x.example")
    queue(engine, "b@x.example", letter="referral")
    engine.dispose()
    return folder


def journal(home: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(home / "liennganh.db")) as database:
        rows = "SELECT noun, verb, after, reason FROM journalentry WHERE noun IN ('switch', 'relay', 'message')"
        return database.execute(f"{rows} ORDER BY id").fetchall()


def test_mail_and_links_are_stopped_and_started_with_a_reason(home: Path) -> None:
    assert "--reason" in run(home, "mail", "stop").stderr
    assert told(run(home, "mail", "stop", "--reason", "incident", "--json"))["mail"] == "stopped"
    assert told(run(home, "links", "close", "--reason", "directive", "--json"))["links"] == "closed"
    again = run(home, "mail", "stop", "--reason", "incident")
    assert again.returncode == 2 and "is off since" in again.stderr
    held = run(home, "mail", "test", "me@x.example")
    assert held.returncode == 1 and "mail start" in held.stderr
    assert told(run(home, "mail", "start", "--json")) == {"mail": "started", "waited": 2}
    assert told(run(home, "links", "open", "--json")) == {"links": "open"}
    assert journal(home) == [
        ("switch", "turn_off", "off", "incident"),
        ("switch", "turn_off", "off", "directive"),
        ("switch", "turn_on", "on", "incident"),
        ("switch", "turn_on", "on", "directive"),
    ]


def test_single_letters_are_called_off_and_sent_again_without_a_word_of_what_they_say(home: Path) -> None:
    assert told(run(home, "mail", "retry", "1", "--json"))["state"] == "queued"
    cancelled = run(home, "mail", "cancel", "2", "--json")
    assert told(cancelled)["state"] == "cancelled"
    refused = run(home, "mail", "retry", "2")
    assert refused.returncode == 2 and "`mail resend-as-new` sends it after all" in refused.stderr
    copy = run(home, "mail", "resend-as-new", "2", "--json")
    assert (told(copy)["id"], told(copy)["state"], told(copy)["confidential"]) == (3, "queued", True)
    assert run(home, "mail", "resolve", "1", "--delivered").returncode == 2
    for result in (cancelled, refused, copy, run(home, "mail", "show", "3")):
        assert "/l/" not in result.stdout + result.stderr and "b@x.example" not in result.stdout + result.stderr
    assert [row[1] for row in journal(home)] == ["retry", "cancel", "retry"]


def test_test_letter_goes_to_the_relay_and_into_the_journal_without_its_address(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run(home, "mail", "test", "a@x.example, b@x.example")
    assert refused.returncode == 2 and "not one plain e-mail address" in refused.stderr
    missing = run(home, "mail", "test", "me@x.example", "--json", LIENNGANH_SMTP_PORT="9")
    assert (missing.returncode, told(missing)["stage"]) == (1, "connect")
    with MailCatcher(home / "mail") as catcher:
        taken = run(home, "mail", "test", "me@x.example", "--json", LIENNGANH_SMTP_PORT=str(catcher.port))
    assert taken.returncode == 0 and json.loads(taken.stdout)["accepted"] is True, taken.stderr
    assert [path.name for path in (home / "mail").glob("*.eml")] == ["0001-me@x.example.eml"]
    assert [row[:3] for row in journal(home)] == [("relay", "test", "not_accepted"), ("relay", "test", "accepted")]
    assert "me@x.example" not in run(home, "mail", "list", "--json").stdout
