"""The canary: a real server must make, start and finish scheduled runs.

A Prefect with a database library it does not know looks healthy and makes none.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import FlowRun

from flows.server import PrefectServer

PATIENCE_SECONDS = 60
pytestmark = pytest.mark.prefect


@pytest.fixture
def served_log(prefect_server: PrefectServer, tmp_path: Path) -> Iterator[Path]:
    """Serve the beating flow; yield the log of the process that serves it."""
    log = tmp_path / "served.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("beating.py"))],
            env=dict(os.environ), stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    yield log
    process.terminate()
    process.wait(30)


async def read_runs() -> list[FlowRun]:
    async with get_client() as client:
        return await client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=["beat"])))


async def test_scheduled_run_is_made_and_completed(prefect_server: PrefectServer, served_log: Path) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    runs: list[FlowRun] = []
    while time.monotonic() < give_up_at:
        runs = await read_runs()
        if any(run.auto_scheduled and run.state and run.state.is_completed() for run in runs):
            return
        await asyncio.sleep(0.25)
    states = sorted({run.state_name or "?" for run in runs}) or "no run at all was made"
    pytest.fail(
        f"No scheduled run was completed within {PATIENCE_SECONDS} s (states seen: {states}). "
        "Prefect's scheduler does not work with the packages of requirements.lock: compare prefect, sqlalchemy, "
        "fastapi and pydantic with the last lock that worked before anything else. "
        f"Server: {prefect_server.log.read_text()[-2000:]}\nServed flow: {served_log.read_text()[-2000:]}"
    )
