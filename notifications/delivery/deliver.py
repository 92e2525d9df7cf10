"""One delivery run: everything due, over a few kept connections, each letter on its own."""

import asyncio
import hashlib
import logging
import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import SMTP
from functools import lru_cache, partial
from time import monotonic

import sqlalchemy as sa
from sqlmodel import Session

from models.message import QueuedLetter
from notifications.delivery.clear import keep_from_clear
from notifications.delivery.doubts import settle_doubts
from notifications.delivery.leases import Claim, Wanted, claim, count_due, give_back, mark_dot, settle, sweep
from notifications.delivery.owners import end_stale_owners, this_process
from notifications.delivery.pace import domain_of, find_runaway, letters_allowed
from notifications.delivery.relay import RelaySettings
from notifications.delivery.together import Writer
from notifications.delivery.verdicts import Verdict, judge_refusal, judge_reply
from notifications.delivery.wire import Broken, Refused, RelayUnusable, Stale, Unknown, Wire
from notifications.witness import NO_WITNESS, Witness
from rules.words import MessageVerb

BATCH = 5
"""Letters for each connection, in the first claim of a run."""
MOST_AT_ONCE = 100
"""Of letters in one claim."""
QUICK_SECONDS = 5.0
"""A claim that was used up in less makes the next one twice as large: its lease will not run out in the queue."""
LEASE_LEFT_SECONDS = 20
"""With less of the lease left, an attempt is not begun."""
DOT_PATIENCE_SECONDS = 10.0
"""A process that was stopped longer than this between intent and dot does not write the dot any more."""
WITNESS_SECONDS = 20.0
"""A witness that takes longer is not waited for: what is settled meanwhile goes with the next run."""
BREAKS_IN_A_ROW = 3
"""So many broken attempts without one that went through: the relay is at fault, the run ends."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeliveryCount:
    """What one run did. `found` and `sent_again` were in doubt: a witness has them, or they go again. `relay` says why
    the relay could not be used, `held` which domains take nothing from us; the letters stay queued then."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    ambiguous: int = 0
    expired: int = 0
    cancelled: int = 0
    found: int = 0
    sent_again: int = 0
    relay: str | None = None
    held: tuple[str, ...] = ()


@dataclass
class _Run:
    engine: sa.Engine
    settings: RelaySettings
    clock: Callable[[], datetime]
    wanted: Wanted
    left: int
    witness: Witness | None = None
    claims: deque[Claim] = field(default_factory=deque)
    """In hand, most urgent first; one queue for all connections, so that none begins on what may wait."""
    claiming: asyncio.Task[None] | None = None
    claimed_at: float = 0.0
    batch: int = 0
    open: int = 0
    """Connections that stand."""
    owner: str = ""
    counts: Counter[MessageVerb] = field(default_factory=Counter)
    broken: int = 0
    relay: str | None = None
    held: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.writer = Writer(self.engine)
        self.batch = BATCH * self.settings.max_connections

    def stopped(self) -> bool:
        return self.relay is not None


def _always(_: Session, __: QueuedLetter) -> bool:
    return True


async def deliver_due(
    engine: sa.Engine,
    settings: RelaySettings,
    clock: Callable[[], datetime],
    *,
    limit: int | None = None,
    wanted: Wanted = _always,
    witness: Witness | None = None,
    expendable: bool = False,
) -> DeliveryCount:
    """Deliver what is due now, at most `limit` letters; any number of runs may go at once.

    Whatever the relay does is told in the count, never raised. `wanted` is asked in the claim's transaction; a letter
    it denies is cancelled. A dead relay costs one connection attempt a run, not one a letter.
    """
    wanted = keep_from_clear(wanted) if settings.in_clear else wanted
    run = _Run(engine, settings, clock, wanted, limit if limit is not None else 1_000_000, witness)
    run.owner = str(this_process(expendable))
    await asyncio.to_thread(end_stale_owners, engine, clock())
    run.counts.update(await asyncio.to_thread(sweep, engine, clock()))
    looking = asyncio.create_task(asyncio.to_thread(settle_doubts, engine, clock(), witness))
    # When the run fails first, nobody else asks what became of it.
    looking.add_done_callback(lambda task: task.cancelled() or task.exception())
    await asyncio.wait({looking}, timeout=WITNESS_SECONDS)
    run.relay = await asyncio.to_thread(find_runaway, engine)
    if run.relay is None:
        run.left = min(run.left, await asyncio.to_thread(letters_allowed, engine, clock(), settings.letters_per_minute))
        await _deliver_all(run, min(await asyncio.to_thread(count_due, engine, clock()), run.left))
    else:
        log.error("Nothing is sent: %s.", run.relay)
    run.counts.update(await looking)
    return DeliveryCount(
        sent=run.counts[MessageVerb.ACCEPT],
        deferred=run.counts[MessageVerb.DEFER],
        failed=run.counts[MessageVerb.REJECT],
        ambiguous=run.counts[MessageVerb.DOUBT],
        expired=run.counts[MessageVerb.EXPIRE],
        cancelled=run.counts[MessageVerb.CANCEL],
        found=run.counts[MessageVerb.SETTLE_SENT],
        sent_again=run.counts[MessageVerb.SETTLE_UNSENT],
        relay=run.relay,
        held=tuple(sorted(run.held)),
    )


async def _deliver_all(run: _Run, due: int) -> None:
    """The first connection is the probe: while it fails, no other is tried."""
    if not due:
        return
    first = await _connect(run)
    if first is None:
        return
    further = min(run.settings.max_connections, due) - 1
    try:
        # One that fails must not leave the others at work behind the caller's back.
        works = (_work(run, first), *(_work(run, None) for _ in range(further)))
        ended = await asyncio.gather(*works, return_exceptions=True)
    finally:
        try:
            if run.claiming is not None:
                await asyncio.wait([run.claiming])
            if run.claims:
                await run.writer.run(give_back, list(run.claims), run.clock())
        finally:
            await run.writer.close()
    for failure in ended:
        if isinstance(failure, BaseException):
            raise failure


async def _connect(run: _Run) -> Wire | None:
    """A fresh connection; None when there is none to be had, which ends the run unless another one stands."""
    wire = Wire(run.settings)
    try:
        await wire.open()
    except RelayUnusable as unusable:
        if run.open:  # the relay takes no more connections at once: those that stand go on
            log.info("No further connection to the mail relay: %s.", unusable)
            return None
        run.relay = str(unusable)
        log.warning("The mail relay cannot be used: %s. Letters stay queued.", unusable)
        return None
    run.open += 1
    return wire


async def _leave(run: _Run, wire: Wire) -> None:
    run.open -= 1
    await wire.close()


async def _work(run: _Run, wire: Wire | None) -> None:
    """Claim and deliver until nothing is due. A lease is taken only with a connection at hand."""
    carried = 0
    try:
        while not run.stopped():
            if wire is None or not wire.usable or carried >= run.settings.messages_per_connection:
                if not run.claims and not run.left:
                    break
                if wire is not None:
                    await _leave(run, wire)
                wire, carried = await _connect(run), 0
                if wire is None:
                    break
            claimed = await _next_claim(run)
            if claimed is None:
                break
            run.writer.parties += 1
            try:
                await _deliver_one(run, wire, claimed)
            finally:
                run.writer.parties -= 1
            carried += 1
    finally:
        if wire is not None:
            await _leave(run, wire)


async def _next_claim(run: _Run) -> Claim | None:
    """The most urgent letter that is due; None when there is none, or no more may be taken."""
    while not run.claims:
        claiming = _claim_more(run)
        if claiming is None:
            return None
        await asyncio.shield(claiming)
    if len(run.claims) <= run.settings.max_connections:  # before they run out, so that no connection waits for it
        _claim_more(run)
    return run.claims.popleft()


def _claim_more(run: _Run) -> asyncio.Task[None] | None:
    """The claim under way, or a new one; None when no more may be taken."""
    if run.left > 0 and (run.claiming is None or (run.claiming.done() and not run.claiming.exception())):
        run.claiming = asyncio.create_task(_claim(run))
    return run.claiming if run.left > 0 else None


async def _claim(run: _Run) -> None:
    before, run.claimed_at = run.claimed_at, asyncio.get_running_loop().time()
    is_quick = bool(before) and run.claimed_at - before < QUICK_SECONDS
    run.batch = min(2 * run.batch, MOST_AT_ONCE) if is_quick else BATCH * run.settings.max_connections
    size = min(run.batch, run.left)
    taken, passed = await run.writer.run(claim, run.clock(), run.owner, size, run.wanted)
    run.counts[MessageVerb.CANCEL] += passed.cancelled
    run.left = run.left - len(taken) if taken or passed else 0
    run.claims.extend(taken)


async def _deliver_one(run: _Run, wire: Wire, claimed: Claim) -> None:
    """One letter, whatever happens to it; the others must not notice."""
    try:
        verdict = await _attempt(run, wire, claimed)
    except Stale:  # a fresh connection carries it, this one's or another's
        wire.drop()
        run.claims.appendleft(claimed)
        return
    except Exception:
        # The lease will run out and the sweep decides by the phase that is in the database.
        log.exception("Letter %s: the attempt ended unexpectedly.", claimed.envelope_id)
        wire.drop()
        return
    if verdict is None:
        return
    is_accepted = verdict.verb is MessageVerb.ACCEPT
    recording = run.writer.write(settle, claimed, verdict, run.clock(), waits=not is_accepted)
    recording.add_done_callback(partial(_count, run, claimed))
    # An acceptance is recorded before the next letter's intent, or with it; what else is said may be about that too.
    if not is_accepted:
        await asyncio.wait([recording])


def _count(run: _Run, claimed: Claim, recording: asyncio.Future[Verdict | None]) -> None:
    failure = recording.exception()
    if failure is not None:
        log.error("Letter %s: what became of it could not be recorded.", claimed.envelope_id, exc_info=failure)
    elif (recorded := recording.result()) is not None:
        run.counts[recorded.verb] += 1
        if recorded.holds_the_domain:
            run.held.add(domain_of(claimed.address))
        if recorded.stops_the_run:
            run.relay = recorded.reply


async def _attempt(run: _Run, wire: Wire, claimed: Claim) -> Verdict | None:
    """What became of it; None when the lease was lost before the dot, so that another deliverer has it."""
    stopped = await _hand_over(run, wire, claimed, run.clock())
    if stopped is not None:
        return stopped
    intent = monotonic()
    if not await run.writer.write(mark_dot, claimed, run.clock(), _who_can_tell(run, wire)):
        wire.drop()
        return None
    if monotonic() - intent > DOT_PATIENCE_SECONDS:
        wire.drop()
        return Verdict(MessageVerb.DEFER, "stopped between intent and dot: not sent", counted=False)
    try:
        reply = await wire.finish()
    except Broken as broken:
        return _after_a_break(run, str(broken))
    except Unknown as unknown:
        return Verdict(MessageVerb.DOUBT, f"no reply after the dot: {unknown}")
    run.broken = 0
    return judge_reply(reply)


async def _hand_over(run: _Run, wire: Wire, claimed: Claim, now: datetime) -> Verdict | None:
    """Everything before the dot; a verdict when it stops there."""
    seconds = (claimed.lease_until - now).total_seconds()
    if seconds < LEASE_LEFT_SECONDS:
        return Verdict(MessageVerb.DEFER, "not tried: the lease ran out in the queue", counted=False)
    if hashlib.sha256(claimed.mime).hexdigest() != claimed.sha256:
        return Verdict(MessageVerb.REJECT, "not sent: the frozen bytes were changed")
    sender = sender_of(run.settings, claimed.envelope_id, claimed.mime)
    if sender is None:
        return Verdict(MessageVerb.REJECT, "not sent: it names no sender")
    try:
        async with asyncio.timeout(seconds):
            await wire.offer(sender, claimed.address, claimed.envelope_id, len(claimed.mime), _journal(run, claimed))
            await wire.write_body(claimed.mime)
    except Refused as refused:
        return await _after_a_refusal(run, wire, refused, now - claimed.created_at)
    except Stale:
        raise
    except (Broken, TimeoutError) as broken:
        wire.drop()
        return _after_a_break(run, str(broken) or "too slow before the dot")
    return None


def _journal(run: _Run, claimed: Claim) -> str | None:
    """Where a copy goes; of a confidential letter nowhere, for the journal has other readers than the letter."""
    return None if run.witness is None or claimed.confidential else run.witness.recipient


def _who_can_tell(run: _Run, wire: Wire) -> str | None:
    if run.witness is None:
        return None
    return run.witness.name if run.witness.recipient is None or wire.copied else NO_WITNESS


async def _after_a_refusal(run: _Run, wire: Wire, refused: Refused, age: timedelta) -> Verdict:
    verdict = judge_refusal(refused, age)
    if wire.usable:
        await wire.reset()
        run.broken = 0
        return verdict
    return replace(verdict, stops_the_run=verdict.stops_the_run or _after_a_break(run, "").stops_the_run)


def sender_of(settings: RelaySettings, envelope_id: str, mime: bytes) -> str | None:
    """The envelope sender: where bounces go, else the letter's own From; None when there is none."""
    return read_sender(mime) if settings.bounces is None else settings.bounces.sender_of(envelope_id)


def read_sender(mime: bytes) -> str | None:
    """The letter's own From: the envelope sender unless the relay's settings name another; None when there is none."""
    named = _FROM.search(mime[: mime.find(b"\r\n\r\n") + 2])
    return None if named is None else _address_in(named[0])


_FROM = re.compile(rb"^From:.*\r\n(?:[ \t].*\r\n)*", re.MULTILINE | re.IGNORECASE)


@lru_cache(maxsize=64)  # all letters of an office come from one address, and reading it costs more than sending one
def _address_in(header: bytes) -> str | None:
    named = BytesHeaderParser(policy=SMTP).parsebytes(header)["From"]
    return str(named.addresses[0].addr_spec) if named is not None and named.addresses else None


def _after_a_break(run: _Run, why: str) -> Verdict:
    run.broken += 1
    at_fault = run.broken >= BREAKS_IN_A_ROW
    return Verdict(MessageVerb.DEFER, why, stops_the_run=at_fault)
