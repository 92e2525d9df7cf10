"""A home as the program before left it, with a campaign and mail under way, brought to the tables of this one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config.running import hold_home
from models.database import open_database
from models.migrating import head_revision
from notifications.delivery.leases import claim, mark_dot
from tests.cli.older_home import take_back
from tests.cli.test_pack_apply import changed, run, told, under_way
from tests.database_fixture import administer
from tests.notifications.queued import queue
from tests.notifications.samples import NOW
from trials.postgres_server import PostgresServer

__all__ = ["under_way"]
CODE = "HY-2021-BC-01"
BEFORE = "0006"
"""The tables of a program some versions ago."""


@pytest.fixture
def older(under_way: Path) -> Path:
    """Letters wait, one is between its dot and the reply, and the tables lack what the last migrations add."""
    make_older(f"sqlite:///{under_way / 'liennganh.db'}")
    return under_way


def make_older(url: str) -> None:
    engine = open_database(url)
    queue(engine, *(f"a{number}@x.example" for number in range(3)))
    (first,), _ = claim(engine, NOW, "one", 1, lambda *_: True)
    assert mark_dot(engine, first, NOW)
    engine.dispose()
    take_back(url, BEFORE)


def cite_outdated_pack(home: Path) -> None:
    """The campaign stands on a revision that was sound once: a clock of it has no length that is understood today."""
    with closing(sqlite3.connect(home / "liennganh.db")) as database:
        ((code, files, at),) = database.execute("SELECT code, files, applied_at FROM packrevision").fetchall()
        texts = json.loads(files)
        assert "length: 5" in texts["clocks.yaml"]
        texts["clocks.yaml"] = texts["clocks.yaml"].replace("length: 5", "length: five", 1)
        database.execute("INSERT INTO packrevision VALUES (?, ?, ?, ?)", ("outdated", code, json.dumps(texts), at))
        database.execute("UPDATE campaign SET pack_revision = 'outdated'")
        database.commit()


def rows(home: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(home / "liennganh.db")) as database:
        return database.execute(query).fetchall()


def test_home_under_way_is_saved_and_brought_up_with_nothing_of_it_changed(older: Path, tmp_path: Path) -> None:
    letters = rows(older, "SELECT mid, state, phase, sha256 FROM message ORDER BY id")
    assert {state for _, state, *_ in letters} == {"queued", "leased"}
    facts = told(run(older, "upgrade", "--json"))
    assert facts["after"] == head_revision() != facts["before"] and facts["brought_over"] == []
    assert rows(older, "SELECT mid, state, phase, sha256 FROM message ORDER BY id") == letters
    assert run(older, "mail", "stop", "--reason", "maintenance").returncode == 0
    assert "Turned off: mail, since " in (said := run(older, "status").stdout) and "(maintenance)" in said
    assert [row["switch"] for row in told(run(older, "status", "--json"))["switched_off"]] == ["mail"]
    anew = tmp_path / "anew"
    restored = run(anew, "restore", facts["backup"], "--json")
    assert restored.returncode == 0 and told(restored)["ambiguous"] == 1, restored.stderr
    assert rows(anew, "SELECT code FROM campaign") == [(CODE,)]
    again = told(run(older, "upgrade", "--json"))
    assert (again["before"], again["backup"]) == (head_revision(), None)


def test_home_is_not_upgraded_while_it_is_worked_in(older: Path) -> None:
    before = rows(older, "SELECT version_num FROM alembic_version")
    with hold_home(older):
        refused = run(older, "upgrade")
        assert refused.returncode == 2 and "is in use" in refused.stderr
        second = run(older, "up")
        assert second.returncode == 2 and "is in use" in second.stderr
    assert rows(older, "SELECT version_num FROM alembic_version") == before


def test_campaign_on_a_pack_that_is_refused_today_stops_the_upgrade_until_it_is_brought_over(older: Path) -> None:
    cite_outdated_pack(older)
    before = rows(older, "SELECT version_num FROM alembic_version")
    refused = run(older, "upgrade")
    assert refused.returncode == 1 and rows(older, "SELECT version_num FROM alembic_version") == before
    for word in ("revision outdated", CODE, "clocks.yaml", "--bring-over", "Nothing was changed"):
        assert word in refused.stderr
    assert not (older / "backups").exists()
    facts = told(run(older, "upgrade", "--bring-over", "--json"))
    assert facts["brought_over"] == [CODE] and Path(facts["backup"]).is_file()
    assert rows(older, "SELECT DISTINCT pack_revision FROM campaign") != [("outdated",)]
    followed = "SELECT before, role FROM journalentry WHERE noun = 'pack' AND verb = 'follow'"
    assert rows(older, followed) == [("outdated", "coordinator")]
    shown = run(older, "status", CODE, "--json")
    assert shown.returncode == 0 and told(shown)["campaign"]["code"] == CODE, shown.stderr


def test_pack_in_force_that_is_refused_today_is_named_and_nothing_is_changed(older: Path) -> None:
    pack = older / "pack"
    pack.mkdir()
    (pack / "pack.yaml").write_text("code: none\n")
    refused = run(older, "upgrade")
    assert refused.returncode == 1 and str(pack) in refused.stderr and "pack check" in refused.stderr
    assert not (older / "backups").exists()


def test_pack_in_force_that_lacks_what_is_in_use_stops_the_bringing_over_and_says_how_far_it_came(
    older: Path, tmp_path: Path
) -> None:
    cite_outdated_pack(older)
    lacking = changed(tmp_path / "lacking", plan=("partners: [BAOHY, DPTTH]", "partners: [BAOHY]"))
    for name in ("agencies", "contacts"):
        lines = (lacking / f"{name}.yaml").read_text("utf-8").splitlines(keepends=True)
        (lacking / f"{name}.yaml").write_text("".join(line for line in lines if ": DPTTH" not in line), "utf-8")
    lacking.rename(older / "pack")
    stopped = run(older, "upgrade", "--bring-over")
    assert stopped.returncode == 1, stopped.stderr
    (saved,) = (older / "backups").iterdir()
    for words in ("DPTTH", f"The tables are those of {head_revision()}", "no campaign was brought over", str(saved)):
        assert words in stopped.stderr
    assert rows(older, "SELECT version_num FROM alembic_version") == [(head_revision(),)]
    assert rows(older, "SELECT DISTINCT pack_revision FROM campaign") == [("outdated",)]


@pytest.mark.postgres
def test_home_on_postgres_is_brought_up_with_mail_under_way(postgres_server: PostgresServer, tmp_path: Path) -> None:
    home, url = tmp_path / "home", postgres_server.url("to_upgrade")
    administer(postgres_server, "CREATE DATABASE to_upgrade")
    there = {"LIENNGANH_DATABASE_URL": url}
    assert run(home, "year", "show", "--json", **there).returncode == 0
    make_older(url)

    def letters() -> list[tuple[str, ...]]:
        engine = open_database(url)
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT mid, state, phase, sha256 FROM message ORDER BY id").all()
        engine.dispose()
        return [tuple(row) for row in found]

    before = letters()
    assert [state for _, state, *_ in before] == ["leased", "queued", "queued"]
    upgraded = run(home, "upgrade", "--json", **there)
    assert upgraded.returncode == 0, upgraded.stderr
    facts = told(upgraded)
    assert (facts["before"], facts["after"]) == (BEFORE, head_revision()) and letters() == before
    administer(postgres_server, "CREATE DATABASE restored_older")
    anew = run(
        tmp_path / "anew",
        "restore",
        facts["backup"],
        "--json",
        LIENNGANH_DATABASE_URL=postgres_server.url("restored_older"),
    )
    assert anew.returncode == 0 and told(anew)["queued"] == 2 and told(anew)["ambiguous"] == 1, anew.stderr
    for name in ("to_upgrade", "restored_older"):
        administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")
