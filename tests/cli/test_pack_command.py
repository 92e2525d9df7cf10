"""`pack check` and `plan import` as a person and a program meet them."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from tests.config.invented_plan import PLAN
from tests.config.province import FOLDER


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "pack"))


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, "utf-8")
    return path


def test_a_sound_pack_is_summed_up() -> None:
    result = run("pack", "check", FOLDER)
    assert result.exit_code == 0
    assert result.stdout.startswith("hung-yen-2021 (revision ")
    assert "172 areas" in result.stdout and "6 programmes" in result.stdout


def test_facts_are_one_line_of_json() -> None:
    result = run("pack", "check", FOLDER, "--json")
    facts = json.loads(result.stdout)
    assert result.stdout.count("\n") == 1
    assert facts["counts"]["areas"] == 172 and facts["faults"] == []


def test_all_faults_are_told_in_both_languages_and_exit_2(folder: Path) -> None:
    for name, old, new in (("team.yaml", "quorum: 3", "quorum: 0"), ("risk.yaml", "1/5", "2")):
        (folder / name).write_text((folder / name).read_text("utf-8").replace(old, new), "utf-8")
    result = run("pack", "check", folder)
    assert result.exit_code == 2 and result.stdout == ""
    assert "team.yaml:5: team[0].quorum: 0 is too small; allowed: 1 or more" in result.stderr
    assert "team.yaml:5: team[0].quorum: 0 là quá nhỏ; cho phép: từ 1 trở lên" in result.stderr
    assert "risk[0].random_share: 2 is not a share" in result.stderr
    as_json = run("pack", "check", folder, "--json")
    assert as_json.exit_code == 2
    assert [fault["key"] for fault in json.loads(as_json.stdout)["faults"]] == [
        "risk[0].random_share",
        "team[0].quorum",
    ]


def test_a_folder_that_is_no_pack_is_refused_in_one_sentence(tmp_path: Path) -> None:
    result = run("pack", "check", tmp_path)
    assert "There is no pack in" in str(result.exception)
    assert run("pack", "check", tmp_path / "nowhere").exit_code == 2


def test_lines_of_the_plan_without_an_answer_are_listed_and_exit_1(plan: Path) -> None:
    result = run("pack", "check", FOLDER, "--against", plan)
    assert result.exit_code == 1
    assert 'line 31 [3/1] "Giám sát tại các huyện.": no activity of the pack answers for it' in result.stderr
    as_json = run("pack", "check", FOLDER, "--against", plan, "--json")
    assert as_json.exit_code == 1
    facts = json.loads(as_json.stdout)
    assert facts["activity_lines"] == 4 and facts["not_accounted"]


def test_a_plan_becomes_a_draft_that_can_be_checked(plan: Path) -> None:
    result = run("plan", "import", plan)
    assert result.exit_code == 0
    assert "  - code: CT1-02\n" in result.stdout and "plan_refs: [1.1/1]" in result.stdout
    assert "line 15 not understood / dòng chưa hiểu: Giao Văn phòng theo dõi." in result.stderr
    assert "line 33 not understood" in result.stderr and "line 29: no window" in result.stderr


def test_a_text_without_activities_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Kính gửi quý cơ quan\n", "utf-8")
    assert run("plan", "import", tmp_path / "letter.txt").exit_code == 2
