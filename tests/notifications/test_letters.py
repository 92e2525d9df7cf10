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
from jinja2 import Environment, FileSystemLoader, meta

from campaigns import KINDS
from notifications.campaign_nouns import campaign_noun
from notifications.english import LABELS, english_label
from notifications.letter import CampaignLetter, Letter
from notifications.letter_names import LETTER_NAMES, letter_name
from notifications.letters import LETTERS, AccessCodeLetter, BriefLine, DigestLine, OwedLine
from notifications.rendering import COLUMNS, LetterUnwritable, clean_header, render, write_day
from notifications.task_letters import TaskLetter
from notifications.template_sources import TEMPLATES
from rules.visibility import RECEPTION_KINDS
from rules.words import CampaignKind, Confidentiality, Role, Word
from tests.notifications.samples import NOW, every_edition, every_text, sample_letter

GOLDEN = Path(__file__).with_name("golden")
EDITIONS = every_edition()
TEXTS = every_text()
LOCALES = sorted({locale for _, locale in EDITIONS})
NO_LINK = "contact_changed-old"
"""Goes to an address that may be in other hands by now."""
WORDS = re.compile(r"[\w/:.@-]+")


def is_confidential(name: str) -> bool:
    return sample_letter(name).confidentiality is Confidentiality.CONFIDENTIAL


def words_of(text: str) -> set[str]:
    return {word.strip(".:-").casefold() for word in WORDS.findall(text)} - {""}


@pytest.mark.parametrize(("name", "locale"), TEXTS)
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
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {f"{name}.{locale}" for name, locale in TEXTS}


@pytest.mark.parametrize(("name", "locale"), TEXTS)
def test_both_parts_say_the_same(name: str, locale: str) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    assert words_of(rendered.text) == words_of(get_text(rendered.html))


@pytest.mark.parametrize(("name", "locale"), TEXTS)
def test_text_fits_its_columns(name: str, locale: str) -> None:
    for line in render(sample_letter(name), locale, NOW).text.splitlines():
        assert len(line) <= COLUMNS or line.startswith("https://"), line


@pytest.mark.parametrize(("name", "locale"), [text for text in TEXTS if not is_confidential(text[0])])
def test_routine_letter_says_what_every_letter_says(name: str, locale: str) -> None:
    letter = sample_letter(name)
    rendered = render(letter, locale, NOW)
    told = " ".join(rendered.text.split())
    assert letter.reference in rendered.subject
    for fact in (letter.reference, letter.office, letter.telephone, letter.recipient_office):
        assert fact in told
    assert (letter.link in told) is (name != NO_LINK)
    assert (letter.accompanies or {"vi": "là thông báo", "en": "is a notice"}[locale]) in told
    assert write_day(NOW) in told


@pytest.mark.parametrize(("name", "locale"), TEXTS)
def test_every_day_among_the_facts_is_told(name: str, locale: str) -> None:
    letter = sample_letter(name)
    told = render(letter, locale, NOW).text
    for field in dataclasses.fields(letter):
        value = getattr(letter, field.name)
        if isinstance(value, date) and not isinstance(value, datetime):
            assert f"{value:%d/%m/%Y}" in told, field.name


@pytest.mark.parametrize(("name", "locale"), [text for text in TEXTS if is_confidential(text[0])])
def test_confidential_letter_says_only_that_there_is_a_task(name: str, locale: str) -> None:
    letter = sample_letter(name, office="OFFICE", recipient_office="RECIPIENT", accompanies="DOCUMENT")
    rendered = render(letter, locale, NOW)
    assert (
        rendered.subject
        in {
            "vi": ("Có nhiệm vụ mới [K7QX2M]", "Mã xác nhận dùng một lần [K7QX2M]"),
            "en": ("New task [K7QX2M]", "One-time code [K7QX2M]"),
        }[locale]
    )
    for part in (rendered.text, rendered.html):
        assert letter.telephone in part
        for silent in ("OFFICE", "RECIPIENT", "DOCUMENT", letter.recipient_role.label, english_label(Role.LIAISON)):
            assert silent not in part


@pytest.mark.parametrize("locale", LOCALES)
def test_confidential_letters_about_a_task_cannot_be_told_apart(locale: str) -> None:
    tasks = [name for name, kind in LETTERS.items() if is_confidential(name) and not issubclass(kind, AccessCodeLetter)]
    assert len(tasks) > 1 and len({render(sample_letter(name), locale, NOW) for name in tasks}) == 1


SPEAKS_OF_A_CHECK = re.compile(
    r"kiểm tra|đột xuất|tập trung|địa bàn|cơ sở|check|inspect|muster|unannounced|premises", re.I
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["order_task", "muster", "unannounced_report_due", "access_code", "list_code"])
def test_no_letter_of_an_unannounced_check_speaks_of_one(name: str, locale: str) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    for part in (rendered.subject, rendered.text, rendered.html):
        assert not SPEAKS_OF_A_CHECK.search(part)
    assert SPEAKS_OF_A_CHECK.search(render(sample_letter("area_notice"), locale, NOW).text), "the pattern finds some"


SPEAKS_OF_A_PERSON = re.compile(
    r"nạn nhân|mua bán|tiếp nhận|xác minh|bảo vệ|hỗ trợ|victim|traffick|recept|verif|protect|support|person", re.I
)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["reception_task", "reception_reminder"])
def test_no_letter_of_a_reception_speaks_of_a_person_or_of_a_step(name: str, locale: str) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    for part in (rendered.subject, rendered.text, rendered.html):
        assert not SPEAKS_OF_A_PERSON.search(part)
    for kind in RECEPTION_KINDS:
        assert SPEAKS_OF_A_PERSON.search(kind.label) and SPEAKS_OF_A_PERSON.search(english_label(kind))


@pytest.mark.parametrize("locale", LOCALES)
def test_letter_of_a_reception_names_no_day_where_no_clock_is_set(locale: str) -> None:
    timed, untimed = (render(sample_letter(name), locale, NOW) for name in ("reception_task", "reception_task-untimed"))
    due = {"vi": "Hạn:", "en": "Due:"}[locale]
    for part, without in ((timed.text, untimed.text), (timed.html, untimed.html)):
        assert due in part and due not in without


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("name", "code"), [("access_code", "48291375"), ("list_code", "70316248")])
def test_one_time_code_and_link_never_travel_together(name: str, code: str, locale: str) -> None:
    rendered = render(sample_letter(name), locale, NOW)
    assert code in rendered.text and code in rendered.html and code not in rendered.subject
    assert "https://" not in rendered.text + rendered.html


@pytest.mark.parametrize("locale", LOCALES)
def test_leader_can_tell_the_code_of_the_list_from_the_code_of_the_page(locale: str) -> None:
    """Two codes may lie in one mailbox; each says which field it is for."""
    page, code = (render(sample_letter(name), locale, NOW).text for name in ("access_code", "list_code"))
    assert page.splitlines()[0] != code.splitlines()[0]
    assert {"vi": "danh sách", "en": "the list"}[locale] in code and {"vi": "danh sách", "en": "the list"}[
        locale
    ] not in page


@pytest.mark.parametrize("locale", LOCALES)
def test_sign_in_link_says_when_it_ends_and_that_it_works_once(locale: str) -> None:
    told = render(sample_letter("sign_in"), locale, NOW).text
    assert "08:45 01/03/2021" in told
    assert {"vi": "một lần", "en": "once"}[locale] in told


@pytest.mark.parametrize("locale", LOCALES)
def test_old_address_of_an_office_gets_no_link(locale: str) -> None:
    old, new = (render(sample_letter(name), locale, NOW) for name in (NO_LINK, "contact_changed"))
    for part in (old.text, old.html):
        assert "https://" not in part and "<a " not in part
    assert old.text != new.text and old.subject == new.subject


@pytest.mark.parametrize(("name", "locale"), TEXTS)
def test_html_fetches_nothing(name: str, locale: str) -> None:
    html = render(sample_letter(name), locale, NOW).html
    assert not re.search(r"<(img|script|link|iframe|form|svg)\b|src=|url\(|@import", html)
    assert set(re.findall(r'https?://[^"<\s]+', html)) <= {sample_letter(name).link}
    assert not re.search(r"<style>[^<]*\{[^<]*color", html), "styles are inlined: mail programs drop <style>"


def test_midnight_is_told_as_the_end_of_the_day_before() -> None:
    assert "hết ngày 05/03/2021" in render(sample_letter("invitation"), "vi", NOW).text
    assert "end of 05/03/2021" in render(sample_letter("invitation"), "en", NOW).text


@pytest.mark.parametrize(("locale", "rest"), [("vi", "và 25 dòng khác"), ("en", "and 25 more")])
def test_long_lists_are_cut_and_say_so(locale: str, rest: str) -> None:
    assert rest in render(sample_letter("digest"), locale, NOW).text


def test_fact_that_a_template_misses_breaks_the_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class Forgetful(Letter):
        name = "invitation"

    facts = {field.name: getattr(sample_letter("invitation"), field.name) for field in dataclasses.fields(Letter)}
    with pytest.raises(LetterUnwritable):
        render(Forgetful(**facts), "vi", NOW)


@pytest.mark.parametrize("name", LETTERS)
def test_no_template_asks_for_a_fact_that_its_letter_has_not(name: str) -> None:
    """Also in branches that no sample takes."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES))
    environment.filters |= dict.fromkeys(("day", "moment", "label", "noun"), str)
    facts = {field.name for field in dataclasses.fields(LETTERS[name])}
    for part in (TEMPLATES / name).iterdir():
        asked = meta.find_undeclared_variables(environment.parse(part.read_text(encoding="utf-8")))
        assert asked <= facts | {"as_of", "locale"}, part.name


def test_language_that_is_not_written_is_refused() -> None:
    with pytest.raises(ValueError, match="written in vi, en, not in fr"):
        render(sample_letter("digest"), "fr", NOW)


def test_every_letter_is_written_in_both_languages() -> None:
    assert {kind.locales for kind in LETTERS.values()} == {("vi", "en")}


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
    for field, hint in _shown(kind).items():
        for leaf in _leaves(hint):
            assert issubclass(leaf, ALLOWED), f"{kind.__name__}.{field}: {leaf}"
        assert not NAMES_A_PERSON.search(field), f"{kind.__name__}.{field}"


def _shown(kind: type) -> dict[str, object]:
    """The fields of a letter or a line with their types."""
    hints = typing.get_type_hints(kind).items()
    return {field: hint for field, hint in hints if typing.get_origin(hint) is not typing.ClassVar}


def _leaves(hint: object) -> list[type]:
    if typing.get_origin(hint) in (types.UnionType, typing.Union, tuple, Mapping):
        return [leaf for part in typing.get_args(hint) if part is not ... for leaf in _leaves(part)]
    return [typing.cast(type, hint)]


def test_every_letter_has_its_folder_and_every_folder_its_letter() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert set(LETTERS) <= folders


def words_shown() -> list[type[Word]]:
    """The vocabularies of which a letter may show a code."""
    kinds = [*LETTERS.values(), OwedLine, BriefLine, DigestLine]
    hints = {hint for kind in kinds for hint in _shown(kind).values()}
    return sorted(
        {leaf for hint in hints for leaf in _leaves(hint) if issubclass(leaf, Word)}, key=lambda word: word.__name__
    )


@pytest.mark.parametrize("words", words_shown(), ids=lambda words: words.__name__)
def test_every_word_a_letter_can_show_has_an_english_label(words: type[Word]) -> None:
    labels = [english_label(word) for word in words]
    assert len(set(labels)) == len(labels)
    assert not [word.value for word, label in zip(words, labels, strict=True) if label == word.label or "_" in label]


def test_english_labels_are_those_of_codes_that_exist() -> None:
    for words, written in LABELS.items():
        assert set(written) <= {word.value for word in words}


def _word_fields() -> list[tuple[str, str, type[Word]]]:
    return [
        (name, field, hint)
        for name, kind in LETTERS.items()
        for field, hint in _shown(kind).items()
        if isinstance(hint, type) and issubclass(hint, Word) and not is_confidential(name) and field != "kind"
    ]


@pytest.mark.parametrize(("name", "field", "words"), _word_fields())
def test_letter_says_each_code_in_its_own_language(name: str, field: str, words: type[Word]) -> None:
    for word in words:
        letter = sample_letter(name, **{field: word})
        vietnamese, english = (" ".join(render(letter, locale, NOW).text.split()) for locale in ("vi", "en"))
        assert word.label in vietnamese and word.label not in english
        assert english_label(word) in english


TURNS = ("campaign_suspended", "campaign_resumed", "campaign_cancelled", "campaign_report")
TOLD_BY_STEPS = {
    (letter, kind)
    for kind, made in KINDS.items()
    for steps in made.steps.values()
    for step in steps
    for letter in step.letters
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("name", TURNS)
def test_turn_of_a_campaign_calls_it_what_its_kind_is_called(name: str, kind: CampaignKind, locale: str) -> None:
    rendered = render(sample_letter(name, kind=kind), locale, NOW)
    content, foot = rendered.text.split("----")
    others = {campaign_noun(other, locale) for other in KINDS} - {campaign_noun(kind, locale)}
    for said in (rendered.subject, content, foot):
        assert campaign_noun(kind, locale) in said.casefold()
    assert not [noun for noun in others if noun in (rendered.subject + content).casefold()]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("name", "kind"), sorted((row for row in TOLD_BY_STEPS if issubclass(LETTERS[row[0]], TaskLetter)), key=str)
)
def test_letter_that_asks_for_a_form_says_of_what_it_is_and_never_speaks_of_an_inspection(
    name: str, kind: CampaignKind, locale: str
) -> None:
    letter = sample_letter(name)
    assert isinstance(letter, TaskLetter) and letter.kind is kind
    content = " ".join(render(letter, locale, NOW).text.split("----")[0].split())
    assert campaign_noun(kind, locale) in content.casefold() and letter.title in content
    assert not re.search(r"đợt kiểm tra|inspect", content, re.I)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", sorted(name for name, kind in LETTERS.items() if issubclass(kind, TaskLetter)))
def test_letter_without_a_clock_says_nothing_of_a_due_day(name: str, locale: str) -> None:
    timed, untimed = (
        render(sample_letter(name, due_at=due_at), locale, NOW).text.split("----")[0]
        for due_at in (sample_letter(name).due_at, None)  # type: ignore[attr-defined]
    )
    speaks = re.compile({"vi": r"\bhạn\b|muộn|05/03/2021", "en": r"\bDue: |\blate\b|05/03/2021"}[locale], re.I)
    assert speaks.search(timed) and not speaks.search(untimed)


@pytest.mark.parametrize("locale", LOCALES)
def test_letter_says_how_many_forms_where_there_are_several(locale: str) -> None:
    row = {"vi": "Số biểu mẫu cần gửi: {}", "en": "Forms to hand in: {}"}[locale]
    told = {count: render(sample_letter("working_record", count=count), locale, NOW).text for count in (1, 3)}
    assert row.format(3) in told[3] and row.format(1) not in told[1]


def test_no_two_letters_that_ask_for_a_form_are_headed_alike() -> None:
    for locale in LOCALES:
        heads = [
            render(sample_letter(name), locale, NOW).subject.partition("] ")[2]
            for name, kind in LETTERS.items()
            if issubclass(kind, TaskLetter)
        ]
        assert len(set(heads)) == len(heads)


def test_every_letter_about_a_campaign_has_a_name_in_both_languages() -> None:
    about_campaigns = {name for name, kind in LETTERS.items() if issubclass(kind, CampaignLetter)}
    assert about_campaigns - LETTER_NAMES.keys() == set() == LETTER_NAMES.keys() - LETTERS.keys()
    for locale in LOCALES:
        assert len({letter_name(name, locale) for name in LETTER_NAMES}) == len(LETTER_NAMES)


@pytest.mark.slow
def test_every_letter_prints_on_one_page(tmp_path: Path, chromium: str) -> None:
    """All letters in one document, each starting a page: as many pages as letters, when none spills over."""
    from pypdf import PdfReader

    bodies = []
    for name, locale in TEXTS:
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
    assert len(PdfReader(printed).pages) == len(TEXTS)
