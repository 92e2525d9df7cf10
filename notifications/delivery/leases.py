"""The outbox's rows as delivery moves them: each function is one short transaction of its own, or a part of the one
whose connection it is given.

Every claim raises `epoch`; every later write says which epoch it belongs to and must touch exactly one leased row,
so a deliverer that slept through its lease changes nothing.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import Campaign, FrozenLetter, MailAttempt, Message
from models.message import QueuedLetter
from models.prepared import Prepared
from models.queries.switches import mail_goes_out
from notifications.delivery.link_only import send_link_only
from notifications.delivery.pace import is_domain_against_us
from notifications.delivery.records import Ended, local_part, mark_contact, move_message, write_down_ends
from notifications.delivery.redoing import redo_after_a_break
from notifications.delivery.together import Joined, NotTogether
from notifications.delivery.verdicts import FIRST_RETRY, HELD, Verdict, hold_the_domain, next_attempt
from rules.lifecycle import MESSAGE
from rules.words import Confidentiality, MessageState, MessageVerb, Role

CLAIMED, DOT = "CLAIMED", "DOT"
LEASE = timedelta(minutes=2)
DOT_LEASE = timedelta(minutes=15)
"""Longer than the 10 minutes a relay may take for its last reply."""
SWEEP = 500
"""How many rows one sweep settles; the next run goes on."""

Wanted = Callable[[Session, QueuedLetter], bool | None]
"""None: it cannot be told yet, or it may not go now."""
Where = sa.Engine | sa.Connection

log = logging.getLogger(__name__)


class Passed(NamedTuple):
    """Due letters that were not leased: no longer wanted, or put off."""

    cancelled: int = 0
    put_off: int = 0

    def __bool__(self) -> bool:
        return bool(self.cancelled or self.put_off)


@dataclass(frozen=True, slots=True)
class Claim:
    """What an attempt needs to know; no database connection is held while it is on the wire."""

    id: int
    epoch: int
    mid: str
    address: str
    mime: bytes
    sha256: str
    created_at: datetime
    ttl_at: datetime
    attempts: int
    lease_until: datetime
    campaign_id: int | None
    agency: str
    confidentiality: Confidentiality

    @property
    def confidential(self) -> bool:
        return self.confidentiality is Confidentiality.CONFIDENTIAL

    @property
    def envelope_id(self) -> str:
        return local_part(self.mid)


Intent = tuple[Claim, datetime, str | None]
Outcome = tuple[Claim, Verdict, datetime]


@redo_after_a_break
def sweep(engine: sa.Engine, now: datetime) -> dict[MessageVerb, int]:
    """Settle what nobody works on: leases that ran out (in doubt once the dot may be out), letters past their time."""
    swept: dict[MessageVerb, int] = {}
    with Session(engine) as session:
        for message in _locked(session, col(Message.state) == MessageState.LEASED, col(Message.lease_until) <= now):
            doubtful = message.phase == DOT
            verb = MessageVerb.DOUBT if doubtful else MessageVerb.DEFER
            said = "the deliverer vanished after the dot" if doubtful else "the deliverer vanished before the dot"
            message.attempts += 1  # a letter that brings its deliverer down each time must not do so every minute
            again = next_attempt(now, message.created_at, message.mid, message.attempts)
            message.next_at = now if doubtful or message.attempts == 1 else min(again, message.ttl_at)
            move_message(session, message, verb, now, reply=said)
            swept[verb] = swept.get(verb, 0) + 1
        # Mail that a person holds back does not expire: its time is prolonged when it is released.
        stale = (col(Message.state) == MessageState.QUEUED, col(Message.ttl_at) <= now, mail_goes_out())
        for message in _locked(session, *stale):
            move_message(session, message, MessageVerb.EXPIRE, now, reply="past its time to be sent")
            swept[MessageVerb.EXPIRE] = swept.get(MessageVerb.EXPIRE, 0) + 1
        session.commit()
    return swept


@redo_after_a_break
def count_due(engine: sa.Engine, now: datetime) -> int:
    """How many letters could be claimed now."""
    with engine.execution_options(read_only=True).connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Message).where(*_due(now))).scalar_one()


@redo_after_a_break
def claim(engine: sa.Engine, now: datetime, owner: str, size: int, wanted: Wanted) -> tuple[list[Claim], Passed]:
    """Lease up to `size` due letters, most urgent first; returns them and how many due ones were not leased."""
    claims, cancelled, put_off = [], 0, 0
    with Session(engine, expire_on_commit=False) as session:
        due = _due_letters(session, now, size)
        for letter, is_wanted in zip(due, _ask_all(session, due, wanted), strict=True):
            if is_wanted is None:
                session.get_one(Message, letter.id).next_at = now + FIRST_RETRY
                put_off += 1
                continue
            if not is_wanted:
                message = session.get_one(Message, letter.id)
                move_message(session, message, MessageVerb.CANCEL, now, reply="no longer wanted")
                cancelled += 1
                continue
            MESSAGE.move(local_part(letter.mid), letter.state, MessageVerb.CLAIM, Role.ENGINE)
            claims.append(_claim_of(letter, now + LEASE))
        session.flush()
        _lease(session, claims, owner)
        session.commit()
    return claims, Passed(cancelled, put_off)


def _due_letters(session: Session, now: datetime, size: int) -> Sequence[Any]:
    """Locked, with their bytes. As plain rows: to make a thousand objects of a table takes as long as to send them."""
    with_bytes = sa.select(*_OF_A_CLAIM).outerjoin(FrozenLetter, col(FrozenLetter.message_id) == col(Message.id))
    due = with_bytes.where(*_due(now)).order_by(*_URGENT_FIRST).limit(size)
    return session.execute(due.with_for_update(skip_locked=True, of=Message)).all()


def _lease(session: Session, claims: Sequence[Claim], owner: str) -> None:
    """One statement for rows that this transaction has locked: row by row it costs more than all else of a claim."""
    if claims:
        lease = {
            "phase": CLAIMED,
            "owner": owner,
            "epoch": col(Message.epoch) + 1,
            "lease_until": claims[0].lease_until,
        }
        session.execute(
            sa.update(Message)
            .where(col(Message.id).in_([claimed.id for claimed in claims]))
            .values(state=MessageState.LEASED, **lease)
            .execution_options(synchronize_session=False)
        )


def _ask_all(session: Session, due: Sequence[QueuedLetter], wanted: Wanted) -> list[bool | None]:
    """One savepoint for all while nothing breaks, one for each when something does."""
    about = {letter.campaign_id for letter in due if letter.campaign_id is not None}
    # Held while it is asked about them: the session forgets what nobody holds, and would read it again for each letter.
    campaigns = session.exec(select(Campaign).where(col(Campaign.id).in_(about))).all()
    log.debug("%d letters of %d campaigns are due.", len(due), len(campaigns))
    try:
        with session.begin_nested():
            return [wanted(session, letter) for letter in due]
    except Exception:
        return [_ask(session, letter, wanted) for letter in due]


def _ask(session: Session, letter: QueuedLetter, wanted: Wanted) -> bool | None:
    """None when asking broke: that letter waits, the others must not notice."""
    try:
        with session.begin_nested():
            return wanted(session, letter)
    except Exception:
        log.exception("Letter %s: whether it is still wanted cannot be told.", local_part(letter.mid))
        return None


@redo_after_a_break
def _mark_dot(where: Where, claimed: Claim, now: datetime, witness: str | None = None) -> bool:
    """Make the intent to write the final dot durable, with the name of who can tell of it; False when the lease is no
    longer ours or mail was stopped."""
    with _transaction(where) as connection:
        return _INTENT.execute(connection, [_intent(claimed, now, witness)]) == 1


def _mark_dots(connection: sa.Connection, intents: Sequence[Intent]) -> list[bool]:
    """The same for several; raises NotTogether when one of them must not write its dot."""
    if _INTENT.execute(connection, [_intent(*intent) for intent in intents]) != len(intents):
        raise NotTogether("a lease that is no longer ours")
    return [True] * len(intents)


mark_dot = Joined(_mark_dot, _mark_dots)


def _intent(claimed: Claim, now: datetime, witness: str | None) -> dict[str, Any]:
    lease = {"phase": DOT, "dot_at": now, "lease_until": now + DOT_LEASE, "witness": witness}
    return _fence(claimed) | lease


@redo_after_a_break
def _settle(where: Where, claimed: Claim, verdict: Verdict, now: datetime) -> Verdict | None:
    """Record what became of an attempt; returns it as recorded. A reply that comes after the lease was lost is kept as
    evidence only, and None is returned."""
    with _transaction(where) as connection:
        recorded = _held_with_others(connection, claimed, verdict, now) if verdict.policy else verdict
        changes = _changes(claimed, recorded, now)
        if not _fenced(connection, claimed, _OUTCOMES[recorded.verb], **changes):
            if _is_recorded(connection, claimed, recorded.reply[:500], now):
                return recorded
            _note_late(connection, claimed, verdict, now)
            return None
        write_down_ends(connection, [Ended(claimed, recorded.verb, changes["state"], now, recorded.reply)])
        if recorded.bad_address or recorded.too_big:
            _follow_up(connection, claimed, recorded, now)
    return recorded


def _settle_several(connection: sa.Connection, outcomes: Sequence[Outcome]) -> list[Verdict | None]:
    """The same for several: those that were accepted in one go; raises NotTogether when one of these came too late."""
    accepted = [outcome for outcome in outcomes if outcome[1].verb is MessageVerb.ACCEPT]
    if accepted:
        changes = [_fence(claimed) | _changes(claimed, verdict, now) for claimed, verdict, now in accepted]
        if _OUTCOMES[MessageVerb.ACCEPT].execute(connection, changes) != len(accepted):
            raise NotTogether("a lease that is no longer ours")
        write_down_ends(
            connection,
            [
                Ended(claimed, verdict.verb, changed["state"], now, verdict.reply)
                for (claimed, verdict, now), changed in zip(accepted, changes, strict=True)
            ],
        )
    return [
        verdict if verdict.verb is MessageVerb.ACCEPT else _settle(connection, claimed, verdict, now)
        for claimed, verdict, now in outcomes
    ]


settle = Joined(_settle, _settle_several)


def _follow_up(connection: sa.Connection, claimed: Claim, recorded: Verdict, now: datetime) -> None:
    """What a refusal brings about besides, in the transaction of its outcome."""
    with Session(connection) as session:
        message = session.get_one(Message, claimed.id)
        if recorded.bad_address:
            mark_contact(session, message, now)
        if recorded.too_big:
            send_link_only(session, message, now)
        session.flush()


@redo_after_a_break
def give_back(engine: sa.Engine, claims: Sequence[Claim], now: datetime) -> None:
    """Return letters that were claimed and not tried: due again at once, nothing counted, nothing to tell."""
    with engine.begin() as connection:
        for claimed in claims:
            state = MESSAGE.move(claimed.envelope_id, MessageState.LEASED, MessageVerb.DEFER, Role.ENGINE)
            _fenced(
                connection, claimed, _GIVEN_BACK, state=state, phase=None, owner=None, lease_until=None, next_at=now
            )


def _is_recorded(connection: sa.Connection, claimed: Claim, said: str, now: datetime) -> bool:
    """Whether this very attempt was settled by us: the first try was committed and its answer lost."""
    mine = (col(MailAttempt.message_id) == claimed.id, col(MailAttempt.epoch) == claimed.epoch)
    same = (col(MailAttempt.at) == now, col(MailAttempt.reply) == said)
    return bool(connection.execute(sa.select(sa.exists().where(*mine, *same))).scalar_one())


def _note_late(connection: sa.Connection, claimed: Claim, verdict: Verdict, now: datetime) -> None:
    outcome = MESSAGE.table[MessageState.LEASED, verdict.verb][0]
    late = {"outcome": outcome, "reply": f"late, lease lost: {verdict.reply}"[:500]}
    connection.execute(sa.insert(MailAttempt).values(message_id=claimed.id, epoch=claimed.epoch, at=now, **late))


def _held_with_others(connection: sa.Connection, claimed: Claim, verdict: Verdict, now: datetime) -> Verdict:
    with Session(connection) as session:
        message = session.get_one(Message, claimed.id)
        is_about_us = str(message.reply).startswith(HELD) or is_domain_against_us(session, message, now)
    return hold_the_domain(verdict) if is_about_us else verdict


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    queued = col(Message.state) == MessageState.QUEUED
    return (queued, col(Message.next_at) <= now, col(Message.ttl_at) > now, mail_goes_out())


def _locked(session: Session, *conditions: sa.ColumnElement[bool]) -> Sequence[Message]:
    query = select(Message).where(*conditions).order_by(*_URGENT_FIRST).limit(SWEEP)
    return session.exec(query.with_for_update(skip_locked=True)).all()


def _changes(claimed: Claim, verdict: Verdict, now: datetime) -> dict[str, Any]:
    attempts = claimed.attempts + (1 if verdict.counted else 0)
    changes: dict[str, Any] = {
        "state": MESSAGE.move(claimed.envelope_id, MessageState.LEASED, verdict.verb, Role.ENGINE),
        "attempts": attempts,
        "reply": verdict.reply[:500],
        "phase": None,
        "owner": None,
        "lease_until": None,
    }
    if verdict.verb is MessageVerb.ACCEPT:
        changes["sent_at"] = now
    if verdict.verb is MessageVerb.DEFER:
        again = next_attempt(now, claimed.created_at, claimed.mid, attempts)
        changes["next_at"] = min(again, claimed.ttl_at)  # a person is told when its time is over, not hours later
    return changes


@contextmanager
def _transaction(where: Where) -> Iterator[sa.Connection]:
    if isinstance(where, sa.Connection):
        yield where
    else:
        with where.begin() as connection:
            yield connection


def _fenced(connection: sa.Connection, claimed: Claim, update: Prepared, **changes: Any) -> bool:
    return update.execute(connection, [_fence(claimed) | changes]) == 1


def _fence(claimed: Claim) -> dict[str, Any]:
    return {"its_id": claimed.id, "its_epoch": claimed.epoch}


def _update_of_lease(*columns: str, also: tuple[sa.ColumnElement[bool], ...] = ()) -> Prepared:
    mine = (col(Message.id) == sa.bindparam("its_id"), col(Message.epoch) == sa.bindparam("its_epoch"))
    leased = sa.update(Message).where(*mine, col(Message.state) == MessageState.LEASED, *also)
    return Prepared(leased.values({name: sa.bindparam(name) for name in columns}))


_ENDED = ("state", "attempts", "reply", "phase", "owner", "lease_until")
_INTENT = _update_of_lease("phase", "dot_at", "lease_until", "witness", also=(mail_goes_out(),))
_GIVEN_BACK = _update_of_lease("state", "phase", "owner", "lease_until", "next_at")
_OUTCOMES = {
    MessageVerb.ACCEPT: _update_of_lease(*_ENDED, "sent_at"),
    MessageVerb.DEFER: _update_of_lease(*_ENDED, "next_at"),
    MessageVerb.REJECT: _update_of_lease(*_ENDED),
    MessageVerb.DOUBT: _update_of_lease(*_ENDED),
}


def _claim_of(letter: Any, lease_until: datetime) -> Claim:
    """As it will be once it is leased. Without its bytes it is claimed all the same, and fails by its sum: the others
    must not notice."""
    return Claim(
        id=letter.id,
        epoch=letter.epoch + 1,
        mid=letter.mid,
        address=letter.address,
        mime=letter.mime or b"",
        sha256=letter.sha256,
        created_at=letter.created_at,
        ttl_at=letter.ttl_at,
        attempts=letter.attempts,
        lease_until=lease_until,
        campaign_id=letter.campaign_id,
        agency=letter.agency,
        confidentiality=letter.confidentiality,
    )


_URGENT_FIRST = (col(Message.priority), col(Message.next_at), col(Message.id))
_OF_A_CLAIM = (
    col(FrozenLetter.mime),
    *(
        col(getattr(Message, name))
        for name in (
            *("id", "mid", "intent_key", "campaign_id", "letter", "confidentiality", "agency", "address", "sha256"),
            *("state", "epoch", "attempts", "created_at", "ttl_at"),
        )
    ),
)
