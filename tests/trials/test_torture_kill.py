"""Senders killed at named points and at random times: the short form of `torture kill`; and a sender at fault is found.

Each in a process of its own: it forks, and the tests' process has threads.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trials.kill_points import OURS, RECOVERY
from trials.postgres_server import HOW_TO_GET_IT, find_programs

ROOT = Path(__file__).resolve().parents[2]
ON_SQLITE = """
import json, pathlib, sys
from unittest import mock
from trials.torture_kill import torture_kill
with mock.patch("notifications.delivery.deliver.{name}", {instead}):
    print(json.dumps(torture_kill(pathlib.Path(sys.argv[1]), 7, points={points}, randoms={randoms})))
"""
ON_POSTGRES = """
import json, pathlib, sys
from trials.postgres_server import PostgresServer, find_programs
from trials.torture_kill import torture_kill
from trials.torture_restart import torture_restart
folder = pathlib.Path(sys.argv[1])
with PostgresServer(find_programs()) as server:
    killed = torture_kill(folder, 7, points={points}, server=server)
    print(json.dumps([killed, torture_restart(folder, 7, server, {seconds})]))
"""


def run(code: str, folder: Path) -> Any:
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run_on_sqlite(folder: Path, points: int, randoms: int = 0, name: str = "BATCH", instead: str = "5") -> Any:
    return run(ON_SQLITE.format(name=name, instead=instead, points=points, randoms=randoms), folder)


@pytest.mark.slow
def test_sender_that_is_killed_loses_and_doubles_no_letter(tmp_path: Path) -> None:
    points = len(OURS) + len(RECOVERY)
    result = run_on_sqlite(tmp_path, points, randoms=10)
    assert result["ok"], result
    assert result["ours"]["kills"] >= points + len(RECOVERY) + 10
    assert result["naive"]["doubled"] > 0


@pytest.mark.slow
def test_sender_without_a_durable_intent_is_seen_to_double(tmp_path: Path) -> None:
    broken = run_on_sqlite(tmp_path, len(OURS), name="mark_dot", instead="lambda *_: True")["ours"]
    assert broken["doubled_without_doubt"] > 0 and broken["without_intent"] > 0


@pytest.mark.slow
@pytest.mark.postgres
def test_neither_kills_nor_a_struck_server_lose_or_double_a_letter_on_postgres(tmp_path: Path) -> None:
    if find_programs() is None:
        pytest.skip(HOW_TO_GET_IT)
    killed, restarts = run(ON_POSTGRES.format(points=len(OURS), seconds=8), tmp_path)
    assert killed["ok"], killed
    assert restarts["ok"], restarts
    assert restarts["broken_off"] + restarts["strikes"] > 0
