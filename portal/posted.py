"""A posted form: read field by field, every fault kept beside its field, every value kept for showing it again."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from portal.speech import Speech
from rules.refusals import AnswerRefused
from rules.words import Word

W = TypeVar("W", bound=Word)

NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
LONGEST_LINE = 200
MOST_LINES = 100
DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y")
"""What a date field sends, and what people write."""


class Posted:
    """Reading a field that is wrong notes a fault and gives an empty value; `check()` then refuses them all at once."""

    def __init__(self, fields: Mapping[str, Sequence[str]], speech: Speech) -> None:
        self._fields = {name: [_plain(value) for value in values] for name, values in fields.items()}
        self.speech = speech
        self._say = speech.say
        self.faults: list[tuple[str, str]] = []
        self.doubted = False
        """Whether a figure is only doubted: it may be confirmed."""

    def get(self, name: str) -> str:
        """What was typed, for showing it again."""
        return self._fields.get(name, [""])[0]

    def has(self, name: str, value: str) -> bool:
        return value in self._fields.get(name, [])

    def fault(self, name: str) -> str:
        """The first sentence about a field, or ""."""
        return next((sentence for field, sentence in self.faults if field == name), "")

    def names(self, prefix: str) -> list[str]:
        return [name for name in self._fields if name.startswith(prefix)]

    def wrong(self, name: str, vietnamese: str, english: str) -> None:
        self.faults.append((name, self._say(vietnamese, english)))

    def check(self) -> None:
        """Raises AnswerRefused with every fault noted so far."""
        if self.faults:
            raise AnswerRefused("form", self.faults)

    def nonce(self) -> str:
        value = self.get("nonce")
        if not NONCE.fullmatch(value):
            self.too_old()
        return value

    def too_old(self) -> None:
        """The number of this page belongs to no form that may still be sent, or to another one."""
        self.wrong("nonce", "Trang này đã cũ, xin bấm gửi lại một lần nữa.", "This page is old: please send again.")

    def one_of(self, name: str, words: type[W], ask: tuple[str, str]) -> W | None:
        """`ask` is what to say when nothing possible was chosen, in both languages."""
        try:
            return words(self.get(name))
        except ValueError:
            self.wrong(name, *ask)
            return None

    def choice(self, name: str, values: Sequence[str], ask: tuple[str, str]) -> str:
        value = self.get(name)
        if value not in values:
            self.wrong(name, *ask)
            return ""
        return value

    def many(self, name: str) -> tuple[str, ...]:
        """Ticked boxes, each once."""
        return tuple(dict.fromkeys(value for value in self._fields.get(name, []) if value))

    def lines(self, name: str) -> tuple[str, ...]:
        """One entry a line, also when separated by commas or semicolons."""
        found = [part.strip() for part in re.split(r"[\n,;]+", self.get(name)) if part.strip()]
        if len(found) > MOST_LINES:
            self.wrong(name, f"Nhiều nhất {MOST_LINES} dòng.", f"At most {MOST_LINES} lines.")
        return tuple(found[:MOST_LINES])

    def text(self, name: str, longest: int, ask: tuple[str, str]) -> str:
        value = self.get(name).strip()
        if not value or not value.isprintable():
            self.wrong(name, *ask)
        elif len(value) > longest:
            self.wrong(name, f"Nhiều nhất {longest} ký tự.", f"At most {longest} characters.")
        return value

    def number(self, name: str) -> int | None:
        """A whole number, or None when the field is empty."""
        value = self.get(name).strip()
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", value):
            self.wrong(name, "Xin nhập một số nguyên.", "Please enter a whole number.")
            return None
        return int(value)

    def day(
        self, name: str, value: str | None = None, ask: tuple[str, str] = ("Xin nhập ngày.", "Please enter a day.")
    ) -> date | None:
        """`value` None reads the field itself; `ask` is what to say when it is empty."""
        typed = self.get(name).strip() if value is None else value
        for form in DAY_FORMS:
            try:
                return datetime.strptime(typed, form).date()
            except ValueError:
                continue
        shown = typed[:20]
        self.wrong(
            name,
            f"“{shown}” không phải là ngày; xin viết dạng 25/02/2021." if shown else ask[0],
            f"“{shown}” is not a day; please write it like 25/02/2021." if shown else ask[1],
        )
        return None


def _plain(value: str) -> str:
    """Composed letters (NFC), one kind of line end, no control characters."""
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in text)
