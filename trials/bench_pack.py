"""A pack for a benchmark: the province's own, with as many establishments and hands as N visits need.

Whatever N is, the visits fall on the same days: what grows is the work of a day, never the number of days.
"""

import re
import shutil
from pathlib import Path

VISITS_PER_PARTY = 3
VISIT_DAYS = 20
SPARE = 1.2
"""Establishments for each visit: the list is longer than what is inspected, as it is in life."""


def write_bench_pack(source: Path, folder: Path, visits: int) -> Path:
    """Copy a pack and give it establishments, parties and members enough. Returns `folder`."""
    shutil.copytree(source, folder)
    areas = re.findall(r'code: "(\d{3})"', (folder / "areas.yaml").read_text("utf-8"))
    per_area = -(-visits // len(areas))
    parties = -(-per_area // VISITS_PER_PARTY) * len(areas)
    parties_a_day = -(-parties // VISIT_DAYS)
    (folder / "establishments.yaml").write_text(_establishments(areas, int(per_area * SPARE) + 1), "utf-8")
    _replace(folder / "team.yaml", r"parties_per_slot: \d+", f"parties_per_slot: {parties_a_day}")
    _replace(folder / "agencies.yaml", r"members_per_slot: \d+", f"members_per_slot: {parties_a_day + 1}")
    return folder


def _establishments(areas: list[str], per_area: int) -> str:
    row = '  - {{code: B-{0}-{1:05d}, name: Cơ sở Mẫu {1:05d}, type: hotel, area: "{0}", sessions: [day]}}'
    rows = [row.format(area, number) for area in areas for number in range(1, per_area + 1)]
    return "establishments:\n" + "\n".join(rows) + "\n"


def _replace(path: Path, pattern: str, text: str) -> None:
    path.write_text(re.sub(pattern, text, path.read_text("utf-8")), "utf-8")
