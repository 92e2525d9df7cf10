"""`register template` and `register import` as a person and a program meet them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from cli.app import app
from models import Establishment, JournalEntry
from models.database import open_database
from models.migrating import migrate
from tests.config.register_file import CONTACT, PLACE, Rows, place, workbook

pytestmark = pytest.mark.slow

FILE = "so đăng ký.xlsx"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "liennganh.db"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture
def folder(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The caller's folder, and an empty home elsewhere."""
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir(mode=0o700)
    here.mkdir()
    shutil.copy(migrated, home / "liennganh.db")
    monkeypatch.setenv("LIENNGANH_HOME", str(home))
    monkeypatch.chdir(here)
    return here


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["register", *arguments], input=answer)


def fill(folder: Path, places: Rows = (), contacts: Rows = ()) -> None:
    (folder / FILE).write_bytes(workbook(places, contacts))


def registered(folder: Path) -> tuple[int, list[JournalEntry]]:
    """How many places, and what the journal says of imports."""
    engine = open_database(f"sqlite:///{folder.parent / 'home' / 'liennganh.db'}")
    with Session(engine) as session:
        places = len(session.exec(select(Establishment)).all())
        entries = list(session.exec(select(JournalEntry).where(JournalEntry.noun == "register")))
    engine.dispose()
    return places, entries


def test_a_template_is_written_here_and_replaces_no_file(folder: Path) -> None:
    assert run("template", "mau.xlsx").exit_code == 0
    written = (folder / "mau.xlsx").read_bytes()
    again = run("template", "mau.xlsx")
    assert again.exit_code == 2 and "is there already" in again.stderr
    assert (folder / "mau.xlsx").read_bytes() == written
    for name, sentence in (("mau.csv", "must end in .xlsx"), ("khong-co/mau.xlsx", "cannot be written")):
        refused = run("template", name)
        assert refused.exit_code == 2 and sentence in refused.stderr
    read = run("import", "mau.xlsx", "--dry-run")
    assert read.exit_code == 0 and "2 example rows passed over" in read.stdout


def test_dry_run_shows_the_differences_and_changes_nothing(folder: Path) -> None:
    fill(folder, [PLACE, place("HY-323-001", "Xoa bóp [bold]Mẫu[/bold]", **{"Địa bàn": "323"})])
    result = run("import", FILE, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "Establishments: 1 new, 1 changed, 0 unchanged; 449 registered" in result.stdout
    assert "Tên cơ sở: Xoa bóp Mẫu 001 → Xoa bóp [bold]Mẫu[/bold]" in result.stdout
    assert "Loại hình: Xoa bóp → Nhà nghỉ" in result.stdout and "Nothing was changed." in result.stdout
    assert registered(folder) == (450, [])


@pytest.mark.parametrize(("answer", "count"), [("y\n", 451), ("n\n", 450), ("", 450)])
def test_without_yes_it_asks(folder: Path, answer: str, count: int) -> None:
    fill(folder, [PLACE])
    result = run("import", FILE, answer=answer)
    assert "Apply these changes?" in result.stdout
    assert ("Applied." in result.stdout) == (count == 451)
    assert registered(folder)[0] == count


def test_yes_applies_once_and_the_same_file_changes_nothing(folder: Path) -> None:
    fill(folder, [PLACE], [CONTACT])
    assert run("import", FILE, "--yes").exit_code == 0
    count, (entry,) = registered(folder)
    assert (count, entry.role.value, entry.agency) == (451, "coordinator", "SLDTBXH")
    again = run("import", FILE, "--yes")
    assert again.exit_code == 0 and "0 new, 0 changed, 1 unchanged" in again.stdout
    assert "Nothing was changed." in again.stdout and len(registered(folder)[1]) == 1


def test_programs_get_one_line_and_are_not_asked(folder: Path) -> None:
    fill(folder, [PLACE])

    def facts(option: str) -> dict[str, Any]:
        result = run("import", FILE, "--json", option)
        assert result.exit_code == 0 and result.stdout.count("\n") == 1
        found: dict[str, Any] = json.loads(result.stdout)
        return found

    dry = facts("--dry-run")
    assert dry["applied"] is False and dry["counts"]["establishments"]["new"] == 1 and dry["faults"] == []
    assert dry["sheets"][0]["new"][0]["key"] == "MAU-001" and dry["file"] == FILE
    done = facts("--yes")
    assert done["applied"] is True and done["digest"] == dry["digest"]
    asked = run("import", FILE, "--json")
    assert asked.exit_code == 2 and "--dry-run or --yes" in asked.stderr


def test_all_faults_are_told_in_both_languages_and_exit_2(folder: Path) -> None:
    fill(folder, [PLACE, place("MAU-2", "Karaoke Mẫu", **{"Địa bàn": "??", "Loại hình": "Quán bia"})])
    result = run("import", FILE, "--yes")
    assert result.exit_code == 2 and result.stdout == ""
    assert (
        "trang Cơ sở, dòng 3, cột C (Loại hình): 'Quán bia' không thuộc danh mục; cho phép: Khách sạn" in result.stderr
    )
    assert "sheet Cơ sở, row 3, column D (Địa bàn): '??' is not one of the choices; allowed: 323 (" in result.stderr
    assert "2 lỗi, chưa lưu gì / 2 faults, nothing was saved" in result.stderr
    as_json = run("import", FILE, "--yes", "--json")
    assert as_json.exit_code == 2
    assert [(fault["sheet"], fault["row"], fault["column"]) for fault in json.loads(as_json.stdout)["faults"]] == [
        ("Cơ sở", 3, "C"),
        ("Cơ sở", 3, "D"),
    ]
    assert registered(folder) == (450, [])


@pytest.mark.parametrize("name", ["so.xlsm", "so.txt"])
def test_another_kind_of_file_exits_2(folder: Path, name: str) -> None:
    (folder / name).write_bytes(workbook([PLACE]))
    result = run("import", name, "--dry-run")
    assert result.exit_code == 2 and "*.xlsx" in result.stderr


def test_a_file_that_is_not_there_exits_2(folder: Path) -> None:
    assert run("import", "khong-co.xlsx").exit_code == 2
