"""The sender killed at every named point: the short form of `torture kill`; and a sender at fault is found.

Each in a process of its own: it forks, and the tests' process has threads.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import json, pathlib, sys
from unittest import mock
from trials.torture_kill import torture_kill
with mock.patch("notifications.delivery.deliver.{name}", {instead}):
    print(json.dumps(torture_kill(pathlib.Path(sys.argv[1]), 7, {points})))
"""


def run(folder: Path, *, points: int, name: str = "BATCH", instead: str = "5") -> Any:
    code = RUN.format(name=name, instead=instead, points=points)
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_sender_that_is_killed_loses_and_doubles_no_letter(tmp_path: Path) -> None:
    result = run(tmp_path, points=26)
    assert result["ok"], result
    assert result["ours"]["kills"] == result["naive"]["kills"] == 26
    assert result["naive"]["doubled"] > 0


@pytest.mark.slow
def test_sender_without_a_durable_intent_is_seen_to_double(tmp_path: Path) -> None:
    assert run(tmp_path, points=13, name="mark_dot", instead="lambda *_: True")["ours"]["doubled"] > 0
