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
from tests.cli.test_pack_apply import run, told, under_way
from tests.notifications.queued import queue
from tests.notifications.samples import NOW

__all__ = ["under_way"]
CODE = "HY-2021-BC-01"
BEFORE = "0006"
ADDED = ("TABLE switchedoff", "INDEX ix_mailattempt_at")
"""A home's tables as a program some versions ago left them, and what the migrations since then have added."""


@pytest.fixture
def older(under_way: Path) -> Path:
    """Letters wait, one is between its dot and the reply, and the tables lack what the last migrations add."""
    engine = open_database(f"sqlite:///{under_way / 'liennganh.db'}")
    queue(engine, *(f"a{number}@x.example" for number in range(3)))
    (first,), _ = claim(engine, NOW, "one", 1, lambda *_: True)
    assert mark_dot(engine, first, NOW)
    engine.dispose()
    with closing(sqlite3.connect(under_way / "liennganh.db")) as database:
        for added in ADDED:
            database.execute(f"DROP {added}")
        database.execute("UPDATE alembic_version SET version_num = ?", (BEFORE,))
        database.commit()
    return under_way


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
