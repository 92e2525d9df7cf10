"""The numbers that Word shows in front of paragraphs and does not keep in their text (ECMA-376 part 1, 17.9)."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLETS = "-+•"
"""By level, where a symbol font has the sign; the reader tells levels of dashes apart by their signs."""
DASH = "- "
DEEPEST = 8
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class _Level:
    kind: str
    text: str
    start: int


class WordNumbers:
    """Counts along while the paragraphs of a document are read in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._of_list: dict[str, str] = {}
        self._counted: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read(numbering)
        self._of_style = {} if styles is None else _styles(styles)

    def _read(self, numbering: Element) -> None:
        for abstract in numbering.findall(f"{W}abstractNum"):
            levels = {int(level.get(f"{W}ilvl", "0")): _level(level) for level in abstract.findall(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
        for listed in numbering.findall(f"{W}num"):
            self._of_list[listed.get(f"{W}numId", "")] = _value(listed, "abstractNumId")

    def before(self, paragraph: Element) -> str:
        """What Word shows in front of a paragraph, with a blank behind it; "" where nothing."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number, depth = found
        abstract = self._of_list.get(number, "")
        level = self._levels.get(abstract, {}).get(depth)
        if number == "0" or (level is not None and level.kind == "none"):
            return ""
        if level is None:
            return DASH
        if level.kind == "bullet":
            return f"{level.text if level.text in BULLETS else BULLETS[depth % len(BULLETS)]} "
        counted = self._counted[abstract]
        counted[depth] = counted.get(depth, level.start - 1) + 1
        for deeper in [other for other in counted if other > depth]:
            del counted[deeper]
        return f"{self._shown(abstract, level)} "

    def _list_of(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = properties.find(f"{W}numPr")
        of_style = self._of_style.get(_value(properties, "pStyle"))
        if own is None:
            return of_style
        number = _value(own, "numId") or (of_style[0] if of_style else "")
        depth = _value(own, "ilvl")
        return number, min(int(depth) if depth.isdigit() else of_style[1] if of_style else 0, DEEPEST)

    def _shown(self, abstract: str, level: _Level) -> str:
        def one(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            other = self._levels[abstract].get(depth, level)
            return _written(self._counted[abstract].get(depth, other.start), other.kind)

        return re.sub(r"%([1-9])", one, level.text)


def _level(level: Element) -> _Level:
    start = _value(level, "start")
    return _Level(_value(level, "numFmt") or "decimal", _value(level, "lvlText"), int(start) if start.isdigit() else 1)


def _styles(styles: Element) -> Mapping[str, tuple[str, int]]:
    """style -> (list, level), where a heading is numbered by its style; what it is based on is not followed."""
    found = {}
    for style in styles.findall(f"{W}style"):
        listed = style.find(f"{W}pPr/{W}numPr")
        if listed is not None and (number := _value(listed, "numId")):
            depth = _value(listed, "ilvl")
            found[style.get(f"{W}styleId", "")] = number, min(int(depth) if depth.isdigit() else 0, DEEPEST)
    return found


def _value(parent: Element, name: str) -> str:
    found = parent.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _written(count: int, kind: str) -> str:
    match kind:
        case "upperRoman":
            return _roman(count).upper()
        case "lowerRoman":
            return _roman(count)
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("a") + (count - 1) % 26)
            return letter.upper() if kind == "upperLetter" else letter
        case "decimalZero":
            return f"{count:02d}"
        case _:
            return str(count)


def _roman(count: int) -> str:
    found = ""
    for value, sign in _ROMAN:
        found += sign * (count // value)
        count %= value
    return found
