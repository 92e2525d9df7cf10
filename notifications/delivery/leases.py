"""The outbox's rows as delivery moves them: each function is one short transaction of its own.

Every claim raises `epoch`; every later write says which epoch it belongs to and must touch exactly one leased row,
so a deliverer that slept through its lease changes nothing.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models import MailAttempt, Message
from models.queries.switches import mail_goes_out
from notifications.delivery.link_only import send_link_only
from notifications.delivery.pace import is_domain_against_us
from notifications.delivery.records import local_part, mark_contact, move_message, write_down
from notifications.delivery.redoing import redo_after_a_break
from notifications.delivery.verdicts import FIRST_RETRY, HELD, Verdict, hold_the_domain, next_attempt
from rules.lifecycle import MESSAGE
from rules.words import Confidentiality, MessageState, MessageVerb, Role

CLAIMED, DOT = "CLAIMED", "DOT"
LEASE = timedelta(minutes=2)
DOT_LEASE = timedelta(minutes=15)
"""Longer than the 10 minutes a relay may take for its last reply."""
SWEEP = 500
"""How many rows one sweep settles; the next run goes on."""

Wanted = Callable[[Session, Message], bool | None]
"""None: it cannot be told yet, or it may not go now."""

log = logging.getLogger(__name__)


class Passed(NamedTuple):
    """Due letters that were not leased: no longer wanted, or put off."""

    cancelled: int = 0
    put_off: int = 0

    def __bool__(self) -> bool:
        return bool(self.cancelled or self.put_off)


@dataclass(frozen=True)
class Claim:
    """What an attempt needs to know; no database connection is held while it is on the wire."""

    id: int
    epoch: int
    mid: str
    address: str
    mime: bytes
    sha256: str
    created_at: datetime
    lease_until: datetime
    confidential: bool = False

    @property
    def envelope_id(self) -> str:
        return local_part(self.mid)


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
        due = _locked(session, *_due(now), size=size)
        for message in due:
            is_wanted = _ask(session, message, wanted)
            if is_wanted is None:
                message.next_at = now + FIRST_RETRY
                put_off += 1
                continue
            if not is_wanted:
                move_message(session, message, MessageVerb.CANCEL, now, reply="no longer wanted")
                cancelled += 1
                continue
            message.state = MESSAGE.move(local_part(message.mid), message.state, MessageVerb.CLAIM, Role.ENGINE)
            message.phase, message.owner = CLAIMED, owner
            message.epoch += 1
            message.lease_until = now + LEASE
            claims.append(_claim_of(message, message.lease_until))
        session.commit()
    return claims, Passed(cancelled, put_off)


def _ask(session: Session, message: Message, wanted: Wanted) -> bool | None:
    """None when asking broke: that letter waits, the others must not notice."""
    try:
        with session.begin_nested():
            return wanted(session, message)
    except Exception:
        log.exception("Letter %s: whether it is still wanted cannot be told.", local_part(message.mid))
        return None


@redo_after_a_break
def mark_dot(engine: sa.Engine, claimed: Claim, now: datetime, witness: str | None = None) -> bool:
    """Make the intent to write the final dot durable, with the name of who can tell of it; False when the lease is no
    longer ours or mail was stopped."""
    intent = {"phase": DOT, "dot_at": now, "lease_until": now + DOT_LEASE, "witness": witness}
    with Session(engine) as session:
        marked = _fenced(session, claimed, mail_goes_out(), **intent)
        session.commit()
    return marked


@redo_after_a_break
def settle(engine: sa.Engine, claimed: Claim, verdict: Verdict, now: datetime) -> Verdict | None:
    """Record what became of an attempt; returns it as recorded. A reply that comes after the lease was lost is kept as
    evidence only, and None is returned."""
    with Session(engine) as session:
        message = session.get_one(Message, claimed.id, with_for_update=True)
        ours = message.epoch == claimed.epoch and message.state is MessageState.LEASED
        if not ours and _is_recorded(session, claimed, verdict.reply[:500], now):
            return verdict
        if not ours:
            outcome = MESSAGE.table[MessageState.LEASED, verdict.verb][0]
            late = f"late, lease lost: {verdict.reply}"[:500]
            session.add(MailAttempt(message_id=claimed.id, epoch=claimed.epoch, at=now, outcome=outcome, reply=late))
            session.commit()
            return None
        if verdict.policy and (str(message.reply).startswith(HELD) or is_domain_against_us(session, message, now)):
            verdict = hold_the_domain(verdict)
        changes = _changes(message, verdict, now)
        if verdict.bad_address:
            mark_contact(session, message, now)
        write_down(session, message, verdict.verb, MessageState.LEASED, changes["state"], now, verdict.reply)
        fenced = _fenced(session, claimed, **changes)
        assert fenced, "the row is locked and its epoch was just read"
        if verdict.too_big:
            send_link_only(session, message, now)
        session.commit()
    return verdict


@redo_after_a_break
def give_back(engine: sa.Engine, claims: Sequence[Claim], now: datetime) -> None:
    """Return letters that were claimed and not tried: due again at once, nothing counted, nothing to tell."""
    with Session(engine) as session:
        for claimed in claims:
            state = MESSAGE.move(claimed.envelope_id, MessageState.LEASED, MessageVerb.DEFER, Role.ENGINE)
            _fenced(session, claimed, state=state, phase=None, owner=None, lease_until=None, next_at=now)
        session.commit()


def _is_recorded(session: Session, claimed: Claim, said: str, now: datetime) -> bool:
    """Whether this very attempt was settled by us: the first try was committed and its answer lost."""
    mine = (MailAttempt.message_id == claimed.id, MailAttempt.epoch == claimed.epoch, MailAttempt.at == now)
    return session.exec(select(MailAttempt.id).where(*mine, MailAttempt.reply == said).limit(1)).first() is not None


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    queued = col(Message.state) == MessageState.QUEUED
    return (queued, col(Message.next_at) <= now, col(Message.ttl_at) > now, mail_goes_out())


def _locked(session: Session, *conditions: sa.ColumnElement[bool], size: int = SWEEP) -> Sequence[Message]:
    order = (col(Message.priority), col(Message.next_at), col(Message.id))
    return session.exec(
        select(Message).where(*conditions).order_by(*order).limit(size).with_for_update(skip_locked=True)
    ).all()


def _changes(message: Message, verdict: Verdict, now: datetime) -> dict[str, Any]:
    attempts = message.attempts + (1 if verdict.counted else 0)
    changes: dict[str, Any] = {
        "state": MESSAGE.move(local_part(message.mid), MessageState.LEASED, verdict.verb, Role.ENGINE),
        "attempts": attempts,
        "reply": verdict.reply[:500],
        "phase": None,
        "owner": None,
        "lease_until": None,
    }
    if verdict.verb is MessageVerb.ACCEPT:
        changes["sent_at"] = now
    if verdict.verb is MessageVerb.DEFER:
        again = next_attempt(now, message.created_at, message.mid, attempts)
        changes["next_at"] = min(again, message.ttl_at)  # a person is told when its time is over, not hours later
    return changes


def _fenced(session: Session, claimed: Claim, *also: sa.ColumnElement[bool], **changes: Any) -> bool:
    touched = session.execute(
        sa.update(Message)
        .where(
            col(Message.id) == claimed.id,
            col(Message.epoch) == claimed.epoch,
            col(Message.state) == MessageState.LEASED,
            *also,
        )
        .values(**changes)
        .execution_options(synchronize_session=False)
    )
    return touched.rowcount == 1  # type: ignore[attr-defined]


def _claim_of(message: Message, lease_until: datetime) -> Claim:
    assert message.id is not None
    return Claim(
        id=message.id,
        epoch=message.epoch,
        mid=message.mid,
        address=message.address,
        mime=message.mime,
        sha256=message.sha256,
        created_at=message.created_at,
        lease_until=lease_until,
        confidential=message.confidentiality is Confidentiality.CONFIDENTIAL,
    )
