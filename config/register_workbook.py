"""The province's register, from a workbook to rows that were checked; every fault of the workbook at once."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from config.register_cells import known_to
from config.register_columns import FORMS, PASSED_OVER, SheetForm
from config.register_faults import (
    NO_SHEET,
    SAME_CODE,
    SAME_NAME,
    SAME_OFFICE,
    SHARED,
    TWICE_SHEET,
    UNKNOWN_SHEET,
    UPSIDE_DOWN,
)
from config.register_sheet import Check, SheetReading, is_filled
from config.workbook_safety import Sheets, read_cells
from rules.names import name_key
from rules.pack import Pack
from rules.register import CONTACTS, PLACES, Register, RegisterFault, RegisterRefused, Row, Sheet, overlap
from rules.visibility import PERSONAL_MAILBOX


def read_register(content: bytes, name: str, pack: Pack, today: date) -> Register:
    """`name` is the file's own. Raises RegisterRefused with every fault at once."""
    sheets = read_cells(content, name)
    known = known_to(pack, today)
    faults: list[RegisterFault] = []
    examples = 0
    found: dict[str, Sheet[Any]] = {}
    for form, title, cells in _chosen(sheets, faults):
        reading = SheetReading(form, title, known, faults)
        found[form.name] = reading.sheet(cells, CHECKS[form.name])
        examples += reading.examples
    if not found and not faults:
        faults.append(NO_SHEET.at(""))
    if faults:
        raise RegisterRefused(faults)
    digest = hashlib.sha256(content).hexdigest()
    places, contacts = found.get(PLACES, Sheet(PLACES)), found.get(CONTACTS, Sheet(CONTACTS))
    return Register(digest, places, contacts, examples)


def _chosen(sheets: Sheets, faults: list[RegisterFault]) -> Iterator[tuple[SheetForm, str, list[list[Any]]]]:
    """The register's sheets by any spelling of their names; another that is not empty is a fault."""
    forms = {name_key(name): form for form in FORMS.values() for name in (form.name, *form.other_names)}
    passed_over = {name_key(name) for name in PASSED_OVER}
    seen = set()
    for title, cells in sheets.items():
        form = forms.get(name_key(title))
        if form is None:
            if name_key(title) not in passed_over and any(is_filled(row) for row in cells):
                faults.append(UNKNOWN_SHEET.at(title[:40]))
        elif form.name in seen:
            faults.append(TWICE_SHEET.at(title[:40]))
        else:
            seen.add(form.name)
            yield form, form.name, cells


def _check_days(sheet: Sheet[Any]) -> Iterator[RegisterFault]:
    for row in sheet.rows:
        first, last = row.seed.valid_from, row.seed.valid_to
        if first is not None and last is not None and last < first:
            yield sheet.fault(UPSIDE_DOWN, row.number, "valid_to", first=first)


def _check_places(sheet: Sheet[Any]) -> Iterator[RegisterFault]:
    yield from _check_days(sheet)
    codes: dict[str, int] = {}
    names: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in sheet.rows:
        other = codes.setdefault(row.seed.code, row.number)
        if other != row.number:
            yield sheet.fault(SAME_CODE, row.number, "code", code=row.seed.code, other=other)
            continue
        like = names.setdefault((row.seed.area, name_key(row.seed.name)), [])
        for earlier in like:
            if overlap(earlier.seed, row.seed):
                yield sheet.fault(SAME_NAME, row.number, "name", name=row.seed.name, other=earlier.number)
                break
        like.append(row)


def _check_contacts(sheet: Sheet[Any]) -> Iterator[RegisterFault]:
    yield from _check_days(sheet)
    offices: dict[tuple[str, str], list[Row[Any]]] = {}
    for row in sheet.rows:
        if row.seed.shared and row.seed.role in PERSONAL_MAILBOX:
            yield sheet.fault(SHARED, row.number, "shared", role=row.seed.role.label)
        same = offices.setdefault((row.seed.agency, row.seed.role), [])
        for earlier in same:
            if overlap(earlier.seed, row.seed):
                yield sheet.fault(SAME_OFFICE, row.number, "role", other=earlier.number)
                break
        same.append(row)


CHECKS: dict[str, Check] = {
    PLACES: _check_places,
    CONTACTS: _check_contacts,
}
