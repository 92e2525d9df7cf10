"""A home saved with mail under way and made anew from the file: nothing goes out by itself, nothing is lost."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from config.clock import wall_clock
from models import Message
from models.database import open_database
from models.migrating import migrate_at
from notifications.delivery import RelaySettings, deliver_due
from notifications.delivery.leases import claim, mark_dot
from tests.cli.test_pack_apply import run, told
from tests.database_fixture import administer
from tests.notifications.queued import messages, queue
from tests.notifications.samples import NOW
from trials.postgres_server import PostgresServer
from trials.scripted_relay import Answers, ScriptedRelay
from trials.scripted_witness import ScriptedWitness

WAITING = 5


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Five letters wait, one is claimed, one is between its dot and the reply; a report is there."""
    folder = tmp_path / "home"
    assert run(folder, "year", "show", "--json").returncode == 0
    engine = open_database(f"sqlite:///{folder / 'liennganh.db'}")
    queue(engine, *(f"a{number}@x.example" for number in range(WAITING + 2)))
    (first, _), _ = claim(engine, NOW, "one", 2, lambda *_: True)
    assert mark_dot(engine, first, NOW)
    engine.dispose()
    (folder / "reports").mkdir()
    (folder / "reports" / "a.html").write_text("report")
    return folder


def states(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "liennganh.db")) as database:
        return [row[0] for row in database.execute("SELECT state FROM message ORDER BY id")]


def test_home_is_made_anew_with_its_mail_held_and_what_was_on_the_wire_in_doubt(home: Path, tmp_path: Path) -> None:
    saved, anew = tmp_path / "saved", tmp_path / "anew"
    assert run(home, "backup", str(saved), "--json").returncode == 0
    assert saved.stat().st_mode & 0o777 == 0o600
    facts = told(run(anew, "restore", str(saved), "--json"))
    assert (facts["mail"], facts["queued"], facts["ambiguous"]) == ("stopped", WAITING, 2)
    assert states(home) == ["leased"] * 2 + ["queued"] * WAITING
    assert states(anew) == ["ambiguous"] * 2 + ["queued"] * WAITING
    for name in ("links.key", "mail.key", "reports/a.html"):
        assert (anew / name).read_bytes() == (home / name).read_bytes()
    assert (anew / "links.key").stat().st_mode & 0o077 == 0 and anew.stat().st_mode & 0o077 == 0
    assert (anew / "pack" / "pack.yaml").is_file()
    refused = run(anew, "mail", "start")
    assert refused.returncode == 2 and "5 letters wait" in refused.stderr and "--waiting check" in refused.stderr
    assert told(run(anew, "mail", "start", "--waiting", "check", "--json"))["waited"] == WAITING
    assert states(anew) == ["ambiguous"] * (2 + WAITING)
    assert run(anew, "mail", "resolve", "7", "--not-delivered").returncode == 0


def test_home_that_is_not_empty_is_left_alone(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    run(home, "backup", str(saved))
    before = (home / "liennganh.db").read_bytes()
    refused = run(home, "restore", str(saved))
    assert refused.returncode == 2 and "is not empty" in refused.stderr
    assert (home / "liennganh.db").read_bytes() == before


def test_backup_takes_no_other_files_place_and_leaves_none_of_its_own(home: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("older backup")
    refused = run(home, "backup", str(taken))
    assert refused.returncode == 2 and "is there already" in refused.stderr
    assert taken.read_text() == "older backup"
    nothing = run(tmp_path / "bare", "backup", str(tmp_path / "other"))
    assert nothing.returncode == 2 and "has no database yet" in nothing.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bare", "home", "taken"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "newer"])
def test_file_that_is_not_sound_restores_nothing(home: Path, tmp_path: Path, damage: str) -> None:
    saved, anew = tmp_path / "saved", tmp_path / "anew"
    if damage == "newer":
        with closing(sqlite3.connect(home / "liennganh.db")) as database:
            database.execute("UPDATE alembic_version SET version_num = '9999'")
            database.commit()
    assert run(home, "backup", str(saved)).returncode == 0
    content = bytearray(saved.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    if damage == "flipped":
        content[len(content) // 2] ^= 1
    if damage == "foreign":
        content = bytearray(b"no archive at all")
    saved.write_bytes(content)
    refused = run(anew, "restore", str(saved))
    assert refused.returncode == 2 and "cannot be restored" in refused.stderr and "Traceback" not in refused.stderr
    assert list(anew.iterdir()) == [] and sorted(path.name for path in tmp_path.iterdir()) == ["anew", "home", "saved"]


def test_backup_that_dies_half_way_leaves_no_file_under_its_name(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    program = ("-c", limited + "from cli.app import run; sys.argv = ['liennganh', *sys.argv[1:]]; run()")
    died = run(home, "backup", str(saved), program=program)
    assert died.returncode != 0 and not saved.exists()
    assert run(home, "backup", str(saved)).returncode == 0 and os.path.getsize(saved) > 200_000


@pytest.mark.postgres
def test_home_on_postgres_is_saved_and_made_anew_in_another_database(
    postgres_server: PostgresServer, tmp_path: Path
) -> None:
    first, second = (postgres_server.url(name) for name in ("saved_one", "made_anew"))
    for name in ("saved_one", "made_anew"):
        administer(postgres_server, f"CREATE DATABASE {name}")
    migrate_at(first)
    engine = open_database(first)
    queue(engine, *(f"a{number}@x.example" for number in range(WAITING + 1)))
    claim(engine, NOW, "one", 1, lambda *_: True)
    engine.dispose()
    saved, home, anew = tmp_path / "saved", tmp_path / "home", tmp_path / "anew"
    result = run(home, "backup", str(saved), "--json", LIENNGANH_DATABASE_URL=first)
    assert result.returncode == 0 and told(result)["database"] == "postgresql", result.stderr
    wrong = run(anew, "restore", str(saved))
    assert wrong.returncode == 2 and "holds a postgresql database" in wrong.stderr
    full = run(anew, "restore", str(saved), LIENNGANH_DATABASE_URL=first)
    assert full.returncode == 2 and "LIENNGANH_DATABASE_URL is not empty" in full.stderr
    facts = told(run(anew, "restore", str(saved), "--json", LIENNGANH_DATABASE_URL=second))
    assert (facts["queued"], facts["ambiguous"]) == (WAITING, 1)
    engine = open_database(second)
    assert [letter.state.value for letter in messages(engine)] == ["ambiguous"] + ["queued"] * WAITING
    engine.dispose()
    for name in ("saved_one", "made_anew"):
        administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def test_what_a_backup_holds_is_told_to_programs(home: Path, tmp_path: Path) -> None:
    facts = json.loads(run(home, "backup", str(tmp_path / "saved"), "--json").stdout)
    assert (facts["database"], facts["practice"]) == ("sqlite", True) and facts["migration"] and facts["pack"]


async def test_what_went_out_after_the_backup_is_found_by_its_witness_and_nothing_goes_twice(tmp_path: Path) -> None:
    home, saved, anew = (tmp_path / name for name in ("home", "saved", "anew"))
    assert run(home, "year", "show", "--json").returncode == 0
    old = open_database(f"sqlite:///{home / 'liennganh.db'}")
    queue(old, *(f"a{number}@x.example" for number in range(6)))
    with Session(old) as session:  # the home's clock is the real one
        for letter in session.exec(select(Message)):
            letter.created_at, letter.ttl_at = wall_clock(), wall_clock() + timedelta(days=1)
        session.commit()
    async with ScriptedRelay(Answers()) as relay:
        settings = RelaySettings(host="127.0.0.1", port=relay.port, tls="none", max_connections=1)
        witness = ScriptedWitness(relay)
        await deliver_due(old, settings, wall_clock, limit=2, witness=witness)
        (claimed,), _ = claim(old, wall_clock(), "one", 1, lambda *_: True)
        assert mark_dot(old, claimed, wall_clock(), witness.name), "a third is on the wire"
        assert run(home, "backup", str(saved), "--json").returncode == 0
        await deliver_due(old, settings, wall_clock, limit=2, witness=witness)
        old.dispose()
        assert len(relay.stored) == 4
        assert run(anew, "restore", str(saved), "--json").returncode == 0
        assert states(anew) == ["sent"] * 2 + ["ambiguous"] + ["queued"] * 3
        assert run(anew, "mail", "start", "--waiting", "check").returncode == 0
        restored = open_database(f"sqlite:///{anew / 'liennganh.db'}")
        assert (await deliver_due(restored, settings, wall_clock, witness=witness)).found == 2
        assert states(anew) == ["sent"] * 2 + ["ambiguous"] + ["sent"] * 2 + ["ambiguous"]
        await deliver_due(restored, settings, lambda: wall_clock() + timedelta(hours=2), witness=witness)
        assert states(anew).count("ambiguous") == 2, "absence settles nothing here: a person does"
        for number in ("3", "6"):
            assert run(anew, "mail", "resolve", number, "--not-delivered").returncode == 0
        await deliver_due(restored, settings, wall_clock, witness=witness)
        restored.dispose()
    assert states(anew) == ["sent"] * 6
    assert len({stored.recipient for stored in relay.stored}) == len(relay.stored) == 6
