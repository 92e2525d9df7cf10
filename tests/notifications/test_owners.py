"""Whose lease it is, and that nobody but a deliverer that outlived it is ever ended."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models import Message
from notifications.delivery import deliver_due
from notifications.delivery.leases import CLAIMED, DOT, Claim, mark_dot
from notifications.delivery.owners import Owner, end_stale_owners, read_owner, this_process
from rules.words import MessageState
from tests.notifications.fault_server import FaultServer
from tests.notifications.queued import Clock, change, messages, queue
from tests.notifications.samples import NOW
from tests.notifications.test_delivery import relay

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are told apart by /proc")
LATE = timedelta(minutes=1)


@pytest.fixture
def other() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that lives."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def owner_of(process: "subprocess.Popen[bytes]") -> Owner:
    with open(f"/proc/{process.pid}/stat") as stat:
        started = int(stat.read().rpartition(")")[2].split()[19])
    return this_process(expendable=True)._replace(number=process.pid, started=started)


def lease(engine: sa.Engine, owner: str, phase: str = DOT) -> None:
    def take(message: Message) -> None:
        message.state, message.phase, message.owner = MessageState.LEASED, phase, owner
        message.lease_until, message.dot_at = NOW, NOW

    change(engine, queue(engine, "ok.1@y.example")[0], take)


def test_deliverer_that_outlived_the_lease_of_its_dot_is_gone_before_anything_is_taken_over(
    database: sa.Engine, other: "subprocess.Popen[bytes]"
) -> None:
    lease(database, str(owner_of(other)))
    assert end_stale_owners(database, NOW - LATE) == 0 and other.poll() is None, "its lease has not run out"
    assert end_stale_owners(database, NOW + LATE) == 1
    assert other.wait(1) == -9
    assert end_stale_owners(database, NOW + LATE) == 0, "it is gone already"


@pytest.mark.parametrize(
    "another",
    [
        lambda owner: owner._replace(started=owner.started + 1),
        lambda owner: owner._replace(machine="0" * 32 + ".4026531836"),
        lambda owner: owner._replace(machine=""),
        lambda owner: owner._replace(expendable=False),
        lambda _: "deliverer-0123456789ab",
        lambda owner: f"{owner.machine}:-1:0:expendable",
        lambda _: "",
    ],
    ids=["another start", "another boot", "no boot", "does other things", "an older name", "no number", "nobody"],
)
def test_process_that_is_not_surely_that_deliverer_is_left_alone(
    sqlite: sa.Engine, other: "subprocess.Popen[bytes]", another: Callable[[Owner], object]
) -> None:
    lease(sqlite, str(another(owner_of(other))))
    assert end_stale_owners(sqlite, NOW + LATE) == 0
    assert other.poll() is None


def test_deliverer_before_its_dot_is_left_to_the_fence(sqlite: sa.Engine, other: "subprocess.Popen[bytes]") -> None:
    lease(sqlite, str(owner_of(other)), CLAIMED)
    assert end_stale_owners(sqlite, NOW + LATE) == 0 and other.poll() is None


def test_nobody_ends_itself(sqlite: sa.Engine) -> None:
    lease(sqlite, str(this_process(expendable=True)))
    assert end_stale_owners(sqlite, NOW + LATE) == 0


def test_name_of_an_owner_fits_its_column_and_reads_back() -> None:
    mine = this_process(expendable=True)
    assert read_owner(str(mine)) == mine and mine.number == os.getpid() and mine.started > 0
    longest = Owner("f" * 32 + ".4026531836", 4_194_304, 10**12, False)
    assert len(str(longest)) <= Message.__table__.c.owner.type.length  # type: ignore[attr-defined]


async def test_deliverer_signs_its_leases(sqlite: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(sqlite, "ok.1@y.example")
    signed: list[str | None] = []

    def look(engine: sa.Engine, claimed: Claim, *_: object) -> bool:
        signed.append(messages(engine)[0].owner)
        return mark_dot(engine, claimed, NOW)

    monkeypatch.setattr("notifications.delivery.deliver.mark_dot", look)
    async with FaultServer() as server:
        await deliver_due(sqlite, relay(server), Clock(), expendable=True)
    assert signed == [str(this_process(expendable=True))]
