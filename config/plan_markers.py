"""How plans number their parts: "Phần I", "A.", "I.", "Chương trình 1:", "1.", "1.1", "a)", dashes of many shapes."""

import re
from dataclasses import dataclass
from enum import IntEnum


class Rank(IntEnum):
    """What stands inside what; a bullet's place inside other bullets comes from the order they appear in."""

    ROOT = 0
    PART = 1
    LETTER = 2
    ROMAN = 3
    PROGRAMME = 4
    ARABIC = 5
    ITEM = 6
    DECIMAL = 7
    LONG_DECIMAL = 8
    BRACKET = 9
    SMALL = 10
    UNNUMBERED = 11
    BULLET = 12


@dataclass(frozen=True)
class Marker:
    """`number` as printed ("1.1", "II", "a"; for a bullet its sign)."""

    rank: Rank
    number: str

    @property
    def value(self) -> int:
        """The place in a sequence of arabic numbers, else 0."""
        return int(self.number) if self.number.isdigit() else 0


DASHES = str.maketrans("–—−‐‑‒", "------")
_END = r"\s*[.:)/\-–]+\s*"
_AFTER = r"(?:/-?(?=\s)|(?![\d/])\.?\)?:?-?(?=\s|[^\W\d_]))"
"""Behind a decimal number: "1.1", "1.1.", "1.1)", "1.1:", "1.1/" and "1.1/-"; a day ("2.1/2021") is none."""
_SHAPES: tuple[tuple[re.Pattern[str], Rank], ...] = (
    (
        re.compile(
            r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục|PHỤ LỤC|Phụ lục)(?:\s+(?:thứ|THỨ))?"
            r"\s+(?P<n>[IVXLC]+|\d{1,2}|[A-H]|[Nn]hất|NHẤT|[Hh]ai|HAI|[Bb]a|BA|[Tt]ư|TƯ)(?![\w/])[\s.:)\-–]*(?P<t>.*)"
        ),
        Rank.PART,
    ),
    (
        re.compile(
            r"(?:Chương trình|CHƯƠNG TRÌNH|Dự án|DỰ ÁN|Hợp phần|HỢP PHẦN|Nhóm(?: nhiệm vụ| hoạt động)?)(?: số)?"
            rf"\s+(?P<n>[IVX]+|\d{{1,2}}){_END}(?P<t>\D.*)"
        ),
        Rank.PROGRAMME,
    ),
    (
        re.compile(
            r"(?:Hoạt động|HOẠT ĐỘNG|Nhiệm vụ|NHIỆM VỤ|Nội dung|NỘI DUNG|Tiểu dự án|Mục tiêu|MỤC TIÊU)(?: số)?"
            rf"\s+(?P<n>[IVX]+|\d{{1,2}}){_END}(?P<t>\D.*)"
        ),
        Rank.ITEM,
    ),
    (re.compile(rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{2,3}}){_AFTER}\s*(?P<t>[^\W\d].*)"), Rank.LONG_DECIMAL),
    (re.compile(rf"(?P<n>\d{{1,2}}\.\d{{1,2}}){_AFTER}\s*(?P<t>[^\W\d_].*)"), Rank.DECIMAL),
    (re.compile(r"(?P<n>\d{1,2})\s*(?:[./]-?|-(?=\s))\s*(?P<t>[^\W\d_\-–+*].*)"), Rank.ARABIC),
    (re.compile(r"(?P<n>\d{1,2})\)\s*-?\s*(?P<t>[^\W\d_].*)"), Rank.BRACKET),
    (re.compile(r"\((?P<n>\d{1,2})\)\s*(?P<t>[^\W\d_].*)"), Rank.SMALL),
    (re.compile(r"(?P<n>[IVX]{1,5})(?:\s*[.:)/]-?|\s*[\-–](?=\s))\s*(?P<t>\S.*)"), Rank.ROMAN),
    (re.compile(r"(?P<n>[A-H])(?:\s*[.)/]|\s*[\-–:](?=\s))\s*(?P<t>[^\W\d_]\S.*)"), Rank.LETTER),
    (re.compile(r"\(?(?P<n>[a-zđ])(?:\)|[./](?=\s))\s*(?P<t>\S.*)"), Rank.SMALL),
    (re.compile(r"(?P<n>[-•●▪■□○◦‣·✓✔➢►▸➤§⁃\uf0b7\uf02d\uf0a7\uf0d8+*])\s*(?P<t>[^\s\-+*=_].*)"), Rank.BULLET),
    (re.compile(r"(?P<n>o)\s+(?P<t>[A-ZĐÀ-Ỹ].*)"), Rank.BULLET),
)


def read_marker(text: str) -> tuple[Marker, str] | None:
    """A line's marker and what follows it; a part whose name stands on the next line has an empty rest."""
    plain = text.translate(DASHES)
    for shape, rank in _SHAPES:
        if match := shape.fullmatch(plain):
            return Marker(rank, match["n"]), text[match.start("t") :].strip()
    return None
