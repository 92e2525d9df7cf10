"""Every letter in every language: says all its facts, in both parts alike, and nothing that it must not."""

import dataclasses
import os
import re
import subprocess
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from inscriptis import get_text  # type: ignore[import-untyped]
from jinja2 import UndefinedError

from notifications.english import LABELS, english_label
from notifications.letters import LETTERS, BriefLine, DigestLine, Letter, OwedLine
from notifications.rendering import COLUMNS, TEMPLATES, clean_header, render, write_day
from rules.words import Confidentiality, Word
from tests.notifications.samples import NOW, every_edition, sample_letter

GOLDEN = Path(__file__).with_name("golden")
EDITIONS = every_edition()
WORDS = re.compile(r"[\w/:.@-]+")


def is_confidential(name: str) -> bool:
    return LETTERS[name].confidentiality is Confidentiality.CONFIDENTIAL


def words_of(text: str) -> set[str]:
    return {word.strip(".:-").casefold() for word in WORDS.findall(text)} - {""}


@pytest.mark.parametrize(("name", "locale"), EDITIONS)
def test_letter_reads_as_it_did(name: str, locale: str) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    kept = GOLDEN / f"{name}.{locale}.txt"
    now_reads = f"Subject: {rendered.subject}\n\n{rendered.text}"
    if os.environ.get("REWRITE_GOLDEN"):
        kept.write_text(now_reads, encoding="utf-8")
    assert kept.exists() and kept.read_text(encoding="utf-8") == now_reads, (
        f"Letter {name} ({locale}) reads otherwise than {kept.name}. If that is meant: "
        "REWRITE_GOLDEN=1 ./liennganh test tests/notifications/test_letters.py, then look at the difference."
    )


def test_no_kept_text_is_of_a_letter_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {f"{name}.{locale}" for name, locale in EDITIONS}


@pytest.mark.parametrize(("name", "locale"), EDITIONS)
def test_both_parts_say_the_same(name: str, locale: str) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    assert words_of(rendered.text) == words_of(get_text(rendered.html))


@pytest.mark.parametrize(("name", "locale"), EDITIONS)
def test_text_fits_its_columns(name: str, locale: str) -> None:
    for line in render(sample_letter(name), locale, NOW).text.splitlines():
        assert len(line) <= COLUMNS or line.startswith("https://"), line


@pytest.mark.parametrize(("name", "locale"), [edition for edition in EDITIONS if not is_confidential(edition[0])])
def test_routine_letter_says_what_every_letter_says(name: str, locale: str) -> None:
    letter = sample_letter(name)
    rendered = render(letter, locale, NOW)
    told = " ".join(rendered.text.split())
    assert letter.reference in rendered.subject
    for fact in (letter.reference, letter.link, letter.office, letter.telephone, letter.recipient_office):
        assert fact in told
    assert (letter.accompanies or {"vi": "là thông báo", "en": "is a notice"}[locale]) in told
    assert write_day(NOW) in told


@pytest.mark.parametrize(("name", "locale"), EDITIONS)
def test_every_day_among_the_facts_is_told(name: str, locale: str) -> None:
    letter = sample_letter(name)
    told = render(letter, locale, NOW).text
    for field in dataclasses.fields(letter):
        value = getattr(letter, field.name)
        if isinstance(value, date) and not isinstance(value, datetime):
            assert f"{value:%d/%m/%Y}" in told, field.name


@pytest.mark.parametrize("name", [name for name in LETTERS if is_confidential(name)])
def test_confidential_letter_says_only_that_there_is_a_task(name: str) -> None:
    letter = sample_letter(name, office="OFFICE", recipient_office="RECIPIENT", accompanies="DOCUMENT")
    rendered = render(letter, "vi", NOW)
    assert rendered.subject in ("Có nhiệm vụ mới [K7QX2M]", "Mã xác nhận dùng một lần [K7QX2M]")
    for part in (rendered.text, rendered.html):
        assert letter.telephone in part
        for silent in ("OFFICE", "RECIPIENT", "DOCUMENT", letter.recipient_role.label):
            assert silent not in part


def test_confidential_letters_about_a_task_cannot_be_told_apart() -> None:
    tasks = [name for name in LETTERS if is_confidential(name) and name != "access_code"]
    assert len({render(sample_letter(name), "vi", NOW) for name in tasks}) == 1


def test_one_time_code_and_link_never_travel_together() -> None:
    rendered = render(sample_letter("access_code"), "vi", NOW)
    assert "482913" in rendered.text and "482913" not in rendered.subject
    assert "https://" not in rendered.text + rendered.html


@pytest.mark.parametrize(("name", "locale"), EDITIONS)
def test_html_fetches_nothing(name: str, locale: str) -> None:
    html = render(sample_letter(name), locale, NOW).html
    assert not re.search(r"<(img|script|link|iframe|form|svg)\b|src=|url\(|@import", html)
    assert set(re.findall(r'https?://[^"<\s]+', html)) <= {sample_letter(name).link}
    assert not re.search(r"<style>[^<]*\{[^<]*color", html), "styles are inlined: mail programs drop <style>"


def test_midnight_is_told_as_the_end_of_the_day_before() -> None:
    assert "hết ngày 05/03/2021" in render(sample_letter("invitation"), "vi", NOW).text
    assert "end of 05/03/2021" in render(sample_letter("invitation"), "en", NOW).text


def test_long_lists_are_cut_and_say_so() -> None:
    told = render(sample_letter("digest"), "vi", NOW).text
    assert "và 22 dòng khác" in told


def test_fact_that_a_template_misses_breaks_the_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Forgetful(Letter):
        name = "invitation"

    facts = {field.name: getattr(sample_letter("invitation"), field.name) for field in dataclasses.fields(Letter)}
    with pytest.raises(UndefinedError):
        render(Forgetful(**facts), "vi", NOW)


def test_language_that_is_not_written_is_refused() -> None:
    with pytest.raises(ValueError, match="written in vi, not in en"):
        render(sample_letter("digest"), "en", NOW)


@pytest.mark.parametrize("evil", ["x\r\nBcc: evil@example.org", "x\x00y", "x\u2028y", "x\x85y"])
def test_no_fact_starts_a_header(evil: str) -> None:
    subject = render(sample_letter("area_notice", area=evil), "vi", NOW).subject
    assert clean_header(evil) in subject
    assert subject.isprintable()


def test_facts_are_escaped_in_html_and_only_there() -> None:
    rendered = render(sample_letter("area_notice", area="<b>&"), "vi", NOW)
    assert "<b>&" in rendered.text
    assert "&lt;b&gt;&amp;" in rendered.html


ALLOWED = (str, int, bool, date, datetime, types.NoneType, Word, OwedLine, BriefLine, DigestLine)
NAMES_A_PERSON = re.compile(r"(^|_)(person|fullname|surname|first_name|last_name|victim|owner|premises|note|text)(_|$)")


@pytest.mark.parametrize("kind", [*LETTERS.values(), OwedLine, BriefLine, DigestLine])
def test_letter_has_no_room_for_a_name_or_a_free_text(kind: type) -> None:
    """The dataclass is the privacy rule: plain facts of allowed types, and no field called after a person."""
    for field, hint in typing.get_type_hints(kind).items():
        if typing.get_origin(hint) is typing.ClassVar:
            continue
        for leaf in _leaves(hint):
            assert issubclass(leaf, ALLOWED), f"{kind.__name__}.{field}: {leaf}"
        assert not NAMES_A_PERSON.search(field), f"{kind.__name__}.{field}"


def _leaves(hint: object) -> list[type]:
    if typing.get_origin(hint) in (types.UnionType, typing.Union, tuple, Mapping):
        return [leaf for part in typing.get_args(hint) if part is not ... for leaf in _leaves(part)]
    return [typing.cast(type, hint)]


def test_every_letter_has_its_folder_and_every_folder_its_letter() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert set(LETTERS) <= folders


def test_every_word_with_english_labels_has_one_for_each_code() -> None:
    for words, written in LABELS.items():
        assert set(written) <= {word.value for word in words}
        assert all(english_label(word) for word in words)


@pytest.mark.slow
def test_every_letter_prints_on_one_page(tmp_path: Path, chromium: str) -> None:
    """All letters in one document, each starting a page: as many pages as letters, when none spills over."""
    from pypdf import PdfReader

    bodies = []
    for name, locale in EDITIONS:
        html = render(sample_letter(name), locale, NOW).html
        bodies.append(re.sub(r"(?s)^.*<body[^>]*>|</body>.*$", "", html))
    page = tmp_path / "letters.html"
    page.write_text(
        "<meta charset='utf-8'><style>@page { size: A4; margin: 20mm }"
        " body { font: 16px/1.5 Arial, sans-serif; margin: 0 }"
        " section { break-after: page } section:last-child { break-after: auto }</style>"
        + "".join(f"<section>{body}</section>" for body in bodies),
        encoding="utf-8",
    )
    printed = tmp_path / "letters.pdf"
    subprocess.run(
        [
            *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert len(PdfReader(printed).pages) == len(EDITIONS)
