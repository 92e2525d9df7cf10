"""From files to rows: every section's rows as plain text with their lines, and as typed rows where they are sound."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from config.pack_faults import Fault, Wording
from config.pack_rows import SECTIONS
from config.pack_words import NOT_A_DAY, wording_of
from config.positions import Located, NotReadable, Path, locate
from rules.dated import Dated

NOT_YAML = Wording("is not YAML: {problem}", "YAML text", "không phải YAML: {problem}", "văn bản YAML")
UNKNOWN_SECTION = Wording("there is no section of this name", "{names}", "không có mục nào tên như vậy", "{names}")
MISSING_SECTION = Wording(
    "the section is missing or empty", "at least one row", "thiếu mục này hoặc mục trống", "ít nhất một dòng"
)
NOT_A_LIST = Wording("is not a list of rows", "a list", "không phải danh sách", "danh sách các dòng")
REPEATED = Wording("the key stands twice", "each key once", "khóa bị lặp lại", "mỗi khóa một lần")
ALIASED = Wording("is a YAML alias", "the value itself, written out", "là bí danh YAML", "ghi đầy đủ giá trị tại chỗ")
UNKNOWN_KEY = "unexpected_keyword_argument"
"""Pydantic's word for a key that a dataclass does not have."""


@dataclass(frozen=True)
class Entry:
    """One row: `raw` as it was written, `row` typed, or None where a field is wrong."""

    section: str
    file: str
    located: Located
    path: Path
    raw: dict[str, Any]
    row: Any

    @property
    def name(self) -> str:
        """How faults call the row: by its code, or by what tells it apart."""
        keys = SECTIONS[self.section].keys
        told = [str(self.raw[key]) for key in keys if isinstance(self.raw.get(key), str)]
        if self.section == "pack":
            return self.section
        return f"{self.section}[{'/'.join(told) or self.path[-1]}]"

    def fault(self, wording: Wording, /, *path: str | int, **facts: object) -> Fault:
        """A fault at a field of this row."""
        key = ".".join((self.name, *map(str, path)))
        return wording.fault(self.file, self.located.line((*self.path, *path)), key, **facts)


@dataclass
class Draft:
    """A pack on its way: entries by section, and the faults found so far."""

    entries: dict[str, list[Entry]] = field(default_factory=lambda: {name: [] for name in SECTIONS})
    faults: list[Fault] = field(default_factory=list)

    @property
    def year(self) -> int | None:
        """The pack's year as written, also where another field of its head is wrong."""
        written = [str(entry.raw.get("year")) for entry in self.entries["pack"]]
        year = int(written[0]) if written and re.fullmatch(r"\d{4}", written[0]) else 0
        return year if 1 <= year <= 9998 else None

    def rows(self, section: str) -> list[Any]:
        """The sound rows of a section."""
        return [entry.row for entry in self.entries[section] if entry.row is not None]

    def sound(self, section: str) -> Iterator[tuple[Entry, Any]]:
        return ((entry, entry.row) for entry in self.entries[section] if entry.row is not None)


def read_entries(files: Mapping[str, str]) -> Draft:
    """Read every file; what cannot be read becomes a fault and the rest goes on."""
    draft = Draft()
    for name, text in sorted(files.items()):
        try:
            located = locate(text)
        except NotReadable as error:
            draft.faults.append(NOT_YAML.fault(name, error.line, "-", problem=error))
            continue
        _take_file(draft, name, located)
    for section, entries in draft.entries.items():
        if not entries and SECTIONS[section].needed:
            draft.faults.append(MISSING_SECTION.fault("pack.yaml", 1, section))
    return draft


def _take_file(draft: Draft, file: str, located: Located) -> None:
    for wording, paths in ((REPEATED, located.repeated), (ALIASED, located.aliased)):
        for path in paths:
            draft.faults.append(wording.fault(file, located.line(path), ".".join(map(str, path))))
    sections = located.value
    if not isinstance(sections, dict):
        draft.faults.append(NOT_A_LIST.fault(file, 1, "-"))
        return
    for section, value in sections.items():
        line = located.line((section,))
        if section not in SECTIONS:
            draft.faults.append(UNKNOWN_SECTION.fault(file, line, section, names=", ".join(SECTIONS)))
        elif section == "pack":
            _take_row(draft, section, file, located, (section,), value)
        elif isinstance(value, list):
            for index, row in enumerate(value):
                _take_row(draft, section, file, located, (section, index), row)
        else:
            draft.faults.append(NOT_A_LIST.fault(file, line, section))


def _take_row(draft: Draft, section: str, file: str, located: Located, path: Path, raw: Any) -> None:
    row, errors = _typed(section, raw)
    plain = raw if isinstance(raw, dict) else {}
    entry = Entry(section, file, located, path, plain, row)
    draft.entries[section].append(entry)
    for where in _seconds_as_days(plain, row):
        draft.faults.append(entry.fault(NOT_A_DAY, *where, given=_at(plain, where)))
    for found in errors:
        where = tuple(part for part in found["loc"][1:] if part != "[key]")
        draft.faults.append(entry.fault(wording_of(found), *where, **_facts(found)))


def _typed(section: str, raw: Any) -> tuple[Any, list[Any]]:
    """The typed row, and what is wrong; a row with nothing wrong but unknown keys is typed without them."""
    try:
        return MODELS[section].model_validate({"row": raw}).row, []  # type: ignore[attr-defined]
    except ValidationError as error:
        errors = error.errors(include_url=False)
    unknown = {found["loc"][-1] for found in errors if found["type"] == UNKNOWN_KEY and len(found["loc"]) == 2}
    if len(unknown) < len(errors):
        return None, errors
    return _typed(section, {key: value for key, value in raw.items() if key not in unknown})[0], errors


def _seconds_as_days(raw: dict[str, Any], row: Any) -> Iterator[Path]:
    """Where a bare number was taken for seconds since 1970, as pydantic does: nobody writes a day like that."""
    for key, value in raw.items() if row is not None else ():
        taken = getattr(row, key, None)
        if isinstance(taken, date) and "-" not in value:
            yield (key,)
        elif isinstance(taken, frozenset) and any(isinstance(item, date) for item in taken):
            yield from ((key, index) for index, item in enumerate(value) if "-" not in item)


def _at(raw: Any, path: Path) -> Any:
    for part in path:
        raw = raw[part]
    return raw


def _facts(error: Any) -> dict[str, object]:
    given = error.get("input")
    shown = given if isinstance(given, str) else type(given).__name__
    return {"given": shown, "expected": error.get("ctx", {}).get("expected", "")}


def _model_of(row: type[Dated]) -> type[BaseModel]:
    """Pydantic hands a model's settings on to the standard dataclasses inside it, nested ones too."""
    config = ConfigDict(extra="forbid", str_strip_whitespace=True, str_min_length=1)
    return create_model(f"{row.__name__}Row", __config__=config, row=(row, ...))


MODELS = {name: _model_of(section.row) for name, section in SECTIONS.items()}
