"""Lines that belong together: a paragraph that was wrapped is one block again, and knows the lines it came from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from config.plan_lines import Line, fold, new_tones
from config.plan_markers import Marker, Rank, read_marker

WRAPPED_FROM = 45
"""A line shorter than this was ended on purpose."""
PAGE_WIDTH = 110
OPEN_LABEL = re.compile(r"\S.* (?:thoi gian(?: thuc hien)?|phoi hop(?: thuc hien)?|dia diem|doi tuong) ?:$")
"""A label within a line whose value stands on the next."""
LABELS = 40
"""A colon within so many characters ends a label."""


@dataclass
class Block:
    """`rest` is the text after its marker; `marker` None for a paragraph without one. Text is composed, tones "
    "are new."""

    lines: list[int]
    text: str
    marker: Marker | None
    rest: str
    cells: tuple[str, ...] = ()
    after_blank: bool = False
    joined: bool = field(default=False)

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def folded(self) -> str:
        return fold(self.rest)

    @property
    def is_capital(self) -> bool:
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 2 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


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
            last = blocks[-1]
            last.lines.append(line.number)
            last.text, last.rest, last.joined = f"{last.text} {text}", f"{last.rest} {text}", True
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
    if not line.after_blank and not last.cells and OPEN_LABEL.search(fold(last.text)):
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
    capital = Block([0], text, None, text).is_capital
    if last.is_capital or capital:
        return last.is_capital and capital and last.marker is not None
    tail = last.text if not last.joined else last.text[-120:]
    return wrapped and len(tail) >= WRAPPED_FROM and last.marker is not None
