"""The first call fails, then the second, and so on to the last: each call of an action and its delivery to the database
and to the wire, before it is made and after, once and from then on. What is left is started again, and counted."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models import MailAttempt, Message
from notifications.delivery import RelaySettings, deliver_due
from rules.words import MessageState
from tests.notifications.failing import Calls, failing
from trials.kill_bench import BEGINS, Desk, SqliteFile, find_torn, open_desk
from trials.scripted_relay import Answers, ScriptedRelay
from trials.scripted_witness import ScriptedWitness

MOST_CALLS = 1_000
LATER = tuple(timedelta(minutes=minutes) for minutes in (20, 40, 60, 300))
ERRORS = (sa.exc.OperationalError, sa.exc.PendingRollbackError)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.delivery.redoing.WAITS", (0.0, 0.0, 0.0))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk(tmp_path_factory.mktemp("desk"), 1)


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_no_failing_call_loses_or_doubles_a_letter(
    tmp_path: Path, desk: Desk, after: bool, lasting: bool
) -> None:
    databases, met = SqliteFile(tmp_path, 1), Counter[str]()
    for n in range(1, MOST_CALLS):
        calls = Calls(n, after, lasting)
        with databases.fresh() as engine:
            async with ScriptedRelay(Answers()) as relay:
                settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none", max_connections=1)
                witness = ScriptedWitness(relay)
                with failing(engine, calls):
                    await act_and_deliver(desk, engine, settings, witness, timedelta(0))
                assert find_torn(engine, desk.agencies) == [], f"O1 at call {n}"
                for later in LATER:
                    await act_and_deliver(desk, engine, settings, witness, later)
                look(engine, relay, f"call {n} ({', '.join(calls.raised[:1])})")
        if not calls.raised:
            break
        met[calls.raised[0]] += 1
    assert not calls.raised, "there are more calls than are tried"
    # What shares a commit is a matter of moments, so the n-th call is not of the same kind in every run.
    assert set(met) == {"execute", "commit", "write", "read"} and met["commit"] >= 5 and met["write"] >= 7, met


async def act_and_deliver(
    desk: Desk, engine: sa.Engine, settings: RelaySettings, witness: ScriptedWitness, later: timedelta
) -> None:
    """As an installation does: who acted repeats it when told that it failed, the next run of delivery comes anyway."""
    now = BEGINS + later
    try:
        desk.change_addresses(desk.at(engine, b"k" * 16, lambda: now))
    except ERRORS:
        pass
    try:
        await deliver_due(engine, settings, lambda: now, witness=witness)
    except ERRORS:
        pass


def look(engine: sa.Engine, relay: ScriptedRelay, where: str) -> None:
    with Session(engine.execution_options(read_only=True)) as session:
        letters = session.exec(select(Message)).all()
        doubts = Counter(
            session.exec(select(MailAttempt.message_id).where(MailAttempt.outcome == MessageState.AMBIGUOUS))
        )
    copies = Counter(stored.recipient for stored in relay.stored)
    assert len(letters) == 2, f"O9 at {where}"
    assert {letter.state for letter in letters} == {MessageState.SENT}, f"O8 at {where}"
    assert copies == {letter.address: 1 for letter in letters}, f"lost or doubled at {where}: {copies}, {doubts}"
