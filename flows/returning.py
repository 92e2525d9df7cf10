"""The clock's run that reads what came back for letters: each message is one unit of work, then finished with."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from prefect import flow
from prefect.client.schemas.objects import State
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from actions.forget_returns import forget_returns
from actions.office import Office
from actions.take_return import Fate, Trust, take_return
from flows.opening import bounces, office, returns_box, settings
from flows.outcomes import degraded, done, quiet
from flows.steps import unit_of_work
from notifications.imap import MailboxUnreachable
from notifications.returns.bounce_address import BounceAddress
from notifications.returns.mailboxes import OpenBox, ReturnsBox
from notifications.returns.reading import Returned, read_return
from rules.words import ReturnKind

MOST = 500
"""How many messages a run reads; the next one goes on."""

log = logging.getLogger(__name__)


@dataclass
class Reading:
    """What one run read. `aside` waits for a person in the mailbox, `unread` says why the run could not go on."""

    kinds: Counter[ReturnKind] = field(default_factory=Counter)
    fates: Counter[Fate] = field(default_factory=Counter)
    forgotten: int = 0
    unread: str | None = None

    def __str__(self) -> str:
        counts: Mapping[str, int] = {
            **{kind.value: self.kinds[kind] for kind in ReturnKind if kind is not ReturnKind.UNKNOWN},
            "aside": self.fates[Fate.ASIDE],
            "forged": self.fates[Fate.FORGED],
            "erased": self.forgotten,
        }
        said = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing new"
        return f"{said}; {self.unread}" if self.unread else said


@flow(name="read-returns", persist_result=False, log_prints=False)
async def read_returns() -> State[None]:
    """Đồng hồ: đọc thư bị trả lại, thư trả lời. Không đặt hộp thư thì dừng ngay."""
    if returns_box() is None:
        return quiet()
    reading: Reading = await read_box()
    if reading.unread or reading.fates[Fate.ASIDE] or reading.fates[Fate.FORGED]:
        return degraded(str(reading))
    return done(str(reading)) if reading.fates or reading.forgotten else quiet()


@unit_of_work
async def read_box() -> Reading:
    box = returns_box()
    assert box is not None
    trust = Trust(by_mac=_has_own_senders(bounces()), journal=settings().journal_address or None)
    return await asyncio.to_thread(read_all, office(), box, bounces(), trust)


def _has_own_senders(address: BounceAddress | None) -> bool:
    return address is not None and address.key is not None


def read_all(opened: Office, box: ReturnsBox, address: BounceAddress | None, trust: Trust) -> Reading:
    """Never raises for what is in the mailbox or for one that cannot be reached."""
    reading = Reading()
    try:
        with box.open() as mailbox:
            for name, raw in mailbox.waiting(MOST):
                returned = read_return(raw, address, opened.identity.domain)
                fate = _take(opened, returned, trust)
                reading.fates[fate] += 1
                if fate is Fate.KEPT:
                    reading.kinds[returned.kind] += 1
                _finish(mailbox, name, fate)
    except MailboxUnreachable as unreachable:
        reading.unread = str(unreachable)
        log.warning("Returns are not read: %s.", unreachable)
    with opened.transaction() as (session, now):
        reading.forgotten = forget_returns(session, now=now)
    return reading


def _take(opened: Office, returned: Returned, trust: Trust) -> Fate:
    """A message that our own code stumbles over is for a person to look at, and stops no other; a database that is not
    there stops all of them."""
    try:
        try:
            return _take_once(opened, returned, trust)
        except IntegrityError:  # another run took the same message meanwhile
            return _take_once(opened, returned, trust)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        log.error("A message that came back could not be taken (%s); it is put aside.", type(fault).__name__)
        return Fate.ASIDE


def _take_once(opened: Office, returned: Returned, trust: Trust) -> Fate:
    with opened.transaction() as (session, now):
        return take_return(session, returned, trust, now=now, context=opened.context(session))


def _finish(mailbox: OpenBox, name: str, fate: Fate) -> None:
    if fate is Fate.ASIDE:
        mailbox.set_aside(name)
    elif fate is not Fate.LATER:
        mailbox.finish(name)
