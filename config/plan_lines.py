"""The lines of a plan's text as they stand in the file, and the one way to compare words in it."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u00ad\u2060"))
MARKDOWN = re.compile(r"^\s*#{1,6}\s+|\*\*(?=\S)|(?<=\S)\*\*")
"""Signs of headings and of bold letters, where a text was taken out of a program that writes them."""
OLD_TONES = re.compile(r"\b(U|u)(ỷ|Ỷ)(?=\s)")


class _Bare(dict[int, int | None]):
    """For `translate`: what becomes of a letter, found out when it is met first."""

    def __missing__(self, letter: int) -> int | None:
        self[letter] = None if unicodedata.combining(chr(letter)) else letter
        return self[letter]


BARE = _Bare({ord("đ"): ord("d"), ord("Đ"): ord("D")})


@dataclass(frozen=True)
class Line:
    """One line that is not empty. `cells` are what tabs or bars part; `after_blank` when an empty line comes before;
    `also` the numbers of further lines that it was made of."""

    number: int
    text: str
    cells: tuple[str, ...]
    after_blank: bool
    also: tuple[int, ...] = ()


@lru_cache(maxsize=100)  # a dozen questions are asked of each line, one behind the other
def fold(text: str) -> str:
    """Letters without marks, so that "Uỷ ban" and "Ủy ban", composed or not, are one word."""
    return " ".join(unicodedata.normalize("NFD", text).translate(BARE).casefold().split())


def new_tones(text: str) -> str:
    """ "Uỷ ban" as "Ủy ban": the one old tone mark that names of bodies have."""
    return OLD_TONES.sub(lambda found: ("Ủ" if found[1] == "U" else "ủ") + ("Y" if found[2].isupper() else "y"), text)


def split_lines(text: str) -> list[Line]:
    """Lines count from 1 as an editor shows them: LF, CR LF or a lone CR ends one, nothing else does."""
    found: list[Line] = []
    blank = True
    composed = unicodedata.normalize("NFC", text).translate(INVISIBLE)
    for number, line in enumerate(re.split(r"\r\n|\r|\n", composed), start=1):
        line = MARKDOWN.sub("", line)
        words = " ".join(line.split())
        if words:
            found.append(Line(number, words, _cells(line), blank))
        blank = not words
    return found


def _cells(line: str) -> tuple[str, ...]:
    """A row of a pasted table keeps its empty cells, so that columns stay in their places."""
    parting = "\t" if "\t" in line.strip() else "|" if line.count("|") > 1 else None
    if parting is None:
        return (" ".join(line.split()),)
    row = line.strip(" \r\n") if parting == "\t" else line.strip().strip("|")
    return tuple(" ".join(cell.split()) for cell in row.split(parting))
