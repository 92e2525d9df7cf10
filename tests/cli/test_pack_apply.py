"""`pack apply`: what a new revision changes, what stays, what is refused, and an agency that merges in mid-campaign."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from actions.office import open_office
from actions.start_campaign import Opening
from config.applied_pack import put_pack
from config.home import open_home
from config.packs import PackRefused, load_pack, pack_files
from config.settings import PROJECT, read_settings
from rules.pack_diff import compare_packs
from tests.actions.desk import Desk
from tests.actions.forms_desk import opening_of, year_opening

PACK = PROJECT / "config" / "packs" / "hung-yen-2021"


def changed(folder: Path, **files: tuple[str, str]) -> Path:
    """The pack with texts replaced, file by file."""
    shutil.copytree(PACK, folder)
    for name, (before, after) in files.items():
        path = folder / f"{name}.yaml"
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")
    return folder


def run(
    home: Path, *words: str, program: tuple[str, ...] = ("-m", "cli"), **more: str
) -> subprocess.CompletedProcess[str]:
    environment = {"LIENNGANH_HOME": str(home), "LIENNGANH_PRACTICE": "1", "PATH": "/usr/bin:/bin", **more}
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=PROJECT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def told(result: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(result.stdout)
    return facts


def test_every_difference_is_told_row_by_row(tmp_path: Path) -> None:
    new = changed(
        tmp_path / "new",
        clocks=("code: confirm, length: 5", "code: confirm, length: 7"),
        risk=("karaoke: 20", "karaoke: 21"),
    )
    found = {(d.section, d.row, d.change): d.told for d in compare_packs(load_pack(PACK), load_pack(new))}
    assert found["clocks", "confirm/2021-01-01", "changed"] == (("length", "5", "7"),)
    assert ("risk", "2021-01-01", "changed") in found and len(found) == 2
    assert compare_packs(load_pack(PACK), load_pack(PACK)) == ()


def test_dry_run_shows_and_changes_nothing_and_apply_puts_it_in_force(tmp_path: Path) -> None:
    home, new = (
        tmp_path / "home",
        changed(tmp_path / "new", clocks=("code: confirm, length: 5", "code: confirm, length: 7")),
    )
    shown = told(run(home, "pack", "apply", str(new), "--dry-run", "--json"))
    assert (shown["applied"], len(shown["differences"])) == (False, 1)
    assert not (home / "pack").exists()
    applied = run(home, "pack", "apply", str(new), "--json")
    assert applied.returncode == 0 and told(applied)["applied"] is True, applied.stderr
    assert pack_files(home / "pack") == pack_files(new)
    again = told(run(home, "pack", "apply", str(new), "--dry-run", "--json"))
    assert again["differences"] == []


def test_contact_that_the_province_has_stays_and_the_difference_is_listed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "year", "show", "--json").returncode == 0  # the home is made, and its contacts seeded
    new = changed(tmp_path / "new", contacts=("dieuphoi@sldtbxh", "dieuphoi2@sldtbxh"))
    shown = told(run(home, "pack", "apply", str(new), "--json"))
    (kept,) = shown["kept"]
    assert (kept["row"], kept["field"]) == ("SLDTBXH/coordinator", "address") and "dieuphoi2" in kept["there"]


def test_pack_with_faults_is_refused_whole(tmp_path: Path) -> None:
    home, new = (
        tmp_path / "home",
        changed(tmp_path / "new", clocks=("length: 5, unit: workdays", "length: five, unit: workdays")),
    )
    result = run(home, "pack", "apply", str(new), "--yes")
    assert result.returncode == 2 and "clocks.yaml" in result.stderr
    assert not (home / "pack").exists()


def test_death_at_any_point_leaves_one_whole_pack_in_force(tmp_path: Path) -> None:
    """A child puts the second pack in place and dies at the first, second, third... thing that it does to the disk."""
    old, new = {"pack.yaml": "# old\n", "plan.yaml": "# old\n"}, {"pack.yaml": "# new\n", "plan.yaml": "# new\n"}
    seen = set()
    for number in count(1):
        home = tmp_path / str(number)
        put_pack(home, old)
        died = _die_at(number, home, new)
        there = pack_files(home / "pack")
        assert there in (old, new), f"half a pack after {number} steps"
        seen.add(there["pack.yaml"])
        put_pack(home, new)
        assert pack_files(home / "pack") == new
        if not died:
            break
    assert seen == {"# old\n", "# new\n"} and number > 8


TOUCHES = ("open", "os.mkdir", "os.rename", "os.symlink", "os.remove", "os.rmdir", "shutil.rmtree")


def _die_at(number: int, home: Path, files: dict[str, str]) -> bool:
    child = os.fork()
    if child == 0:
        left = [number]

        def look(event: str, arguments: tuple[object, ...]) -> None:
            if event in TOUCHES and str(home) in str(arguments[0]):
                left[0] -= 1
                if left[0] == 0:
                    os._exit(9)

        sys.addaudithook(look)
        put_pack(home, files)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


DIES = """
import sys, os
def look(event, arguments):
    if event == "shutil.rmtree":
        os._exit(9)
sys.addaudithook(look)
from cli.app import run
run()
"""


def test_death_between_the_new_pack_and_the_commit_is_made_good_by_the_next_command(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = changed(tmp_path / "first", clocks=("code: confirm, length: 5", "code: confirm, length: 6"))
    second = changed(tmp_path / "second", clocks=("code: confirm, length: 5", "code: confirm, length: 7"))
    assert run(home, "pack", "apply", str(first), "--yes").returncode == 0
    dead = run(home, "pack", "apply", str(second), "--yes", program=("-c", DIES))
    assert dead.returncode == 9, dead.stderr
    assert pack_files(home / "pack") == pack_files(second)
    assert load_pack(second).revision not in revisions(home)
    shown = told(run(home, "pack", "apply", str(second), "--dry-run", "--json"))
    assert shown["differences"] == [] and load_pack(second).revision in revisions(home)


def revisions(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "liennganh.db")) as database:
        return {revision for (revision,) in database.execute("SELECT revision FROM packrevision")}


@pytest.fixture
def under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which newspaper and radio have been asked for their plans."""
    return home_with(tmp_path / "home", monkeypatch, lambda desk: opening_of(desk, "CT3-BAOCHI"))


@pytest.fixture
def year_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return home_with(tmp_path / "home", monkeypatch, year_opening)


def home_with(home: Path, monkeypatch: pytest.MonkeyPatch, opening: Callable[[Desk], Opening]) -> Path:
    """A home on 03/02/2021 in which a campaign was started."""
    assert run(home, "year", "show", "--json").returncode == 0
    monkeypatch.setenv("LIENNGANH_HOME", str(home))
    monkeypatch.setenv("LIENNGANH_PRACTICE", "1")
    desk = Desk(open_office(open_home(read_settings())))
    desk.at(date(2021, 2, 3))
    desk.start(opening(desk))
    desk.advance()
    desk.office.engine.dispose()
    return home


def test_agency_that_owes_something_may_not_go_without_a_successor(tmp_path: Path, under_way: Path) -> None:
    gone = changed(tmp_path / "gone", plan=("partners: [BAOHY, DPTTH]", "partners: [BAOHY]"))
    for name in ("agencies", "contacts"):
        lines = (gone / f"{name}.yaml").read_text("utf-8").splitlines(keepends=True)
        (gone / f"{name}.yaml").write_text("".join(line for line in lines if ": DPTTH" not in line), "utf-8")
    shown = told(run(under_way, "pack", "apply", str(gone), "--dry-run", "--json"))
    assert shown["missing"] == [{"noun": "agency", "code": "DPTTH", "count": 1}] and shown["applied"] is False
    refused = run(under_way, "pack", "apply", str(gone), "--yes")
    assert refused.returncode == 1 and "DPTTH" in refused.stderr and "successor" in refused.stderr
    assert not (under_way / "pack").exists()


def test_what_a_merged_agency_owes_passes_on_with_the_pack_that_says_so(tmp_path: Path, under_way: Path) -> None:
    merged = changed(
        tmp_path / "merged", agencies=("{code: DPTTH, ", "{code: DPTTH, valid_to: 2021-02-02, successor: BAOHY, ")
    )
    applied = run(under_way, "pack", "apply", str(merged), "--yes")
    assert applied.returncode == 0, applied.stderr
    assert "agencies[DPTTH] (cơ quan)" in applied.stdout and "for HY-2021-BC-01" in applied.stdout
    assert "HY-2021-BC-01: keeps revision" in applied.stdout
    with closing(sqlite3.connect(under_way / "liennganh.db")) as database:
        rows = database.execute("SELECT agency, passed_from FROM duty ORDER BY id").fetchall()
    assert sorted(rows, key=str) == [("BAOHY", "DPTTH"), ("BAOHY", None)]


def test_target_that_the_province_sets_after_the_year_was_opened_is_shown_from_its_day(
    tmp_path: Path, year_open: Path
) -> None:
    home = year_open
    target = "{code: people, label: Số người, number: 200, form: attendance, field: attended}"
    plan = ("    plan_refs: [1.1/1]\n", f"    plan_refs: [1.1/1]\n    targets: [{target}]\n")
    first = changed(tmp_path / "first", plan=plan)
    assert run(home, "pack", "apply", str(first), "--yes").returncode == 0
    assert told(run(home, "year", "show", "--json"))["targets"] == [], "the open year keeps the revision it cites"
    from_day = changed(tmp_path / "second", plan=plan, pack=("  year: 2021\n", "  year: 2021\n  as_of: 2021-02-01\n"))
    assert run(home, "pack", "apply", str(from_day), "--yes").returncode == 0
    (shown,) = told(run(home, "year", "show", "--json"))["targets"]
    assert (shown["label"], shown["number"], shown["reached"]) == ("Số người", 200, 0)


@pytest.mark.parametrize(
    ("before", "after", "told_of"),
    [
        ("{code: DPTTH, ", "{code: DPTTH, successor: BAOHY, ", "valid_to"),
        ("{code: DPTTH, ", "{code: DPTTH, valid_to: 2021-05-31, successor: DPTTH, ", "lead back to DPTTH"),
        ("{code: DPTTH, ", "{code: DPTTH, valid_to: 2021-05-31, successors: [{agency: BAOHY}], ", "no part of its own"),
        (
            "{code: DPTTH, ",
            "{code: DPTTH, valid_to: 2021-05-31, successors: [{agency: BAOHY, programmes: [CT3]}], ",
            "nobody takes the rest",
        ),
        (
            "{code: DPTTH, ",
            "{code: DPTTH, valid_to: 2021-05-31, successor: BAOHY, successors: [{agency: X, areas: [999]}], ",
            "there is no area '999'",
        ),
    ],
)
def test_successor_that_cannot_be_is_a_fault_of_the_pack(tmp_path: Path, before: str, after: str, told_of: str) -> None:
    wrong = changed(tmp_path / "wrong", agencies=(before, after))
    with pytest.raises(PackRefused) as refused:
        load_pack(wrong)
    assert any(told_of in str(fault) for fault in refused.value.faults)


def test_pack_is_exchanged_whole_and_leaves_one_folder(tmp_path: Path) -> None:
    for number in range(3):
        put_pack(tmp_path, {"pack.yaml": f"# {number}\n"})
    assert (tmp_path / "pack" / "pack.yaml").read_text() == "# 2\n"
    assert len([path for path in tmp_path.iterdir() if path.is_dir() and not path.is_symlink()]) == 1


def test_without_a_yes_nothing_is_applied(tmp_path: Path) -> None:
    new = changed(tmp_path / "new", clocks=("code: confirm, length: 5", "code: confirm, length: 7"))
    result = run(tmp_path / "home", "pack", "apply", str(new))
    assert result.returncode == 1 and not (tmp_path / "home" / "pack").exists()
