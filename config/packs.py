"""Packs: from a folder, or from the texts a campaign was begun with, to `rules.pack.Pack`."""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from config.pack_agreement import check_agreement
from config.pack_dates import check_dates
from config.pack_faults import Fault, PackRefused
from config.pack_reading import Draft, read_entries
from config.pack_references import check_references
from config.pack_values import check_values
from rules.pack import Pack
from rules.refusals import Refusal
from rules.working_days import WorkCalendar

REVISION_LENGTH = 16
ROWS_AS_THEY_ARE = (
    "areas",
    "agencies",
    "contacts",
    "establishments",
    "checklist",
    "decrees",
    "sanction_acts",
    "clocks",
    "ladders",
    "team",
    "risk",
    "monitoring",
    "hotspots",
    "approvals",
    "channels",
    "programmes",
    "activities",
    "fixed_days",
    "forms",
    "regimes",
    "emergency",
)

__all__ = ["Fault", "PackFolderMissing", "PackRefused", "load_pack", "pack_files", "read_pack", "revision_of"]


class PackFolderMissing(Refusal):
    """A folder that is no pack."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no pack in {folder}: a pack is a folder with files that end in .yaml.")


def pack_files(folder: Path) -> dict[str, str]:
    """File name -> text, as they are kept with the campaigns that cite them. Raises PackFolderMissing."""
    if not (paths := sorted(folder.glob("*.yaml"))):
        raise PackFolderMissing(folder)
    return {path.name: path.read_text("utf-8") for path in paths}


def revision_of(files: Mapping[str, str]) -> str:
    """What a campaign cites: any change of a file's name or text gives another revision."""
    digest = hashlib.sha256()
    for name, text in sorted(files.items()):
        for part in (name.encode(), text.encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:REVISION_LENGTH]


def load_pack(folder: Path) -> Pack:
    """The pack in a folder. Raises PackRefused with every fault at once, or PackFolderMissing."""
    return read_pack(pack_files(folder))


def read_pack(files: Mapping[str, str]) -> Pack:
    """The pack in these texts; read once per revision. Raises PackRefused with every fault at once."""
    return _read(tuple(sorted(files.items())))


@lru_cache(maxsize=16)
def _read(files: tuple[tuple[str, str], ...]) -> Pack:
    texts = dict(files)
    draft = read_entries(texts)
    for check in (check_references, check_dates, check_values, check_agreement):
        check(draft)
    if draft.faults:
        raise PackRefused(draft.faults)
    return _build(draft, revision_of(texts))


def _build(draft: Draft, revision: str) -> Pack:
    head, years = draft.rows("pack")[0], draft.rows("holidays")
    calendar = WorkCalendar(
        zone=ZoneInfo(head.zone),
        weekend=head.weekend,
        off=frozenset(day for year in years for day in year.off),
        worked=frozenset(day for year in years for day in year.worked),
    )
    return Pack(
        code=head.code,
        title=head.title,
        revision=revision,
        zone=head.zone,
        year=head.year,
        area_levels=head.area_levels,
        work_level=head.work_level or head.area_levels[-1],
        locale=head.locale,
        weekly_load=head.weekly_load,
        as_of=head.as_of,
        contact_check=head.contact_check,
        minimum_cell=head.minimum_cell,
        calendar=calendar,
        provisional_years=frozenset(year.year for year in years if year.provisional),
        **{section: tuple(draft.rows(section)) for section in ROWS_AS_THEY_ARE},
    )
