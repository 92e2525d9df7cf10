"""Planted bugs: every one fits the program; the short form plants three; a blind suite and a misfit are told."""

import subprocess
import sys
from pathlib import Path

import pytest

from trials import torture_bugs as bugs
from trials.planted_bugs import BUGS, Bug
from trials.torture_bugs import ROOT, BugNotPlanted, torture_bugs

SHORT = ("missing fence", "intent key with a time", "address out of a string")
HARMLESS = Bug(
    "harmless",
    "notifications/delivery/pace.py",
    "MOST_COPIES = 3\n",
    "MOST_COPIES = 1 + 2\n",
    "nothing",
    ("tests/rules/test_hosts.py",),
)


def test_there_are_enough_bugs_and_each_fits_the_program_and_names_tests_that_there_are() -> None:
    assert len(BUGS) == len({bug.name for bug in BUGS}) >= 20
    for bug in BUGS:
        assert (ROOT / bug.file).read_text("utf-8").count(bug.old) == 1, bug.name
        for test in bug.tests:
            file, _, name = test.partition("::")
            assert f"def {name.partition('[')[0]}(" in (ROOT / file).read_text("utf-8"), bug.name


@pytest.mark.slow
def test_every_test_that_is_named_is_found_with_its_parameters() -> None:
    named = sorted({test for bug in BUGS for test in bug.tests})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-n", "0", *named]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout[-600:] + found.stderr[-600:]


@pytest.mark.slow
def test_suite_catches_three_of_them(tmp_path: Path) -> None:
    result = torture_bugs(tmp_path, 2021, SHORT)
    assert (result["N"], result["caught"], result["missed"], result["ok"]) == (3, 3, [], True)
    assert all(what["by"].startswith("tests/") for what in result["bugs"].values())


@pytest.mark.slow
def test_bug_that_no_test_sees_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bugs, "BUGS", (HARMLESS,))
    result = torture_bugs(tmp_path, 2021)
    assert (result["caught"], result["missed"], result["ok"]) == (0, ["harmless"], False)


@pytest.mark.parametrize("old", ["MOST_COPIES = 4\n", "MINUTE"])
def test_edit_that_does_not_fit_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str) -> None:
    monkeypatch.setattr(bugs, "BUGS", (HARMLESS._replace(old=old),))
    with pytest.raises(BugNotPlanted, match=r"Bug 'harmless' does not fit: its text stands \d+ times"):
        torture_bugs(tmp_path, 2021)


@pytest.mark.slow
def test_program_that_cannot_be_read_any_more_is_no_catch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = HARMLESS._replace(file="rules/hosts.py", old="import re\n", new="import re (\n")
    monkeypatch.setattr(bugs, "BUGS", (broken,))
    with pytest.raises(BugNotPlanted, match="did not run"):
        torture_bugs(tmp_path, 2021)


def test_name_that_is_not_planted_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BugNotPlanted, match="There is no planted bug unknown"):
        torture_bugs(tmp_path, 2021, ["unknown"])
