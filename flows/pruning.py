"""Keeping the run list readable: 1,440 quiet runs a day must not bury the campaigns."""

from datetime import timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

from config.clock import wall_clock

CLOCK_TAG = "clock"
QUIET_KEPT = timedelta(minutes=15)
LOST_AFTER = timedelta(hours=1)
"""Far longer than any run takes; a run of a machine that died stays Running for ever otherwise."""
AT_ONCE = 200


async def prune_quiet_runs() -> int:
    """Delete clock runs that found nothing to do, and say how many."""
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                tags=FlowRunFilterTags(all_=[CLOCK_TAG]),
                state=FlowRunFilterState(name=FlowRunFilterStateName(any_=["Quiet"])),
                end_time=FlowRunFilterEndTime(before_=wall_clock() - QUIET_KEPT),
            ),
            limit=AT_ONCE,
        )
        for run in runs:
            await client.delete_flow_run(run.id)
    return len(runs)


async def crash_lost_runs() -> int:
    """Mark runs Crashed that began long ago and never ended; their work was done by the runs after them."""
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])),
                expected_start_time=FlowRunFilterExpectedStartTime(before_=wall_clock() - LOST_AFTER),
            ),
            limit=AT_ONCE,
        )
        for run in runs:
            await client.set_flow_run_state(run.id, Crashed(message="lost with its process"), force=True)
    return len(runs)
