"""Who holds a lease: one process, told from every other that ever had its number; and its end, before its work is taken
over. A deliverer that was only stopped would otherwise wake and write the dot of a letter that went again meanwhile.
"""

import logging
import os
import select
import signal
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from models import Message
from notifications.delivery.leases import DOT
from notifications.delivery.redoing import redo_after_a_break
from rules.words import MessageState

GONE_SECONDS = 10.0
_PROC = Path("/proc")
_START = 22 - 3
"""Where the start stands behind the name in a process's stat (proc_pid_stat(5)), in clock ticks since the boot."""

log = logging.getLogger(__name__)


class Owner(NamedTuple):
    """`machine` is one boot of one machine, and one space of numbers in it; empty where the system does not tell.
    `expendable`: the process does nothing but deliver."""

    machine: str
    number: int
    started: int
    expendable: bool

    def __str__(self) -> str:
        return f"{self.machine}:{self.number}:{self.started}:{'expendable' if self.expendable else 'kept'}"


def this_process(expendable: bool) -> Owner:
    """Read afresh: a fork of a process is another one."""
    number = os.getpid()
    return Owner(_this_machine(), number, _start_of(number) or 0, expendable)


def read_owner(text: str | None) -> Owner | None:
    """None for what names no process."""
    parts = (text or "").split(":")
    if len(parts) != 4 or not (parts[1].isdecimal() and parts[2].isdecimal()):
        return None
    return Owner(parts[0], int(parts[1]), int(parts[2]), parts[3] == "expendable")


@redo_after_a_break
def end_stale_owners(engine: sa.Engine, now: datetime) -> int:
    """Kill the deliverers here that outlived the lease of a letter whose dot they were to write; returns how many, once
    they are gone. Before the intent nothing needs it: the fence keeps a deliverer that wakes from the dot.

    Those on other machines, of other boots, or that do other things too are left alone: that lease is longer than a
    relay may take for its reply.
    """
    stale = (
        col(Message.state) == MessageState.LEASED,
        col(Message.phase) == DOT,
        col(Message.lease_until) <= now,
    )
    with engine.execution_options(read_only=True).connect() as connection:
        names = connection.execute(sa.select(col(Message.owner)).where(*stale).distinct()).scalars().all()
    return sum(_end(owner) for name in names if (owner := read_owner(name)) is not None and _may_end(owner))


def _may_end(owner: Owner) -> bool:
    here = bool(owner.machine) and owner.machine == _this_machine()
    return here and owner.expendable and owner.number != os.getpid()


def _end(owner: Owner) -> bool:
    """Whether it lived. The handle stays with the process, so that a number given anew is never hit."""
    with suppress(OSError):  # gone meanwhile, or another account's
        handle = os.pidfd_open(owner.number)
        try:
            if _start_of(owner.number) != owner.started:
                return False
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            log.warning("The deliverer %d outlived its lease and was ended.", owner.number)
            select.select([handle], [], [], GONE_SECONDS)
            return True
        finally:
            os.close(handle)
    return False


def _start_of(number: int) -> int | None:
    try:
        stat = (_PROC / str(number) / "stat").read_text()
    except OSError:
        return None
    return int(stat.rpartition(")")[2].split()[_START])


@lru_cache(maxsize=1)
def _this_machine() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip().replace("-", "")
        return f"{boot}.{os.stat(_PROC / 'self/ns/pid').st_ino}"
    except OSError:
        return ""
