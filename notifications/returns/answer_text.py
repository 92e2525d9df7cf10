"""What a person wrote in answer to a letter, without the letter itself: its link must not be kept in clear again."""

import re
from email.message import Message
from html.parser import HTMLParser

LONGEST = 4000
"""Letters that are kept; the mailbox has the whole."""
_QUOTE_BEGINS = re.compile(
    r"(?im)^[ \t]*(?:-{2,} ?(?:original message|thư gốc|forwarded message).*|_{20,}"
    r"|(?:on|vào|ngày) .{5,200}(?:wrote|đã viết) ?:)[ \t]*$"
)
_QUOTED = re.compile(r"(?m)^[ \t]*>.*\n?")
_ADDRESS = re.compile(r"(?i)\bhttps?://\S+")
_NOT_WORDS = re.compile(r"[^\S\n]+|[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Words(HTMLParser):
    """The text of a page; quotes of the letter, scripts and styles are left out."""

    SKIPPED = ("style", "script", "blockquote", "head")
    BREAKS = ("p", "div", "br", "tr", "li")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SKIPPED:
            self._inside += 1
        elif tag in self.BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SKIPPED and self._inside:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.said.append(data)


def read_answer_text(message: Message) -> str:
    """At most LONGEST letters; "" when it has none. Addresses of pages are taken out, ours open without a password."""
    plain = _first(message, "text/plain")
    if plain is None:
        page = _first(message, "text/html")
        plain = "" if page is None else _words_of(page)
    plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    begun = _QUOTE_BEGINS.search(plain)
    own = plain if begun is None else plain[: begun.start()]
    own = _ADDRESS.sub("…", _QUOTED.sub("", own))
    lines = [_NOT_WORDS.sub(" ", line).strip() for line in own.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:LONGEST]


def _first(message: Message, kind: str) -> str | None:
    for part in message.walk():
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _text(content, str(part.get_content_charset() or "utf-8"))
    return None


def _text(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _words_of(page: str) -> str:
    words = _Words()
    words.feed(page[: 16 * LONGEST])
    return "".join(words.said)
