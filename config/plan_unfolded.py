"""Rows of a table that stand on several lines are made one again: where every cell has a line of its own, as some web
pages and editors leave it, and where the text of a cell was broken."""

import re
from collections.abc import Sequence
from dataclasses import replace

from config.plan_lines import Line, fold
from config.plan_tables import is_heading_word, read_header
from config.plan_windows import read_window

_ROW = re.compile(r"\(?(?:\d{1,3}|[IVX]{1,5}|[A-H])[.)]?")
_GROUP = re.compile(r"(?:[IVX]{1,5}|[A-H])[.)]?")
_OFTEN = re.compile(r"^(?:thuong xuyen|hang|hang ngay|dinh ky|khi co|ca nam|dot xuat)\b")
FEWEST, MOST = 3, 8
"""Columns."""


def fold_rows(lines: Sequence[Line]) -> list[Line]:
    """The same lines, but for those of such a table: one line for each row, which knows the others it was made of."""
    found: list[Line] = []
    index = 0
    lines = _whole_rows(lines)
    while index < len(lines):
        columns = _header_at(lines, index)
        if columns:
            found.append(_row(lines[index : index + columns], [line.text for line in lines[index : index + columns]]))
            index += columns
            while taken := _row_at(lines, index, columns):
                found.append(taken)
                index += 1 + len(taken.also)
        else:
            found.append(lines[index])
            index += 1
    return found


def _whole_rows(lines: Sequence[Line]) -> list[Line]:
    """A row that has fewer cells than its table's head goes on in the next line, unless that begins one itself."""
    found: list[Line] = []
    columns = 0
    for line in lines:
        if read_header(line.cells) is not None:
            columns = len(line.cells)
        elif found and columns and _goes_on(found[-1], line, columns):
            last = found[-1]
            cells = (*last.cells[:-1], f"{last.cells[-1]} {line.cells[0]}", *line.cells[1:])
            also = (*last.also, line.number, *line.also)
            found[-1] = replace(last, text=f"{last.text} {line.text}", cells=cells, also=also)
            continue
        found.append(line)
    return found


def _goes_on(row: Line, line: Line, columns: int) -> bool:
    together = len(row.cells) + len(line.cells) - 1
    begun = 1 < len(row.cells) < columns and _ROW.fullmatch(row.cells[0]) is not None
    return begun and len(line.cells) > 1 and together <= columns and not _ROW.fullmatch(line.cells[0])


def _header_at(lines: Sequence[Line], index: int) -> int:
    """How many lines from here on head a table's columns, the first of them its numbers; 0 where none begins."""
    columns = 0
    while columns < MOST and index + columns < len(lines) and _is_head(lines[index + columns], columns == 0):
        columns += 1
    after = lines[index + columns] if index + columns < len(lines) else None
    words = tuple(line.text for line in lines[index : index + columns])
    if columns < FEWEST or after is None or not _ROW.fullmatch(after.text) or read_header(words) is None:
        return 0
    return columns


def _is_head(line: Line, first: bool) -> bool:
    return len(line.cells) == 1 and is_heading_word(line.text, number=first)


def _row_at(lines: Sequence[Line], index: int, columns: int) -> Line | None:
    if index >= len(lines) or not _ROW.fullmatch(lines[index].text):
        return None
    own = [lines[index]]
    for line in lines[index + 1 : index + columns]:
        if _ROW.fullmatch(line.text) or len(line.cells) > 1:
            break
        own.append(line)
        if len(own) == 2 and _GROUP.fullmatch(own[0].text) and _is_followed_by_row(lines, index + 2):
            break
    texts = [line.text for line in own]
    if len(own) == 1:
        return None
    if len(own) < columns and len(own) > 2 and _tells_when(texts[-1]):
        # An empty cell leaves no line; the last column is when.
        texts = [*texts[:-1], *[""] * (columns - len(own)), texts[-1]]
    return _row(own, texts + [""] * (columns - len(texts)))


def _is_followed_by_row(lines: Sequence[Line], index: int) -> bool:
    return index < len(lines) and _ROW.fullmatch(lines[index].text) is not None


def _tells_when(text: str) -> bool:
    return read_window(text, 2000) is not None or _OFTEN.match(fold(text)) is not None


def _row(own: Sequence[Line], texts: Sequence[str]) -> Line:
    return replace(
        own[0],
        text=" ".join(text for text in texts if text),
        cells=tuple(texts),
        also=tuple(line.number for line in own[1:]),
    )
