"""`pack apply`: what a new revision changes, what stays, what is refused, and an agency that merges in mid-campaign."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.applied_pack import put_pack
from config.packs import load_pack, pack_files
from config.settings import PROJECT
from rules.pack_diff import compare_packs

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


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"LIENNGANH_HOME": str(home), "LIENNGANH_PRACTICE": "1", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
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


def test_pack_is_exchanged_whole_and_leaves_one_folder(tmp_path: Path) -> None:
    for number in range(3):
        put_pack(tmp_path, {"pack.yaml": f"# {number}\n"})
    assert (tmp_path / "pack" / "pack.yaml").read_text() == "# 2\n"
    assert len([path for path in tmp_path.iterdir() if path.is_dir() and not path.is_symlink()]) == 1


def test_without_a_yes_nothing_is_applied(tmp_path: Path) -> None:
    new = changed(tmp_path / "new", clocks=("code: confirm, length: 5", "code: confirm, length: 7"))
    result = run(tmp_path / "home", "pack", "apply", str(new))
    assert result.returncode == 1 and not (tmp_path / "home" / "pack").exists()
