"""A sender that is stopped, whose letters are taken over, and that wakes: the short form of `torture zombie`.

In a process of its own: it forks, and the tests' process has threads.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_sender_that_wakes_after_its_letters_were_taken_over_doubles_none() -> None:
    command = [sys.executable, "-m", "cli", "torture", "zombie", "--times", "4", "--seed", "7", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    result = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0 and result["ok"], done.stderr
    assert result["ours"].pop("ended") >= 2, "which other intents stand in the same commit is the writer's affair"
    assert result["ours"] == {"stopped": 4, "lost": 0, "doubled": 0}
    assert result["without_kill"].pop("doubled") >= 2
    assert result["without_kill"] == {"stopped": 4, "ended": 0, "lost": 0}
