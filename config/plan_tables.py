"""Plans that stand in a table: which column holds the work, who helps, and when."""

import re
from dataclasses import dataclass

from config.plan_lines import fold

_NUMBER = re.compile(r"^(?:stt|tt|so tt|so thu tu|#)$")
_CONTENT = re.compile(r"noi dung|nhiem vu|hoat dong|cong viec|hang muc|dau viec")
_TIME = re.compile(r"thoi gian|thoi han|tien do|hoan thanh")
_PARTNERS = re.compile(r"phoi hop")
_LEAD = re.compile(r"chu tri|thuc hien|phu trach|dau moi")
_OTHER = re.compile(r"^(?:ghi chu|kinh phi|don vi|co quan|dia diem|san pham|ket qua|so luong|muc tieu|chi tieu)")
_SUM = re.compile(r"^(?:tong(?: cong| so| kinh phi)?|cong)[ .:]*$")
_GROUP = re.compile(r"^(?:[IVX]{1,5}|[A-H])$")


@dataclass(frozen=True)
class Columns:
    """Positions in a row; None where a table has no such column."""

    number: int | None
    content_at: int
    time_at: int | None
    partners_at: int | None

    def content(self, cells: tuple[str, ...]) -> str:
        return _cell(cells, self.content_at)

    def time(self, cells: tuple[str, ...]) -> str:
        return _cell(cells, self.time_at)

    def partners(self, cells: tuple[str, ...]) -> str:
        return _cell(cells, self.partners_at)

    def group(self, cells: tuple[str, ...]) -> tuple[str, str] | None:
        """(number, title) of a row that only heads those below it."""
        number = _cell(cells, self.number)
        title = self.content(cells)
        alone = [cell for index, cell in enumerate(cells) if cell and index != self.number]
        if _GROUP.match(number) and title:
            return number, title
        return (number, alone[0]) if len(alone) == 1 and not number and len(cells) > 2 else None


def read_header(cells: tuple[str, ...]) -> Columns | None:
    """The columns, when this row is the head of a table of work."""
    words = [fold(cell) for cell in cells]
    if len(words) < 3 or any(len(word) > 60 for word in words):
        return None
    content = _first(words, _CONTENT)
    time = _first(words, _TIME, skip=content)
    partners = _first(words, _PARTNERS, skip=content)
    lead = _first(words, _LEAD, skip=content)
    if content is None or (time is None and partners is None and lead is None):
        return None
    return Columns(_first(words, _NUMBER), content, time, partners)


def is_sum(text: str) -> bool:
    """A row that adds up those above it."""
    return bool(_SUM.match(fold(text)))


def is_heading_word(text: str, *, number: bool) -> bool:
    """Whether a few words are the head of a column: of the numbers, or of anything else that such tables have."""
    words = fold(text)
    if number:
        return bool(_NUMBER.match(words))
    shapes = (_CONTENT, _TIME, _PARTNERS, _LEAD, _OTHER)
    return len(words) <= 60 and any(shape.search(words) for shape in shapes)


def _first(words: list[str], shape: re.Pattern[str], skip: int | None = None) -> int | None:
    return next((index for index, word in enumerate(words) if index != skip and shape.search(word)), None)


def _cell(cells: tuple[str, ...], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""
