"""The `mail` commands as the operator and a program meet them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session
from typer.testing import CliRunner, Result

from cli.app import app
from models import MailReturn, Message
from rules.refusals import TransitionRefused, UnknownCode
from rules.words import MessageState, ReturnKind
from tests.notifications.queued import change, journal, messages, queue
from tests.notifications.samples import NOW


class StandIn:
    """What the commands ask of an office."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @contextmanager
    def transaction(self) -> Iterator[tuple[Session, datetime]]:
        with Session(self.engine) as session:
            yield session, NOW
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, datetime]]:
        with Session(self.engine) as session:
            yield session, NOW


@pytest.fixture
def outbox(sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> sa.Engine:
    """Two letters, the second confidential and in doubt."""
    queue(sqlite, "a@x.example")
    (confidential,) = queue(sqlite, "b@x.example", letter="referral")
    change(sqlite, confidential, lambda message: setattr(message, "state", MessageState.AMBIGUOUS))
    monkeypatch.setattr("flows.opening.office", lambda: StandIn(sqlite))
    return sqlite


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["mail", *arguments])


def parsed(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_letters_are_listed_newest_first_and_by_state(outbox: sa.Engine) -> None:
    assert [letter["letter"] for letter in parsed("list")] == ["referral", "campaign_resumed"]
    assert [letter["id"] for letter in parsed("list", "--state", "ambiguous")] == [2]
    assert "next try 01/03/2021 08:30" in run("list", "--state", "queued").stdout
    assert run("list", "--state", "sent").stdout == "No letters.\n"


def test_unknown_campaign_and_letter_are_said_so(outbox: sa.Engine) -> None:
    assert isinstance(run("list", "--campaign", "NONE").exception, UnknownCode)
    assert isinstance(run("show", "99").exception, UnknownCode)


def test_routine_letter_shows_its_text_and_a_confidential_one_does_not(outbox: sa.Engine) -> None:
    assert "Đợt kiểm tra được tiếp tục" in run("show", "1").stdout
    shown = run("show", "2").stdout
    assert "confidential: its text is not shown" in shown and "/l/" not in shown
    assert parsed("show", "2")["text"] is None


def test_no_address_is_printed(outbox: sa.Engine) -> None:
    printed = run("list").stdout + run("show", "1").stdout + run("list", "--json").stdout
    assert "a@x.example" not in printed and "b@x.example" not in printed


@pytest.mark.parametrize(("said", "becomes"), [("--delivered", "sent"), ("--not-delivered", "queued")])
def test_letter_in_doubt_is_resolved(outbox: sa.Engine, said: str, becomes: str) -> None:
    result = run("resolve", "2", said)
    assert (result.exit_code, result.stdout) == (0, f"Letter 2 is {becomes}.\n")
    kept: Message = messages(outbox)[1]
    assert kept.state.value == becomes
    assert journal(outbox)[-1].restricted


def test_letter_that_is_not_in_doubt_cannot_be_resolved(outbox: sa.Engine) -> None:
    assert isinstance(run("resolve", "1", "--delivered").exception, TransitionRefused)
    assert run("resolve", "1").exit_code == 2, "which of the two must be said"


@pytest.mark.parametrize(
    "name",
    [
        "muster",
        "protection_notice",
        "protection_overdue",
        "reception_task",
        "reception_reminder",
        "focal_sign_in",
        "access_code",
        "task_link_renewed",
    ],
)
def test_letter_about_a_check_or_a_person_tells_neither_office_nor_hour(outbox: sa.Engine, name: str) -> None:
    """Until a person has to settle it: then it says which office to call."""
    (number,) = queue(outbox, "c@x.example", letter=name)
    (shown,) = [letter for letter in parsed("list") if letter["id"] == number]
    assert shown["letter"] == "confidential" and shown["state"] == "queued"
    assert shown["agency"] is shown["created_at"] is shown["next_at"] is shown["sent_at"] is None
    (line,) = [line for line in run("list").stdout.splitlines() if line.split()[0] == str(number)]
    assert line.split() == [str(number), "queued", "confidential", "-", "-"]
    change(outbox, number, lambda message: setattr(message, "state", MessageState.AMBIGUOUS))
    (shown,) = [letter for letter in parsed("list") if letter["id"] == number]
    assert shown["agency"] and shown["created_at"]


def test_what_came_back_is_listed_in_codes_and_tells_nothing_of_hidden_letters(outbox: sa.Engine) -> None:
    assert run("returns").stdout == "Nothing came back.\n" and parsed("returns") == []
    (hidden,) = queue(outbox, "c@x.example", letter="protection_notice")
    change(outbox, hidden, lambda message: setattr(message, "state", MessageState.SENT))
    with Session(outbox) as session:
        session.add(MailReturn(digest="1", at=NOW, kind=ReturnKind.REPLY, message_id=1, text="LOI-RIENG"))
        session.add(MailReturn(digest="2", at=NOW, kind=ReturnKind.FAILED, forged=True, status="5.1.1"))
        session.add(MailReturn(digest="3", at=NOW, kind=ReturnKind.AUTO_REPLY, message_id=hidden))
        session.commit()
    about_hidden, forged, answered = parsed("returns")
    assert (about_hidden["letter"], about_hidden["agency"], about_hidden["at"]) == ("confidential", None, None)
    assert (forged["forged"], forged["status"], forged["agency"]) == (True, "5.1.1", None)
    assert (answered["kind"], answered["agency"][:4]) == ("reply", "A-0-")
    printed = run("returns").stdout + run("returns", "--json").stdout
    assert "LOI-RIENG" not in printed and "@x.example" not in printed and "failed (forged)" in printed
