"""A pack for a benchmark of the year: the province's own, as many times over as there are to be provinces.

Every copy has areas, authorities, members, premises and activities of its own; who leads and who decides is one office.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

SHARED_ROLES = {"standing", "committee", "investigating", "victim_support"}
"""An agency in one of these stands once, however many provinces there are."""
ROLES_LEFT_OUT = {"inspection": ("area_authority",), "print": ("supplier", "area_authority")}
"""By kind of activity: where it names none of a role, all there are take part, which in one province is its own."""
Row = dict[str, Any]


def write_year_pack(source: Path, folder: Path, provinces: int) -> Path:
    """Copy a pack and multiply its rows. Returns `folder`."""
    shutil.copytree(source, folder)
    names = ("areas", "communes", "agencies", "contacts", "establishments", "plan", "team")
    rows = {name: _read(folder, name) for name in names}
    once = {row["code"] for row in rows["agencies"]["agencies"] if SHARED_ROLES & set(row["roles"])}
    numbers = range(2, provinces + 1)
    levels = _read(folder, "pack")["pack"]["area_levels"]
    for name in ("areas", "communes"):
        _extend(rows[name]["areas"], numbers, lambda row, n: _area(row, n) if row["level"] != levels[0] else None)
    _extend(rows["agencies"]["agencies"], numbers, lambda row, n: None if row["code"] in once else _agency(row, n))
    _extend(rows["contacts"]["contacts"], numbers, lambda row, n: None if row["agency"] in once else _contact(row, n))
    _extend(rows["establishments"]["establishments"], numbers, _premises)
    activities = rows["plan"]["activities"]
    titles = {row["code"]: f"{number:02d}" for number, row in enumerate(activities, start=1)}
    _extend(activities, numbers, lambda row, n: _activity(row, n, once, titles))
    _say_where(activities, rows["agencies"]["agencies"])
    for team in rows["team"]["team"]:
        # Every province has a team of its own: so many parties may be out at once.
        team["parties_per_slot"] = str(int(team["parties_per_slot"]) * provinces)
    for agency in rows["agencies"]["agencies"]:
        if agency["code"] in once and "members_per_slot" in agency:
            agency["members_per_slot"] = str(int(agency["members_per_slot"]) * provinces)
    for name, content in rows.items():
        # Through JSON, since YAML would write a list that several copies share as an alias, which packs do not have.
        (folder / f"{name}.yaml").write_text(
            yaml.safe_dump(json.loads(json.dumps(content)), allow_unicode=True, sort_keys=False), "utf-8"
        )
    return folder


def _read(folder: Path, name: str) -> dict[str, Any]:
    """Every value as the text it is: packs are read as plain words."""
    content: dict[str, Any] = yaml.load((folder / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return content


def _extend(rows: list[Row], numbers: range, copy: Any) -> None:
    first = list(rows)
    rows += [made for number in numbers for row in first if (made := copy(row, number)) is not None]


def _of(code: str, number: int) -> str:
    return f"{code}.{number}"


def _area(row: Row, number: int) -> Row:
    parent = row["parent"] if row["level"] == "district" else _of(row["parent"], number)
    return row | {"code": _of(row["code"], number), "parent": parent}


def _agency(row: Row, number: int) -> Row:
    made = row | {"code": _of(row["code"], number)}
    if "area" in row:
        made["area"] = _of(row["area"], number)
    return made


def _contact(row: Row, number: int) -> Row:
    name, _, host = row["address"].partition("@")
    return row | {"agency": _of(row["agency"], number), "address": f"{name}@p{number}.{host}"}


def _premises(row: Row, number: int) -> Row:
    return row | {"code": _of(row["code"], number), "area": _of(row["area"], number)}


def _activity(row: Row, number: int, once: set[str], numbered: Mapping[str, str]) -> Row:
    partners = [code if code in once else _of(code, number) for code in row["partners"]]
    made = row | {"code": f"{numbered[row['code']]}.{number}", "partners": partners}
    if row.get("part_of"):
        made["part_of"] = f"{numbered[row['part_of']]}.{number}"
    return made


def _say_where(activities: list[Row], agencies: list[Row]) -> None:
    """What a pack of one province leaves out, since it goes without saying there: that an inspection goes to the
    areas of its own province, and what is printed is made and distributed there."""
    for row in activities:
        for role in ROLES_LEFT_OUT.get(row["kind"], ()):
            of_role = [agency["code"] for agency in agencies if role in agency["roles"]]
            if not set(row["partners"]) & set(of_role):
                row["partners"] = [*row["partners"], *(code for code in of_role if _copy(code) == _copy(row["code"]))]


def _copy(code: str) -> str:
    """Which copy a code is of; empty for the province's own."""
    return code.partition(".")[2]
