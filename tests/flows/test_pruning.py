"""The run list stays readable, and what a dead machine left Running is closed."""

from datetime import timedelta
from uuid import UUID

import pytest
from prefect import flow, tags
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound
from prefect.states import Running

from flows import pruning
from flows.clockwork import advance, reconcile
from flows.outcomes import done
from flows.pruning import CLOCK_TAG, crash_lost_runs, prune_quiet_runs
from tests.actions.desk import Desk
from tests.flows.runs import run_id

pytestmark = pytest.mark.prefect


@flow(name="of-old", log_prints=False, persist_result=False)
async def of_old() -> State[None]:
    """A clock run that had something to do."""
    return done("done")


async def state_of(run: UUID) -> str | None:
    """None when the run is gone."""
    async with get_client() as client:
        try:
            return (await client.read_flow_run(run)).state_name
        except ObjectNotFound:
            return None


async def test_only_old_quiet_runs_of_the_clock_are_deleted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with tags(CLOCK_TAG):
        quiet, busy = run_id(await advance(return_state=True)), run_id(await of_old(return_state=True))
    pressed = run_id(await advance(return_state=True))
    await prune_quiet_runs()
    assert await state_of(quiet) == "Quiet", "it is not old"

    monkeypatch.setattr(pruning, "QUIET_KEPT", timedelta(0))
    assert await prune_quiet_runs() >= 1
    assert [await state_of(run) for run in (quiet, busy, pressed)] == [None, "Completed", "Quiet"]
    assert await prune_quiet_runs() == 0


async def test_run_that_was_lost_with_its_machine_is_marked_crashed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with get_client() as client:
        lost = (await client.create_flow_run(of_old, state=Running())).id
    await crash_lost_runs()
    assert await state_of(lost) == "Running", "it may be at work"

    monkeypatch.setattr(pruning, "LOST_AFTER", timedelta(0))
    assert await crash_lost_runs() >= 1
    assert await state_of(lost) == "Crashed"


async def test_nothing_to_tidy_is_a_quiet_run(desk: Desk) -> None:
    assert (await reconcile(return_state=True)).name == "Quiet"
