"""What one revision of a pack changes against another, row by row, and which kinds of campaigns it concerns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from rules.pack import Pack
from rules.words import CampaignKind

INSPECTIONS = frozenset({CampaignKind.INSPECTION})
EVERY_KIND = frozenset(CampaignKind)
SECTIONS: Mapping[str, tuple[str, frozenset[CampaignKind]]] = {
    "areas": ("địa bàn", EVERY_KIND),
    "agencies": ("cơ quan", EVERY_KIND),
    "contacts": ("địa chỉ liên hệ", EVERY_KIND),
    "establishments": ("cơ sở", INSPECTIONS),
    "checklist": ("nội dung kiểm tra", INSPECTIONS),
    "decrees": ("nghị định xử phạt", INSPECTIONS),
    "sanction_acts": ("hành vi, mức phạt", INSPECTIONS),
    "clocks": ("thời hạn", EVERY_KIND),
    "ladders": ("thang đôn đốc", EVERY_KIND),
    "team": ("thành phần tổ kiểm tra", INSPECTIONS),
    "risk": ("điểm rủi ro", INSPECTIONS),
    "monitoring": ("điểm chọn nơi giám sát", frozenset({CampaignKind.MONITORING})),
    "hotspots": ("dấu hiệu tụ điểm", INSPECTIONS),
    "approvals": ("thẩm quyền phê duyệt", INSPECTIONS),
    "channels": ("hình thức chuyển hồ sơ", INSPECTIONS),
    "programmes": ("chương trình", EVERY_KIND),
    "activities": ("hoạt động", EVERY_KIND),
    "fixed_days": ("ngày cố định", EVERY_KIND),
    "forms": ("biểu mẫu", EVERY_KIND - INSPECTIONS),
    "regimes": ("chế độ báo cáo", frozenset({CampaignKind.ANNUAL_PLAN})),
    "emergency": ("số điện thoại khẩn cấp", EVERY_KIND),
}
"""Every section of rows: its Vietnamese name, and the kinds of campaigns that read it."""
NAMES_VI = {name: vietnamese for name, (vietnamese, _) in SECTIONS.items()} | {
    "pack": "thông tin chung",
    "holidays": "ngày nghỉ",
}
HEAD = ("title", "zone", "year", "area_levels", "work_level", "locale", "weekly_load", "minimum_cell", "as_of")
KEYS = ("code", "field", "decree", "chain", "order", "agency", "role", "number", "valid_from")
"""What tells rows of a section apart, as far as they have it."""


@dataclass(frozen=True)
class Difference:
    """`change` is added, removed or changed; `told` is (field, before, after) of what changed."""

    section: str
    row: str
    change: str
    told: tuple[tuple[str, str, str], ...] = ()

    def concerns(self, kind: CampaignKind, activity: str | None) -> bool:
        """Whether a campaign of this kind, which carries out that activity of the plan, reads the row."""
        if self.section == "activities" and kind is not CampaignKind.ANNUAL_PLAN:
            return self.row.split("/")[0] == activity
        return kind in SECTIONS[self.section][1] if self.section in SECTIONS else True


def compare_packs(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """In the order of the sections; nothing where two revisions say the same."""
    return tuple(_all(old, new))


def _all(old: Pack, new: Pack) -> Iterator[Difference]:
    told = [(name, before, after) for name in HEAD if (before := getattr(old, name)) != (after := getattr(new, name))]
    if old.calendar.weekend != new.calendar.weekend:
        told.append(("weekend", old.calendar.weekend, new.calendar.weekend))
    if told:
        yield Difference("pack", new.code, "changed", tuple((n, _write(b), _write(a)) for n, b, a in told))
    for section in SECTIONS:
        yield from _section(section, getattr(old, section), getattr(new, section))
    yield from _days_off(old, new)


def _days_off(old: Pack, new: Pack) -> Iterator[Difference]:
    """Days of rest, and days of rest that are worked, one by one."""
    for field in ("off", "worked"):
        before, after = getattr(old.calendar, field), getattr(new.calendar, field)
        for day in sorted(before ^ after):
            yield Difference("holidays", f"{field}/{day:%Y-%m-%d}", "removed" if day in before else "added")


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
