"""`bench mail` on a few letters: every way sends them all, and the answer has its shape; nothing is timed here.

In a process of its own: Prefect reads where its server is when it is imported.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from trials.smtp_sink import HOW_TO_GET_IT, find_sink

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import json, pathlib, sys
from trials.bench_mail import bench_mail
if __name__ == "__main__":
    print(json.dumps(bench_mail(pathlib.Path(sys.argv[1]), 20, 7, sys.argv[2], tasks=5)))
"""


@pytest.mark.slow
@pytest.mark.prefect
@pytest.mark.postgres
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_every_way_sends_every_letter(tmp_path: Path, database: str) -> None:
    if find_sink() is None:
        pytest.skip(HOW_TO_GET_IT)
    command = [sys.executable, "-c", RUN, str(tmp_path), database]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["N"], result["seed"], result["database"]) == (20, 7, database)
    assert result["task_extrapolated_from"] == 5
    for way in ("ours", "bare", "fresh", "task", "smtp_source", "build", "build_plain"):
        assert result[f"{way}_per_second"] > 0
    assert result["peak_mb"] > 0 and result["peak_mb_at_ten_times"] > 0
