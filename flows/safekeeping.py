"""A home saved as one file, and made anew from it."""

import errno
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from sqlmodel import Session

from actions.hold_restored import hold_restored
from config.applied_pack import put_pack
from config.backup_file import BackupUnusable, unpack_backup, write_backup
from config.clock import wall_clock
from config.home import APPLIED, pack_folder
from config.packs import pack_files, revision_of
from config.settings import Settings
from models import PracticeDay
from models.copying import CopyFailed, copy_in, copy_out, holds_tables, kind_of, require_sound
from models.database import open_database
from models.migrating import current_revision, is_known, migrate
from rules.refusals import Refusal

DATABASE = "database"
SMALL_FILES = ("links.key", "mail.key", "prefect.auth")
FOLDERS = ("reports",)


class NothingToSave(Refusal):
    """A home without a database."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} has no database yet: there is nothing to save or to upgrade.")


class NotSaved(Refusal):
    """The database's tool failed."""

    exit_code = 1

    def __init__(self, why: Exception) -> None:
        super().__init__(f"No backup was written: {why}.")


class HomeNotEmpty(Refusal):
    """A home is made anew only where there is none."""

    def __init__(self, place: object) -> None:
        super().__init__(f"{place} is not empty: a backup is restored into an empty home with an empty database only.")


def save_home(settings: Settings, target: Path) -> dict[str, Any]:
    """Everything a restore needs, also while `up` runs. Raises NothingToSave, BackupExists or NotSaved."""
    if not holds_tables(settings.database_url):
        raise NothingToSave(settings.home)
    pack = pack_folder(settings)
    with tempfile.TemporaryDirectory(prefix=".saving-", dir=settings.home) as scratch:
        copy = Path(scratch) / DATABASE
        try:
            copy_out(settings.database_url, copy)
        except CopyFailed as failed:
            raise NotSaved(failed) from None
        members = {DATABASE: copy}
        members |= {name: settings.home / name for name in SMALL_FILES if (settings.home / name).is_file()}
        members |= {f"{APPLIED}/{name}": pack / name for name in pack_files(pack)}
        for folder in FOLDERS:
            files = (path for path in (settings.home / folder).rglob("*") if path.is_file())
            members |= {path.relative_to(settings.home).as_posix(): path for path in files}
        facts = {
            "database": kind_of(settings.database_url),
            "migration": _migration_of(settings.database_url),
            "pack": revision_of(pack_files(pack)),
            "practice": settings.practice,
            "made_at": wall_clock().isoformat(),
        }
        write_backup(target, facts, members)
    return {"file": str(target), **facts, "files": len(members)}


def restore_home(settings: Settings, source: Path) -> dict[str, Any]:
    """Make the home anew, its outgoing mail held. Raises HomeNotEmpty or BackupUnusable before anything is changed."""
    if any(settings.home.iterdir()):
        raise HomeNotEmpty(settings.home)
    if holds_tables(settings.database_url):
        raise HomeNotEmpty("the database of LIENNGANH_DATABASE_URL")
    aside = Path(tempfile.mkdtemp(prefix=f".{settings.home.name}-", dir=settings.home.parent))
    try:
        facts = unpack_backup(source, aside)
        _refuse_foreign(settings, source, facts)
        url = _put_database(settings, aside, source)
        counts = _hold_mail(url, settings.practice)
        files = {name: text for name, text in pack_files(aside / APPLIED).items()}
        shutil.rmtree(aside / APPLIED)
        put_pack(aside, files)
        _move(aside, settings.home)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return {"home": str(settings.home), "made_at": facts["made_at"], "mail": "stopped", **counts}


def _refuse_foreign(settings: Settings, source: Path, facts: dict[str, Any]) -> None:
    here = kind_of(settings.database_url)
    if facts["database"] != here:
        raise BackupUnusable(source, f"it holds a {facts['database']} database, and this home is set to {here}")
    if not is_known(facts["migration"]):
        raise BackupUnusable(source, f"it was made by a newer program (tables {facts['migration']}): install that one")
    if facts["practice"] != settings.practice:
        raise BackupUnusable(source, "LIENNGANH_PRACTICE must be what it was when it was made")


def _put_database(settings: Settings, aside: Path, source: Path) -> str:
    """The address where it stands now; SQLite's moves into the home with everything else."""
    try:
        if kind_of(settings.database_url) != "sqlite":
            copy_in(aside / DATABASE, settings.database_url)
            (aside / DATABASE).unlink()
            return settings.database_url
        require_sound(aside / DATABASE)
    except CopyFailed as failed:
        raise BackupUnusable(source, str(failed)) from None
    file = aside / "liennganh.db"
    (aside / DATABASE).rename(file)
    return f"sqlite:///{file}"


def _hold_mail(url: str, practice: bool) -> dict[str, int]:
    engine = open_database(url)
    try:
        migrate(engine)
        with Session(engine) as session:
            day = session.get(PracticeDay, 1) if practice else None
            counts = hold_restored(session, now=day.moment if day else wall_clock())
            session.commit()
        return counts
    finally:
        engine.dispose()


def _move(aside: Path, home: Path) -> None:
    """In one step; where the home is a file system of its own, file by file and the database last."""
    try:
        os.rename(aside, home)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EBUSY):
            raise
        for path in sorted(aside.iterdir(), key=lambda path: path.name.startswith("liennganh.db")):
            shutil.move(path, home / path.name)


def _migration_of(url: str) -> str | None:
    engine = open_database(url)
    try:
        return current_revision(engine)
    finally:
        engine.dispose()
