"""What Prefect remembers of runs, read as a coordinator sees it."""

import asyncio
import time
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterParentFlowRunId,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import Artifact, FlowRun, State, TaskRun
from prefect.client.schemas.sorting import ArtifactSort, FlowRunSort

PATIENCE_SECONDS = 20


def run_id(end: State[Any]) -> UUID:
    """The run that ended so."""
    assert end.state_details.flow_run_id is not None
    return end.state_details.flow_run_id


async def flow_run(end: State[Any]) -> FlowRun:
    async with get_client() as client:
        return await client.read_flow_run(run_id(end))


async def subflows(end: State[Any]) -> list[FlowRun]:
    """The flow runs inside a run, in the order they were started."""
    async with get_client() as client:
        return await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(parent_flow_run_id=FlowRunFilterParentFlowRunId(any_=[run_id(end)])),
            sort=FlowRunSort.START_TIME_ASC,
        )


async def tagged(tag: str) -> list[FlowRun]:
    async with get_client() as client:
        return await client.read_flow_runs(flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=[tag])))


async def task_runs(run: UUID, last: str) -> list[TaskRun]:
    """The task runs of a flow run in their order, once the one named `last` is on record: that takes a moment."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = await _task_runs(run)
        if any(_bare(task) == last and task.state and task.state.is_final() for task in found):
            return found
        assert time.monotonic() < give_up_at, f"no task {last} on record, only {[task.name for task in found]}"
        await asyncio.sleep(0.2)


async def task_names(run: UUID, last: str) -> list[str]:
    return [_bare(task) for task in await task_runs(run, last)]


async def recorded_tasks(run: UUID) -> list[str]:
    """What is on record now, without waiting."""
    return [_bare(task) for task in await _task_runs(run)]


async def artifacts(key: str) -> list[Artifact]:
    """Every version that was written under a key, the newest first."""
    async with get_client() as client:
        return await client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[key])), sort=ArtifactSort.CREATED_DESC
        )


async def _task_runs(run: UUID) -> list[TaskRun]:
    async with get_client() as client:
        found = await client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run])))
    return sorted(found, key=lambda task: task.start_time or task.created)  # type: ignore[arg-type, return-value]


def _bare(task: TaskRun) -> str:
    """Prefect appends a number or part of the id to a task's name."""
    return task.name.rpartition("-")[0]
