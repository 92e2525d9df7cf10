"""`mail list`, `show`, `resolve` and `cancel`: the outbox as the operator sees it, and a person's word on a letter."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from rules.words import MessageState

if TYPE_CHECKING:  # imported where it is used: `--help` must not pay for it
    from sqlmodel import Session

    from models import Message

group = typer.Typer(name="mail", help="Letters: what waits, what went, what is in doubt.", no_args_is_help=True)
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
AsJson = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
Named = Annotated[str, typer.Argument(metavar="ID", help="The letter's number or Message-ID.")]


@group.command(name="list")
def list_letters(
    state: Annotated[MessageState | None, typer.Option(help="Only letters in this state.")] = None,
    campaign: Annotated[str | None, typer.Option(metavar="CODE", help="Only this campaign's letters.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List letters, newest first."""
    from models.queries.journal_counts import neutral_name
    from notifications.settling import list_messages

    with _outbox(changes=False) as (session, _):
        letters = list_messages(session, state, _campaign_id(session, campaign), limit)
        if as_json:
            print(json.dumps([_facts(letter) for letter in letters], ensure_ascii=False))
            return
        for letter in letters:
            name, agency = neutral_name(letter.letter), "-" if _is_hidden(letter) else letter.agency
            print(f"{letter.id:>6}  {letter.state.value:<9}  {name:<20}  {agency:<16}  {_time(letter)}")
        if not letters:
            print("No letters.")


@group.command()
def show(name: Named, as_json: AsJson = False) -> None:
    """Show one letter: what became of it, and its text unless it is confidential."""
    from notifications.settling import find_message, read_text

    with _outbox(changes=False) as (session, _):
        letter = find_message(session, name)
        if as_json:
            print(json.dumps(_facts(letter) | {"text": read_text(letter)}, ensure_ascii=False))
            return
        for field, value in _facts(letter).items():
            if value is not None:
                print(f"{field}: {value}")
        print(f"\n{read_text(letter) or '(confidential: its text is not shown)'}")


@group.command()
def resolve(
    name: Named,
    delivered: Annotated[bool, typer.Option("--delivered/--not-delivered", help="Did it arrive?")],
) -> None:
    """Settle a letter in doubt: it arrived, or it is sent again as it was."""
    from notifications.settling import settle_message
    from rules.words import Role

    with _outbox(changes=True) as (session, now):
        letter = settle_message(session, name, delivered, now, Role.COORDINATOR)
        print(f"Letter {letter.id} is {letter.state.value}.")


@group.command()
def cancel(name: Named) -> None:
    """Take a letter that waits or is in doubt out of the outbox: it is not sent (again)."""
    from notifications.settling import cancel_message
    from rules.words import Role

    with _outbox(changes=True) as (session, now):
        letter = cancel_message(session, name, now, Role.COORDINATOR)
        print(f"Letter {letter.id} is {letter.state.value}.")


@contextmanager
def _outbox(*, changes: bool) -> "Iterator[tuple[Session, datetime]]":
    from flows.opening import office

    opened = office()
    with opened.transaction() if changes else opened.reading() as unit:
        yield unit


def _campaign_id(session: "Session", code: str | None) -> int | None:
    if code is None:
        return None
    from models.queries.status import campaign_shown

    return campaign_shown(session, code).id


def _facts(letter: "Message") -> dict[str, object]:
    """No address: which office it went to is enough to find out. Letters of restricted cases go by one neutral name."""
    from models.queries.journal_counts import neutral_name

    hidden = _is_hidden(letter)
    return {
        "id": letter.id,
        "message_id": letter.mid,
        "letter": neutral_name(letter.letter),
        "language": letter.locale,
        "agency": None if hidden else letter.agency,
        "state": letter.state.value,
        "confidential": letter.confidentiality.value == "confidential",
        "attempts": letter.attempts,
        "created_at": None if hidden else letter.created_at.isoformat(),
        "next_at": letter.next_at.isoformat() if letter.state is MessageState.QUEUED and not hidden else None,
        "sent_at": letter.sent_at.isoformat() if letter.sent_at and not hidden else None,
        "reply": letter.reply,
    }


def _is_hidden(letter: "Message") -> bool:
    """Whether its office and hour are not shown: a letter to the focal point tells that somebody needs help, one to the
    team leader at dawn when a check begins. What a person has to settle is shown, with the office to call."""
    from models.queries.journal_counts import neutral_name

    settled = (MessageState.QUEUED, MessageState.LEASED, MessageState.SENT, MessageState.CANCELLED)
    return neutral_name(letter.letter) != letter.letter and letter.state in settled


def _time(letter: "Message") -> str:
    if _is_hidden(letter):
        return "-"
    if letter.state is MessageState.QUEUED:
        return f"next try {letter.next_at.astimezone(LOCAL):%d/%m/%Y %H:%M}"
    return f"{(letter.sent_at or letter.created_at).astimezone(LOCAL):%d/%m/%Y %H:%M}"
