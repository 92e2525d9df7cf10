"""The launcher, run for real on a small tree of its own; a pretended Python stands in for venv and pip."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

LAUNCHER = Path(__file__).resolve().parent.parent.parent / "liennganh"
TOOLS = (
    *("bash", "sh", "env", "cat", "cmp", "cp", "dirname", "basename", "ln", "mkdir", "mv"),
    *("ps", "readlink", "rm", "sleep", "tail", "touch"),
)
PRETENDED_PYTHON = f"""#!/bin/sh
# Makes a virtual environment that is this script again, and notes what pip was asked to install.
case "$*" in
*'-m venv '*)
    for folder; do :; done
    mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python"
    echo venv >>"$CALLS" ;;
*'-m pip install '*)
    for lock; do :; done
    echo "$(basename "$lock")" >>"$CALLS"
    sleep "${{PIP_SECONDS:-0}}"
    exit "${{PIP_EXIT:-0}}" ;;
*'-m pip check'*) ;;
*'import venv'*) exit "${{VENV_EXIT:-0}}" ;;
*'sys.version_info'*) echo "${{PRETENDED_VERSION:-3.11}} $0" ;;
*) exec {sys.executable} "$@" ;;
esac
"""
CLI = """
import json, os, pathlib, sys
files = [argument for argument in sys.argv[1:] if os.path.exists(argument)]
print(json.dumps([os.getcwd(), sys.argv[1:], [pathlib.Path(file).read_text() for file in files]]))
"""


class Tree:
    """A copy of the launcher with locks, a `cli` that tells what it was given, and the calls noted so far."""

    def __init__(self, root: Path, scratch: Path) -> None:
        self.root = root
        self.launcher = root / "liennganh"
        self.python = scratch / "bin" / "python3"
        self.noted = scratch / "calls"
        (root / "cli").mkdir(parents=True)
        self.python.parent.mkdir()
        shutil.copy(LAUNCHER, self.launcher)
        (root / "requirements.lock").write_text("# nothing\n")
        (root / "requirements-dev.lock").write_text("# nothing either\n")
        (root / "cli" / "__init__.py").touch()
        (root / "cli" / "__main__.py").write_text(CLI)
        self.python.write_text(PRETENDED_PYTHON)
        self.python.chmod(0o755)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))}
        path = f"{self.python.parent}:{os.environ['PATH']}"
        self.environment = {**kept, "PATH": path, "CALLS": str(self.noted)}

    def start(
        self, *arguments: str, launcher: Path | None = None, folder: Path | None = None, **more: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(launcher or self.launcher), *arguments],
            cwd=folder or self.root, env={**self.environment, **more}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(
        self, *arguments: str, launcher: Path | None = None, folder: Path | None = None, **more: str
    ) -> tuple[int, str, str]:
        with self.start(*arguments, launcher=launcher, folder=folder, **more) as process:
            out, err = process.communicate(timeout=30)
            return process.returncode, out, err

    def calls(self) -> list[str]:
        """What venv and pip were asked for since the last look."""
        calls = self.noted.read_text().split() if self.noted.exists() else []
        self.noted.unlink(missing_ok=True)
        return calls

    def path_without_flock(self, tools: Path) -> str:
        """A PATH on which everything is found that the launcher may use, except flock."""
        tools.mkdir()
        for tool in TOOLS:
            (tools / tool).symlink_to(shutil.which(tool) or "missing")
        return f"{self.python.parent}:{tools}"

    def wait_for(self, call: str) -> None:
        until = time.monotonic() + 10
        while not (self.noted.exists() and call in self.noted.read_text()):
            assert time.monotonic() < until, f"{call} was never asked for"
            time.sleep(0.02)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "a tree", tmp_path)


def test_first_start_sets_up_and_the_second_only_runs(tree: Tree) -> None:
    code, out, err = tree.run("status", "--json")
    assert (code, out.count("\n")) == (0, 1)
    assert "setting up" in err
    assert tree.calls() == ["venv", "requirements.lock"]
    code, out, err = tree.run("status", "--json")
    assert (code, err, tree.calls()) == (0, "", [])


def test_file_argument_is_the_callers_also_through_links(tree: Tree, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "plan.txt").write_text("my plan")
    (folder / "json.py").write_text("raise SystemExit('the caller folder shadows a module')")
    (tmp_path / "second").symlink_to(tree.launcher)
    (folder / "first").symlink_to("../second")
    code, out, err = tree.run("plan", "plan.txt", launcher=folder / "first", folder=folder)
    assert (code, out) == (0, f'["{folder}", ["plan", "plan.txt"], ["my plan"]]\n'), err
    assert (tree.root / ".venv").is_dir()


def test_tools_are_added_for_the_commands_that_need_them(tree: Tree) -> None:
    tree.run("status")
    tree.calls()
    for command in ("test", "check", "fix", "bench", "torture"):
        assert tree.run(command)[0] == 0
    assert tree.calls() == ["requirements-dev.lock"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_interrupted_install_is_begun_anew(tree: Tree, lock: str) -> None:
    if lock == "requirements-dev.lock":
        tree.run("status")
    process = tree.start("check", PIP_SECONDS="30")
    tree.wait_for(lock)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    tree.calls()
    code, _, err = tree.run("check")
    assert code == 0, err
    assert tree.calls() == ["venv", "requirements.lock", "requirements-dev.lock"]


def test_changed_lock_moved_folder_or_other_python_is_set_up_anew(tree: Tree, tmp_path: Path) -> None:
    tree.run("status")
    tree.calls()
    with (tree.root / "requirements.lock").open("a") as lock:
        lock.write("# one more\n")
    tree.run("status")
    assert tree.calls() == ["venv", "requirements.lock"]
    moved = tree.root.rename(tmp_path / "moved")
    tree.run("status", launcher=moved / "liennganh", folder=moved)
    assert tree.calls() == ["venv", "requirements.lock"]
    other = shutil.copy(tree.python, tmp_path / "other-python")
    for _ in range(2):
        tree.run("status", launcher=moved / "liennganh", folder=moved, PYTHON=str(other))
    assert tree.calls() == ["venv", "requirements.lock"]


def test_failed_install_is_one_sentence_and_tried_again(tree: Tree) -> None:
    code, out, err = tree.run("status", PIP_EXIT="1")
    assert (code, out) == (1, "")
    assert "the packages of requirements.lock could not be installed" in err
    assert tree.run("status")[0] == 0


def test_tools_that_cannot_be_had_do_not_harm_the_program(tree: Tree) -> None:
    tree.run("status")
    assert tree.run("check", PIP_EXIT="1")[0] == 1
    tree.calls()
    assert tree.run("status")[0] == 0
    assert tree.calls() == []


@pytest.mark.parametrize("flock", [True, False])
def test_second_of_two_waits_and_says_so(tree: Tree, tmp_path: Path, flock: bool) -> None:
    more: dict[str, Any] = {}
    if not flock:
        more["PATH"] = tree.path_without_flock(tmp_path / "tools")
    first = tree.start("one", PIP_SECONDS="1", **more)
    tree.wait_for("requirements.lock")
    code, _, err = tree.run("two", **more)
    assert (code, "waiting for it" in err) == (0, True), err
    assert (first.communicate()[0] != "", first.returncode) == (True, 0)
    assert tree.calls() == ["venv", "requirements.lock"]


def test_lock_of_a_killed_start_is_taken_over(tree: Tree, tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tree.root / ".venv.lock.pid").symlink_to(str(ended.pid))
    code, _, err = tree.run("status", PATH=tree.path_without_flock(tmp_path / "tools"))
    assert code == 0, err
    assert not (tree.root / ".venv.lock.pid").is_symlink()


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.16"])
def test_unsuitable_python_is_one_sentence(tree: Tree, version: str) -> None:
    code, out, err = tree.run("status", PYTHON=str(tree.python), PRETENDED_VERSION=version)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"is {version}" in err
    assert "apt install python3 python3-venv" in err
    assert not (tree.root / ".venv").exists()


def test_missing_python_is_one_sentence(tree: Tree) -> None:
    code, out, err = tree.run("status", PYTHON="/nowhere/python3")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "/nowhere/python3 does not run here" in err


def test_missing_venv_module_is_one_sentence(tree: Tree) -> None:
    code, out, err = tree.run("status", PYTHON=str(tree.python), VENV_EXIT="1")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "apt install python3-venv" in err


@pytest.mark.slow
def test_real_venv_and_real_pip_agree_with_the_pretended_ones(tree: Tree) -> None:
    tree.python.unlink()
    code, out, err = tree.run("status", PYTHON=sys.executable)
    assert code == 0, err
    assert out.startswith(f'["{tree.root}", ["status"]')
    assert tree.run("status", PYTHON=sys.executable)[2] == ""
