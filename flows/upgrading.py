"""A home brought to the tables of this program, campaigns under way: saved first, refused before anything breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actions.bring_over import bring_over
from actions.change_pack import SuccessorMissing
from actions.context import Actor
from actions.office import open_office
from config.home import open_home, pack_folder
from config.packs import PackRefused, read_pack
from config.running import hold_home
from config.settings import Settings
from flows.safekeeping import NothingToSave, save_home
from models.copying import holds_tables
from models.database import open_database
from models.migrating import current_revision, head_revision, is_known, migrate
from models.queries.packs_kept import KeptRevision, kept_revisions
from rules.refusals import Refusal
from rules.words import Role

FAULTS_SHOWN = 5
BACKUPS = "backups"


@dataclass(frozen=True)
class OutdatedRevision:
    """A kept revision that today's rules refuse, and how."""

    kept: KeptRevision
    faults: tuple[str, ...]

    def __str__(self) -> str:
        kept, more = self.kept, len(self.faults) - FAULTS_SHOWN
        cited = [*kept.open_codes, *([f"{kept.unannounced} unannounced"] if kept.unannounced else [])]
        shown = [f"    {fault}" for fault in self.faults[:FAULTS_SHOWN]] + (
            [f"    and {more} more"] if more > 0 else []
        )
        open_ones = ", ".join(cited) or "no open campaign"
        return "\n".join([f"  revision {kept.revision}, cited by {open_ones} and {kept.ended} ended:", *shown])


class RevisionsOutdated(Refusal):
    """Campaigns under way stand on a pack that this program cannot read."""

    exit_code = 1

    def __init__(self, outdated: Sequence[OutdatedRevision]) -> None:
        told = "\n".join(str(one) for one in outdated)
        super().__init__(
            f"Not upgraded: open campaigns cite a pack that this program's rules refuse.\n{told}\n"
            "`upgrade --bring-over` lets these campaigns go on with the pack in force (each journalled); without it, "
            "finish them with the program that started them. Nothing was changed."
        )


class PackInForceRefused(Refusal):
    """The pack in force itself is refused."""

    exit_code = 1

    def __init__(self, folder: Path, refused: PackRefused) -> None:
        super().__init__(
            f"Not upgraded: the pack in force, {folder}, is refused by this program's rules. Correct it there as "
            f"`pack check` says, and upgrade again. Nothing was changed.\n{refused}"
        )


class BroughtOverNone(Refusal):
    """The tables are brought up, and the campaigns on an outdated pack stay where they are."""

    exit_code = 1

    def __init__(self, missing: SuccessorMissing, saved: Path | None) -> None:
        lacking = str(missing).removeprefix("The pack is not applied: ")
        super().__init__(
            f"The tables are those of {head_revision()} now, and no campaign was brought over: {lacking} Do so in the "
            "pack in force and run `upgrade --bring-over` again; until then the portal cannot open these campaigns. "
            f"The home as it was before: {saved}."
        )


class TablesNewer(Refusal):
    """The database is ahead of the program."""

    def __init__(self, revision: str | None) -> None:
        super().__init__(f"The tables ({revision}) are newer than this program's: install a newer one.")


def upgrade_home(settings: Settings, *, carry_over: bool) -> dict[str, Any]:
    """Raises HomeInUse, NothingToSave, or why the home stays as it is."""
    with hold_home(settings.home):
        if not holds_tables(settings.database_url):
            raise NothingToSave(settings.home)
        try:
            home = open_home(settings)
        except PackRefused as refused:
            raise PackInForceRefused(pack_folder(settings), refused) from None
        engine = open_database(settings.database_url)
        try:
            before = current_revision(engine)
            if not is_known(before):
                raise TablesNewer(before)
            outdated = _outdated(engine)
            stuck = [one for one in outdated if one.kept.open_codes or one.kept.unannounced]
            if stuck and not carry_over:
                raise RevisionsOutdated(stuck)
            saved = _save(settings, before) if before != head_revision() or stuck else None
            migrate(engine)
        finally:
            engine.dispose()
        office = open_office(home)
        try:
            with office.transaction() as (session, now):
                revisions = [one.kept.revision for one in stuck]
                context = office.context(session)
                moved = bring_over(session, revisions, actor=Actor(Role.COORDINATOR), now=now, context=context)
        except SuccessorMissing as missing:
            raise BroughtOverNone(missing, saved) from None
        finally:
            office.engine.dispose()
    known = {code for one in stuck for code in one.kept.open_codes}
    return {
        "before": before,
        "after": head_revision(),
        "backup": str(saved) if saved else None,
        "brought_over": sorted(known & set(moved)),
        "ended_on_outdated": sum(one.kept.ended for one in outdated),
    }


def _save(settings: Settings, before: str | None) -> Path:
    folder = settings.home / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    number = 1 + len(list(folder.iterdir()))
    target = folder / f"{number:03}-before-upgrade-from-{before}.backup"
    save_home(settings, target)
    return target


def _outdated(engine: sa.Engine) -> list[OutdatedRevision]:
    found = []
    for kept in kept_revisions(engine):
        try:
            read_pack(kept.files)
        except PackRefused as refused:
            found.append(OutdatedRevision(kept, tuple(str(fault) for fault in refused.faults)))
    return found
