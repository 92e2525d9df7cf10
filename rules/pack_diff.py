"""What one revision of a pack changes against another, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from rules.pack import Pack

SECTIONS = (
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
HEAD = ("title", "zone", "year", "area_levels", "work_level", "locale", "weekly_load", "minimum_cell")
KEYS = ("code", "field", "decree", "chain", "order", "agency", "role", "number", "valid_from")
"""What tells rows of a section apart, as far as they have it."""
SEEDED = ("contacts", "establishments")
"""Sections that only seed the database: what is there already stays as the province has made it."""


@dataclass(frozen=True)
class Difference:
    """`change` is added, removed or changed; `told` is (field, before, after) of what changed."""

    section: str
    row: str
    change: str
    told: tuple[tuple[str, str, str], ...] = ()


def compare_packs(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """In the order of the sections; nothing where two revisions say the same."""
    return tuple(_all(old, new))


def _all(old: Pack, new: Pack) -> Iterator[Difference]:
    told = [(name, before, after) for name in HEAD if (before := getattr(old, name)) != (after := getattr(new, name))]
    if told:
        yield Difference("pack", new.code, "changed", tuple((n, _write(b), _write(a)) for n, b, a in told))
    for section in SECTIONS:
        yield from _section(section, getattr(old, section), getattr(new, section))


def _section(section: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    before, after = ({_key(row): row for row in rows} for rows in (old, new))
    for key, row in before.items():
        if key not in after:
            yield Difference(section, key, "removed")
        elif row != after[key]:
            yield Difference(section, key, "changed", tuple(_fields(row, after[key])))
    for key in after:
        if key not in before:
            yield Difference(section, key, "added")


def _key(row: Any) -> str:
    return "/".join(str(getattr(row, name)) for name in KEYS if getattr(row, name, None) is not None)


def _fields(before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    for field in fields(before):
        one, other = getattr(before, field.name), getattr(after, field.name)
        if one != other:
            yield field.name, _write(one), _write(other)


def _write(value: Any) -> str:
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)
