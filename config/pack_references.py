"""Codes that point at other rows: each must name a row that the pack has.

Looked up in the rows as they were written, so that a row with a wrong field still has its references checked.
"""

from collections.abc import Iterator
from typing import Any

from config.pack_faults import Wording
from config.pack_reading import Draft, Entry
from config.positions import Path

LETTERS = (
    "plan_submitted",
    "plan_approved",
    "plan_returned",
    "invitation",
    "reminder",
    "non_response",
    "invitation_declined",
    "area_notice",
    "brief",
    "findings_request",
    "findings_receipt",
    "visit_postponed",
    "recommendation",
    "referral_approval",
    "referral",
    "referral_overdue",
    "referral_result",
    "campaign_suspended",
    "campaign_resumed",
    "campaign_cancelled",
    "campaign_report",
    "digest",
    "protection_notice",
    "protection_overdue",
    "reception_task",
    "reception_reminder",
    "order_task",
    "unannounced_report_due",
)
"""The letters a rung of a ladder may name."""

REFERENCES: tuple[tuple[str, Path, str], ...] = (
    ("pack", ("work_level",), "area level"),
    ("areas", ("level",), "area level"),
    ("areas", ("parent",), "area"),
    ("areas", ("successor",), "area"),
    ("agencies", ("sector",), "sector"),
    ("agencies", ("area",), "area"),
    ("agencies", ("superior",), "agency"),
    ("agencies", ("successor",), "agency"),
    ("agencies", ("successors", "*", "agency"), "agency"),
    ("agencies", ("successors", "*", "programmes", "*"), "programme"),
    ("agencies", ("successors", "*", "areas", "*"), "area"),
    ("contacts", ("agency",), "agency"),
    ("establishments", ("area",), "area"),
    ("checklist", ("sector",), "sector"),
    ("checklist", ("sanction_field",), "sanction field"),
    ("checklist", ("remedy_clock",), "clock"),
    ("decrees", ("holder",), "agency"),
    ("sanction_acts", ("decree",), "decree"),
    ("ladders", ("rungs", "*", "letter"), "letter"),
    ("team", ("required_sectors", "*"), "sector"),
    ("team", ("type_sectors", "*"), "sector"),
    ("hotspots", ("signs", "*", "item"), "checklist item"),
    ("approvals", ("clock",), "clock"),
    ("channels", ("to_agency",), "agency"),
    ("activities", ("programmes", "*"), "programme"),
    ("activities", ("partners", "*"), "agency"),
    ("activities", ("part_of",), "activity"),
    ("activities", ("fixed_day",), "fixed day"),
    ("activities", ("targets", "*", "form"), "form"),
    ("regimes", ("form",), "form"),
    ("regimes", ("sender_level",), "area level"),
    ("regimes", ("sender_agency",), "agency"),
    ("regimes", ("ladder",), "ladder"),
)
"""Section, path inside its rows (`*` is every item or value), and what stands there."""

SOURCES = {
    "area": ("areas", "code"),
    "sector": ("sectors", "code"),
    "agency": ("agencies", "code"),
    "sanction field": ("decrees", "field"),
    "clock": ("clocks", "code"),
    "decree": ("decrees", "code"),
    "checklist item": ("checklist", "code"),
    "programme": ("programmes", "code"),
    "activity": ("activities", "code"),
    "fixed day": ("fixed_days", "code"),
    "form": ("forms", "code"),
    "ladder": ("ladders", "code"),
}
NOUNS_VI = {
    "area": "địa bàn",
    "area level": "cấp địa bàn",
    "sector": "ngành",
    "agency": "cơ quan",
    "sanction field": "lĩnh vực xử phạt",
    "clock": "thời hạn",
    "decree": "nghị định",
    "checklist item": "nội dung kiểm tra",
    "programme": "chương trình",
    "letter": "mẫu thư",
    "activity": "hoạt động",
    "fixed day": "ngày cố định",
    "form": "biểu mẫu",
    "ladder": "thang đôn đốc",
}
UNKNOWN = Wording("there is no {noun} {code!r}", "{known}", "không có {noun_vi} {code!r}", "{known}")
SHOWN = 30
"""More codes than this are not listed in a fault: nobody reads four hundred."""


def check_references(draft: Draft) -> None:
    known = {noun: _codes(draft, *source) for noun, source in SOURCES.items()}
    known["letter"] = list(LETTERS)
    known["area level"] = [level for head in draft.entries["pack"] for level in head.raw.get("area_levels", ())]
    for section, pattern, noun in REFERENCES:
        if not known[noun]:
            continue  # the section that would name them is missing, which is told already
        for entry in draft.entries[section]:
            for path, code in _places(entry.raw, pattern, ()):
                if code not in known[noun]:
                    _report(draft, entry, path, noun, code, known[noun])


def _report(draft: Draft, entry: Entry, path: Path, noun: str, code: str, known: list[str]) -> None:
    more = ", ..." if len(known) > SHOWN else ""
    facts = {"noun": noun, "noun_vi": NOUNS_VI[noun], "code": code, "known": ", ".join(known[:SHOWN]) + more}
    draft.faults.append(entry.fault(UNKNOWN, *path, **facts))


def _codes(draft: Draft, section: str, key: str) -> list[str]:
    """The codes of a section in their order, those of rows that are wrong elsewhere too."""
    found = (entry.raw.get(key) for entry in draft.entries[section])
    return list(dict.fromkeys(code for code in found if isinstance(code, str)))


def _places(value: Any, pattern: Path, path: Path) -> Iterator[tuple[Path, str]]:
    if not pattern:
        if isinstance(value, str) and value:
            yield path, value
        return
    key, rest = pattern[0], pattern[1:]
    if isinstance(value, dict):
        for name, inner in value.items():
            if key in ("*", name):
                yield from _places(inner, rest, (*path, name))
    elif isinstance(value, list) and key == "*":
        for index, inner in enumerate(value):
            yield from _places(inner, rest, (*path, index))
