"""`torture bugs`: each planted bug is put into a copy of the program, and the tests that should see it are run there.

First all these tests are run on the copy as it is: a test that fails anyway sees nothing.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from typing import Any

from trials.planted_bugs import BUGS, Bug

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "var", "node_modules", "htmlcov")
LONGEST_SECONDS = 600
FAILED, PASSED = 1, 0
"""Of pytest's exit codes; any other means that the tests did not run."""


class BugNotPlanted(Exception):
    """The edit does not fit the program any more, or leaves one whose tests cannot run: nothing was tried."""


def torture_bugs(
    folder: Path, seed: int, only: Sequence[str] = (), say: Callable[[str], None] = lambda _: None, jobs: int = 0
) -> dict[str, Any]:
    """Plant the bugs named in `only` (all, when it is empty), `jobs` at a time, as many as there are processors when it
    is 0. Raises BugNotPlanted."""
    started = time.monotonic()
    if unknown := set(only) - {bug.name for bug in BUGS}:
        raise BugNotPlanted(f"There is no planted bug {', '.join(sorted(unknown))}.")
    bugs = [bug for bug in BUGS if not only or bug.name in only]
    for bug in bugs:
        _refuse_misfit(bug)
    copies: Queue[_Copy] = Queue()
    for number in range(min(jobs or os.cpu_count() or 1, len(bugs))):
        copies.put(_Copy(folder / str(number), seed))

    def lend(work: Callable[[_Copy], Any]) -> Any:
        copy = copies.get()
        try:
            return work(copy)
        finally:
            copies.put(copy)

    def plant(bug: Bug) -> dict[str, Any]:
        began = time.monotonic()
        by = lend(lambda copy: copy.plant(bug))
        say(f"{'caught' if by else 'MISSED':>6}  {bug.name}: {by or bug.breaks}")
        seconds = round(time.monotonic() - began, 1)
        return {"breaks": bug.breaks, "caught": by is not None, "by": by, "seconds": seconds}

    tests = sorted({test for bug in bugs for test in bug.tests})
    with ThreadPoolExecutor(copies.qsize()) as pool:
        shares = [share for number in range(copies.qsize()) if (share := tests[number :: copies.qsize()])]
        for failing in pool.map(lambda share: lend(lambda copy: copy.run(share)), shares):
            if failing:
                raise BugNotPlanted(f"Without any bug, {failing} fails: it sees nothing.")
        found = dict(zip([bug.name for bug in bugs], pool.map(plant, bugs), strict=True))
    missed = [name for name, what in found.items() if not what["caught"]]
    return {
        "N": len(bugs),
        "seed": seed,
        "duration": round(time.monotonic() - started, 1),
        "caught": len(bugs) - len(missed),
        "missed": missed,
        "bugs": found,
        "ok": not missed,
    }


def _refuse_misfit(bug: Bug) -> None:
    count = (ROOT / bug.file).read_text("utf-8").count(bug.old)
    if count != 1:
        raise BugNotPlanted(f"Bug {bug.name!r} does not fit: its text stands {count} times in {bug.file}.")


class _Copy:
    """The program's files in a folder of their own."""

    def __init__(self, folder: Path, seed: int) -> None:
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        self._folder, self._seed = folder, seed
        self._stamp = int(time.time())

    def plant(self, bug: Bug) -> str | None:
        """The first test that failed of it; None when all passed."""
        path = self._folder / bug.file
        sound = path.read_text("utf-8")
        self._write(path, sound.replace(bug.old, bug.new))
        try:
            return next((failed for test in bug.tests if (failed := self.run([test]))), None)
        finally:
            self._write(path, sound)

    def run(self, tests: Sequence[str]) -> str | None:
        """The first test that failed; one that hangs has failed."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-n", "0", "--tb=no", "-rf"]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LIENNGANH_")},
            "PYTHONPATH": str(self._folder),
            "PYTHONPYCACHEPREFIX": str(self._folder / ".cache"),
        }
        try:
            done = subprocess.run(
                [*command, f"--hypothesis-seed={self._seed}", *tests],
                cwd=self._folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f"{tests[0]} (did not end)"
        if done.returncode == PASSED:
            return None
        found = re.search(r"^FAILED (.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
        if done.returncode != FAILED or found is None:
            raise BugNotPlanted(f"The tests {', '.join(tests)} did not run: {done.stdout[-600:]}{done.stderr[-600:]}")
        return found[1]

    def _write(self, path: Path, text: str) -> None:
        """With a time of its own: compiled files of the text before, written in the same second, would be taken for
        those of this one."""
        path.write_text(text, "utf-8")
        self._stamp += 2
        os.utime(path, (self._stamp, self._stamp))
