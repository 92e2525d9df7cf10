"""`mail`: the outbox as the operator sees it, a person's word on single letters, and the switch that holds them all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from rules.words import MessageState, StopReason, Switch, Waiting

if TYPE_CHECKING:  # imported where it is used: `--help` must not pay for it
    from sqlmodel import Session

    from models import MailReturn, Message

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
    as_json: AsJson = False,
) -> None:
    """Settle a letter in doubt: it arrived, or it is sent again as it was."""
    from notifications.settling import settle_message
    from rules.words import Role

    with _outbox(changes=True) as (session, now):
        letter = settle_message(session, name, delivered, now, Role.COORDINATOR)
        _tell(letter, as_json)


@group.command()
def retry(name: Named, as_json: AsJson = False) -> None:
    """Send a letter now that waits, failed or expired: the same letter, with the same Message-ID."""
    from notifications.by_hand import retry_letter
    from rules.words import Role

    with _outbox(changes=True) as (session, now):
        _tell(retry_letter(session, name, now, Role.COORDINATOR), as_json)


@group.command()
def cancel(name: Named, as_json: AsJson = False) -> None:
    """Call off a letter that has not gone out."""
    from notifications.by_hand import cancel_letter
    from rules.words import Role

    with _outbox(changes=True) as (session, now):
        _tell(cancel_letter(session, name, now, Role.COORDINATOR), as_json)


@group.command(name="resend-as-new")
def resend(name: Named, as_json: AsJson = False) -> None:
    """Send a letter that is done with once more, as a new one: its recipient gets a second copy."""
    from notifications.by_hand import resend_as_new
    from rules.words import Role

    with _outbox(changes=True) as (session, now):
        _tell(resend_as_new(session, name, now, Role.COORDINATOR), as_json)


@group.command(name="returns")
def list_returns(
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 50, as_json: AsJson = False
) -> None:
    """List what came back for letters: what it was and for which office, never whose words."""
    from models.queries.mail_returns import newest_returns

    with _outbox(changes=False) as (session, _):
        rows = [_return_facts(row, letter) for row, letter in newest_returns(session, limit)]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        at = f"{datetime.fromisoformat(str(row['at'])).astimezone(LOCAL):%d/%m/%Y %H:%M}" if row["at"] else "-"
        named = f"{row['kind']} (forged)" if row["forged"] else str(row["kind"])
        letter = "-" if row["message_id"] is None else f"letter {row['message_id']}"
        print(f"{at:<16}  {named:<16}  {row['status'] or '-':<8}  {row['agency'] or '-':<16}  {letter}")
    if not rows:
        print("Nothing came back.")


@group.command()
def stop(
    reason: Annotated[StopReason, typer.Option(help="Why; it stands in the journal and in `status`.")],
    as_json: AsJson = False,
) -> None:
    """Hold all outgoing mail from now on: letters are kept, and none gets its final dot."""
    from actions.turn_off import turn_off

    with _outbox(changes=True) as (session, now):
        off = turn_off(session, Switch.MAIL, reason, now=now)
        facts = {"mail": "stopped", "reason": off.reason.value, "since": off.since.isoformat()}
    print(json.dumps(facts) if as_json else "Outgoing mail is held; `mail start` lets it go.")


@group.command()
def start(
    waiting: Annotated[
        Waiting | None, typer.Option(help="After `restore`: what becomes of the letters that wait.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let outgoing mail go again; what waited keeps all the time it had."""
    from actions.turn_off import turn_on

    with _outbox(changes=True) as (session, now):
        count = turn_on(session, Switch.MAIL, now=now, waiting=waiting)
    said = f"Outgoing mail goes out again; {count} letters waited."
    print(json.dumps({"mail": "started", "waited": count}) if as_json else said)


@group.command()
def test(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where to: an address of your own.")],
    as_json: AsJson = False,
) -> None:
    """Hand one test letter to the relay and tell how far it came (exit 1: not accepted). It is no campaign's letter."""
    import asyncio
    import dataclasses

    from actions.note_trial import note_trial, refuse_trial
    from flows.opening import office, relay
    from notifications.delivery.trying import try_relay
    from notifications.trial_letter import build_trial_letter

    opened = office()
    with opened.reading() as (session, now):
        refuse_trial(session)
        mid, mime = build_trial_letter(address, opened.identity, now)
    tried = asyncio.run(try_relay(relay(), mid, mime, address))
    with opened.transaction() as (session, now):
        note_trial(session, mid, tried.accepted, now=now)
    if as_json:
        print(json.dumps(dataclasses.asdict(tried) | {"message_id": mid}))
    elif tried.accepted:
        print(f"The relay took it: {tried.reply}")
    else:
        print(f"Not accepted, at {tried.stage}: {tried.reply}")
    if not tried.accepted:
        raise typer.Exit(1)


def _tell(letter: "Message", as_json: bool) -> None:
    if as_json:
        print(json.dumps(_facts(letter), ensure_ascii=False))
    else:
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
        "witness": letter.witness,
        "sent_again": letter.amb_count,
        "reply": letter.reply,
    }


def _return_facts(row: "MailReturn", letter: "Message | None") -> dict[str, object]:
    """No address and no words; the office and hour of a confidential letter only where its failure is to be settled."""
    from models.queries.journal_counts import neutral_name

    hidden = letter is not None and _is_hidden(letter)
    return {
        "at": None if hidden else row.at.isoformat(),
        "kind": row.kind.value,
        "status": row.status,
        "forged": row.forged,
        "message_id": row.message_id,
        "letter": None if letter is None else neutral_name(letter.letter),
        "agency": None if letter is None or hidden else letter.agency,
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
