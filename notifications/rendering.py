"""The one set-up of templates: sandboxed, strict about missing facts, no way to code or files outside `templates/`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from textwrap import fill
from zoneinfo import ZoneInfo

from jinja2 import FunctionLoader, StrictUndefined, UndefinedError, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.campaign_nouns import campaign_noun
from notifications.english import english_label
from notifications.letter import Letter
from notifications.template_sources import read_whole
from rules.words import CampaignKind, Word

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""The hours of who names no other zone; letters are written in those of the pack."""
END_OF_DAY = {"vi": "hết ngày {}", "en": "end of {}"}
COLUMNS = 72
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127], " ")
"""Control characters that no text has a use for; NUL would end a letter for some of its readers."""


class LetterUnwritable(Exception):
    """A letter that cannot be put into words; the action that wants it must end before anything is saved."""

    def __init__(self, letter: Letter, locale: str, why: object) -> None:
        super().__init__(f"Letter {letter.name} ({locale}) about {letter.reference!a} cannot be written: {why}.")


@dataclass(frozen=True)
class Rendered:
    """One letter in one language, ready to be put into a message."""

    subject: str
    text: str
    html: str
    locale: str


def render(letter: Letter, locale: str, as_of: datetime, zone: ZoneInfo = LOCAL) -> Rendered:
    """Write the letter, with the hours of a zone; `as_of` is the moment whose state it tells. Raises
    LetterUnwritable for a fact that a template asks for in vain."""
    if locale not in letter.locales:
        raise ValueError(f"Letter {letter.name} is written in {', '.join(letter.locales)}, not in {locale}.")
    facts = vars(letter) | {"as_of": as_of, "locale": locale}
    suffix = "" if locale == "vi" else f".{locale}"
    environment = _environment(locale, zone)

    def write(part: str, extension: str) -> str:
        template = environment.get_template(f"{letter.name}/{part}{suffix}.{extension}")
        return template.render(facts).translate(_UNSEEN)

    try:
        return Rendered(
            subject=clean_header(write("subject", "txt")),
            text=wrap_lines(write("body", "txt")),
            html=write("body", "html"),
            locale=locale,
        )
    except UndefinedError as error:
        raise LetterUnwritable(letter, locale, error) from error


def render_page(template: str, *, locale: str, zone: ZoneInfo, **facts: object) -> str:
    """Write one page that is not a letter (a report, a minute); `template` is its path under `templates/`."""
    return _environment(locale, zone).get_template(template).render(facts | {"locale": locale})


def clean_header(text: str) -> str:
    """One line without control characters: no fact can start a header of its own."""
    return re.sub(r" {2,}", " ", _CONTROLS.sub(" ", text)).strip()


def wrap_lines(text: str) -> str:
    """Fold lines over 72 columns, as facts make them; addresses stay whole, blank lines never double."""
    lines = [_fold(line) if len(line) > COLUMNS else line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


@lru_cache(maxsize=4096)  # most lines of a letter are also in the next one
def _fold(line: str) -> str:
    indent = "  " if line.startswith("- ") else ""
    return fill(line, COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@cache
def _environment(locale: str, zone: ZoneInfo) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(read_whole),
        auto_reload=False,
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": lambda day: write_day(day, zone),
        "moment": _moment_in(locale, zone),
        "label": _label_in(locale),
        "noun": _noun_in(locale),
    }
    return environment


def write_day(day: date, zone: ZoneInfo = LOCAL) -> str:
    """dd/mm/yyyy, as offices write it; a moment gives its local day."""
    if isinstance(day, datetime):
        day = day.astimezone(zone)
    return f"{day:%d/%m/%Y}"


def _moment_in(locale: str, zone: ZoneInfo) -> Callable[[datetime], str]:
    def moment(at: datetime) -> str:
        local = at.astimezone(zone)
        if local.time() == time.min:  # deadlines end at midnight; people read that as the end of the day before
            return END_OF_DAY[locale].format(write_day(local.date() - timedelta(days=1)))
        return f"{local:%H:%M %d/%m/%Y}"

    return moment


def _label_in(locale: str) -> Callable[[Word], str]:
    return english_label if locale == "en" else lambda word: word.label


def _noun_in(locale: str) -> Callable[[CampaignKind], str]:
    return lambda kind: campaign_noun(kind, locale)
