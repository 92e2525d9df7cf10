"""Lines that belong together: a paragraph that was wrapped is one block again, and knows the lines it came from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from config.plan_lines import Line, fold, new_tones
from config.plan_markers import Marker, Rank, read_marker

WRAPPED_FROM = 45
"""A line shorter than this was ended on purpose."""
PAGE_WIDTH = 110
OPEN_LABEL = re.compile(r"\S.* (?:thoi gian(?: thuc hien)?|phoi hop(?: thuc hien)?|dia diem|doi tuong) ?:$")
"""A label within a line whose value stands on the next."""
LONGEST_LABEL = 60
"""Characters at a block's end that can hold such a label; a long paragraph is not read anew for each of its lines."""
LABELS = 40
"""A colon within so many characters ends a label."""


@dataclass
class Block:
    """`rest` is the text after its marker; `marker` None for a paragraph without one. Text is composed, its tones
    are new."""

    lines: list[int]
    text: str
    marker: Marker | None
    rest: str
    cells: tuple[str, ...] = ()
    after_blank: bool = False
    joined: bool = False

    def __post_init__(self) -> None:
        self._letters, self._capitals = _count_letters(self.text)

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def is_capital(self) -> bool:
        return _are_capital(self._letters, self._capitals)

    def join(self, line: int, text: str) -> None:
        """The next line of a wrapped paragraph."""
        letters, capitals = _count_letters(text)
        self._letters, self._capitals = self._letters + letters, self._capitals + capitals
        self.lines.append(line)
        self.text, self.rest, self.joined = f"{self.text} {text}", f"{self.rest} {text}", True


def is_in_capitals(text: str) -> bool:
    """Whether hardly a letter of it is small; a word of two letters is too short to tell."""
    return _are_capital(*_count_letters(text))


def _count_letters(text: str) -> tuple[int, int]:
    """All of them, and the capitals."""
    return sum(map(str.isalpha, text)), sum(letter.isupper() and letter.isalpha() for letter in text)


def _are_capital(letters: int, capitals: int) -> bool:
    return letters > 2 and capitals > 0.8 * letters


def make_blocks(lines: Sequence[Line]) -> list[Block]:
    blocks: list[Block] = []
    wrapped = _is_wrapped(lines)
    for line in lines:
        text = new_tones(line.text)
        if len(line.cells) > 1:
            cells = tuple(new_tones(cell) for cell in line.cells)
            blocks.append(Block([line.number, *line.also], text, None, text, cells, line.after_blank))
            continue
        found = read_marker(text)
        if found is None and blocks and _goes_on(blocks[-1], line, text, wrapped):
            blocks[-1].join(line.number, text)
            continue
        marker, rest = found if found else (None, text)
        if found and marker is not None and marker.rank is Rank.ROMAN and _is_word(text):
            marker, rest = None, text
        blocks.append(Block([line.number], text, marker, rest, (), line.after_blank))
    return blocks


def _is_word(text: str) -> bool:
    """ "I." and "V." number parts; "CV/..." and the like do not."""
    return "/" in text.split()[0].rstrip("/-")


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether the text was broken into lines of a page's width: then hardly any line is longer."""
    longer = sum(len(line.text) > PAGE_WIDTH for line in lines)
    return longer * 20 <= len(lines)


def _goes_on(last: Block, line: Line, text: str, wrapped: bool) -> bool:
    """Whether a line without a marker of its own continues the block before it; one that begins with a capital does
    so in a wrapped text only."""
    if not line.after_blank and not last.cells and OPEN_LABEL.match(fold(last.text[-LONGEST_LABEL:])):
        return True
    if line.after_blank or last.cells or (":" in text[:LABELS] and text[0].isupper()):
        return False
    if wrapped and last.text.endswith((" -", " –", ",")):
        return True
    if last.text.rstrip().endswith((".", ":", "./.", "!", "?")):
        return False
    if last.text.rstrip().endswith(";"):
        return text[0].islower() and last.marker is not None
    if text[0].islower() or text[0] in ",;" or (text[0] == "(" and last.marker is not None):
        return True
    capital = is_in_capitals(text)
    if last.is_capital or capital:
        return last.is_capital and capital and last.marker is not None
    tail = last.text if not last.joined else last.text[-120:]
    return wrapped and len(tail) >= WRAPPED_FROM and last.marker is not None
