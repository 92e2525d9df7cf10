"""`test` and `check` from any folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli.checks import FAST, ROOT, parts_of

pytestmark = pytest.mark.slow


def run_test_command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", "test", *arguments, "-p", "no:cacheprovider", "--no-cov"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_arguments_go_to_pytest_and_files_are_the_callers(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("def test_one(): pass\ndef test_two(): assert False\n")
    assert run_test_command(tmp_path, "-k", "one", "test_mine.py").returncode == 0
    failed = run_test_command(tmp_path, "-q", "test_mine.py::test_two")
    assert failed.returncode == 1
    assert "1 failed" in failed.stdout


def test_without_a_file_the_whole_suite_is_meant() -> None:
    fast, slow, heavy = parts_of(["-k", "quorum"])
    assert fast[:4] == ["-m", FAST, "-k", "quorum"] and slow[:2] == ["-m", f"not ({FAST})"]
    assert heavy[:2] == ["-k", "quorum"] and slow[-1] == fast[-1]
    folders = [str(ROOT / "tests" / name) for name in ("browser", "flows")]
    assert heavy[-2:] == folders and all(Path(folder).is_dir() for folder in folders)
    assert fast[-1] == str(ROOT / "tests") and {f"--ignore={folder}" for folder in folders} <= set(fast)
    assert len(parts_of(["-m", "postgres"])) == 2, "the caller's own marks"
    assert parts_of([__file__ + "::test_it"]) == [[__file__ + "::test_it"]]


def test_misspelt_option_is_wrong_input(tmp_path: Path) -> None:
    assert run_test_command(tmp_path, "--no-such-option").returncode == 2
