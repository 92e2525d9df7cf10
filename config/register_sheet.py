"""One sheet of the register: its header row found, its rows read cell by cell, each fault with its place."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import MISSING, fields
from typing import Any

from config.register_cells import CellWrong, Known, written
from config.register_columns import EXAMPLE, NONE, Column, SheetForm
from config.register_faults import (
    EMPTY,
    HEADER_WITHIN,
    MISSING_COLUMN,
    NO_HEADER,
    TWICE_COLUMN,
    UNHEADED,
    UNKNOWN_COLUMN,
)
from rules.names import name_key
from rules.register import FaultWording, RegisterFault, Row, Sheet

FEWEST_HEADERS = 2
Check = Callable[[Sheet[Any]], Iterable[RegisterFault]]


def is_filled(row: Sequence[Any]) -> bool:
    return any(written(cell) for cell in row)


def letter_of(index: int) -> str:
    """A column's letter as Excel shows it; 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class SheetReading:
    """One sheet on its way; faults go to the list that all sheets share."""

    def __init__(self, form: SheetForm, title: str, known: Known, faults: list[RegisterFault]) -> None:
        self.form, self.title, self.known, self.faults = form, title, known, faults
        self.columns: dict[int, Column] = {}
        self.headers: dict[int, str] = {}
        self.examples = 0
        self._by_header = {
            name_key(name): column
            for column in form.columns
            for name in (column.header, column.field, *column.other_names)
        }

    def sheet(self, cells: list[list[Any]], check: Check) -> Sheet[Any]:
        """`check` says what is wrong between its rows."""
        at = self._find_header(cells)
        if at is None:
            headers = ", ".join(column.header for column in self.form.columns)
            self.faults.append(NO_HEADER.at(self.title, headers=headers))
            return Sheet(self.form.name)
        self._read_headers(at, cells[at])
        rows = [self._row(number, row) for number, row in enumerate(cells[at + 1 :], at + 2) if is_filled(row)]
        places = {column.field: (letter_of(i), self.headers[i]) for i, column in self.columns.items()}
        sheet: Sheet[Any] = Sheet(self.form.name, places, tuple(row for row in rows if row is not None))
        self.faults += check(sheet)
        return sheet

    def _find_header(self, cells: list[list[Any]]) -> int | None:
        for number, row in enumerate(cells[:HEADER_WITHIN]):
            if sum(self._column(cell) is not None for cell in row) >= FEWEST_HEADERS:
                return number
        return None

    def _column(self, cell: Any) -> Column | None:
        return self._by_header.get(name_key(written(cell)))

    def _read_headers(self, at: int, row: Sequence[Any]) -> None:
        seen: dict[str, str] = {}
        headers = ", ".join(column.header for column in self.form.columns)
        for index, cell in enumerate(row):
            name, column = written(cell)[:60], self._column(cell)
            if not name:
                continue
            self.headers[index] = name
            if column is None:
                self._fault(UNKNOWN_COLUMN, at + 1, index, headers=headers)
            elif column.field in seen:
                self._fault(TWICE_COLUMN, at + 1, index, other=seen[column.field])
            else:
                seen[column.field] = letter_of(index)
                self.columns[index] = column
        for column in self.form.columns:
            if column.required and column.field not in seen:
                self.faults.append(MISSING_COLUMN.at(self.title, at + 1, header=column.header))

    def _fault(self, wording: FaultWording, number: int, index: int, **facts: object) -> None:
        place = (self.title, number, letter_of(index), self.headers.get(index, ""))
        self.faults.append(wording.at(*place, **facts))

    def _row(self, number: int, row: Sequence[Any]) -> Row[Any] | None:
        """None for an example, and for a row with a fault."""
        if any(name_key(written(cell)) == name_key(EXAMPLE) for cell in row):
            self.examples += 1
            return None
        before = len(self.faults)
        values: dict[str, Any] = {}
        for index, cell in enumerate(row):
            column = self.columns.get(index)
            if column is not None:
                self._cell(number, index, column, cell, values)
            elif written(cell) and index not in self.headers:
                self._fault(UNHEADED, number, index, value=written(cell)[:60])
        # A short row of a ragged sheet lacks cells that its header promises.
        for index, column in self.columns.items():
            if index >= len(row):
                self._cell(number, index, column, "", values)
        if len(self.faults) > before or any(name not in values for name in self._needed()):
            return None
        return Row(number, self.form.row(**values), frozenset(values))

    def _needed(self) -> list[str]:
        return [field.name for field in fields(self.form.row) if field.default is MISSING]

    def _cell(self, number: int, index: int, column: Column, cell: Any, values: dict[str, Any]) -> None:
        if not written(cell):
            if column.required:
                allowed = ", ".join(column.choices)
                facts = {"allowed": allowed or column.hint_en, "allowed_vi": allowed or column.hint}
                self._fault(EMPTY, number, index, **facts)
            return
        if written(cell) == NONE and not column.required:
            values[column.field] = column.cleared
            return
        try:
            values[column.field] = column.read(cell, self.known)
        except CellWrong as wrong:
            self._fault(wrong.wording, number, index, **wrong.facts)
