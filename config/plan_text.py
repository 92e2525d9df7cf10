"""Reading an official plan's text: chapters, activity lines, windows, each with its line number.

A plan is written for people, so nothing is guessed: a line that is not understood is handed back as such.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from config.plan_lines import fold
from config.plan_windows import Window, read_window

CHAPTER = re.compile(r"(?P<number>\d{1,2})\.\s+(?P<title>\S.*)")
SECTION = re.compile(r"(?P<number>\d{1,2}\.\d{1,2})\.?\s+(?P<title>\S.*)")
BULLET = re.compile(r"[-–—•+*]\s*(?P<text>\S.*)")
# A clause that begins an activity of its own inside a bullet; a list of partners is parted by ";" as well.
ACTIVITY_VERBS = ("phoi hop", "lua chon", "to chuc", "thiet ke", "treo ", "tuyen truyen", "kiem tra", "giam sat", "in ")
TIME_HEADINGS = ("thoi gian",)


@dataclass(frozen=True)
class NotUnderstood:
    """A line outside everything we can read. `inside` when it stands where activities stand."""

    line: int
    text: str
    inside: bool


@dataclass(frozen=True)
class Bullet:
    """One activity line. `ref` is its place, as packs cite it: section and position, "1.1/2"."""

    ref: str
    line: int
    text: str

    @property
    def clauses(self) -> tuple[str, ...]:
        """The activities in it: parts after ";" that begin with a verb of their own."""
        clauses: list[str] = []
        for part in (part.strip() for part in self.text.split(";")):
            if clauses and not fold(part).startswith(ACTIVITY_VERBS):
                clauses[-1] += f"; {part}"
            elif part:
                clauses.append(part)
        return tuple(clauses)


@dataclass
class Chapter:
    """One programme of the plan."""

    number: str
    title: str
    line: int
    bullets: list[Bullet] = field(default_factory=list)
    window: Window | None = None
    window_line: int | None = None


@dataclass
class PlanText:
    chapters: list[Chapter] = field(default_factory=list)
    not_understood: list[NotUnderstood] = field(default_factory=list)

    @property
    def bullets(self) -> list[Bullet]:
        return [bullet for chapter in self.chapters for bullet in chapter.bullets]


def load_plan_text(path: Path) -> PlanText:
    return read_plan_text(path.read_text("utf-8-sig"))


def read_plan_text(text: str) -> PlanText:
    """Read a plan's text; lines count from 1."""
    reader = _Reader()
    for number, line in enumerate(unicodedata.normalize("NFC", text).splitlines(), start=1):
        reader.take(number, " ".join(line.split()))
    return reader.plan


class _Reader:
    """Where we are in the plan while going down its lines."""

    def __init__(self) -> None:
        self.plan = PlanText()
        self.section = ""
        self.positions: Counter[str] = Counter()
        """How many bullets each section has so far."""
        self.in_time = False
        self.open_bullet = False
        self.after_window = False
        """A chapter ends with its window: what follows, up to the next heading, is no activity."""

    @property
    def chapter(self) -> Chapter | None:
        return self.plan.chapters[-1] if self.plan.chapters else None

    def take(self, number: int, line: str) -> None:
        if not line:
            self.open_bullet = False
        elif match := SECTION.fullmatch(line):
            self._section(number, line, match)
        elif match := CHAPTER.fullmatch(line):
            self._chapter(number, line, match)
        elif self.in_time or self._tells_time(line):
            self._time(number, line)
        elif self.section and (match := BULLET.fullmatch(line)):
            self._bullet(number, match["text"])
        elif self.open_bullet:
            self._continue(line)
        else:
            self._puzzled(number, line)

    def _chapter(self, number: int, line: str, match: re.Match[str]) -> None:
        if int(match["number"]) != len(self.plan.chapters) + 1:
            self._puzzled(number, line)
            return
        self.plan.chapters.append(Chapter(match["number"], match["title"].rstrip(". "), number))
        # A plan without sections has its bullets straight under the chapter: they are cited as "1/2".
        self.section, self.in_time, self.open_bullet, self.after_window = match["number"], False, False, False

    def _section(self, number: int, line: str, match: re.Match[str]) -> None:
        if self.chapter is None or match["number"].split(".")[0] != self.chapter.number:
            self._puzzled(number, line)
            return
        self.section, self.open_bullet, self.after_window = match["number"], False, False
        self.in_time = fold(match["title"]).startswith(TIME_HEADINGS)
        if self.in_time and ":" in match["title"]:
            self._time(number, match["title"])

    def _tells_time(self, line: str) -> bool:
        return self.chapter is not None and ":" in line and fold(line).lstrip("-+*•– ").startswith(TIME_HEADINGS)

    def _time(self, number: int, line: str) -> None:
        window = read_window(line.rpartition(":")[2])
        if self.chapter is None or self.chapter.window is not None or window is None:
            self._puzzled(number, line)
            return
        self.chapter.window, self.chapter.window_line = window, number
        self.after_window = True

    def _bullet(self, number: int, text: str) -> None:
        assert self.chapter is not None
        self.positions[self.section] += 1
        self.chapter.bullets.append(Bullet(f"{self.section}/{self.positions[self.section]}", number, text))
        self.open_bullet, self.after_window = True, False

    def _continue(self, line: str) -> None:
        assert self.chapter is not None
        last = self.chapter.bullets.pop()
        self.chapter.bullets.append(Bullet(last.ref, last.line, f"{last.text} {line}"))

    def _puzzled(self, number: int, line: str) -> None:
        inside = bool(self.section) and (not self.after_window or BULLET.fullmatch(line) is not None)
        self.plan.not_understood.append(NotUnderstood(number, line, inside))
        self.open_bullet = False
