"""A template made whole once says what Jinja and the inliner say of it letter by letter."""

import css_inline
import pytest
from jinja2 import DictLoader, FileSystemLoader

from notifications import template_sources
from notifications.letters import LETTERS
from notifications.rendering import LOCAL, _environment, clean_header, render, wrap_lines
from notifications.template_sources import TEMPLATES, TemplateUnreadable, read_whole
from tests.notifications.samples import NOW, sample_letter

BY_HAND = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("locale", ["vi", "en"])
def test_letter_is_the_same_as_when_each_is_put_together_anew(name: str, locale: str) -> None:
    letter = sample_letter(name)
    if locale not in letter.locales:
        pytest.skip(f"not written in {locale}")
    anew = _environment.__wrapped__(locale, LOCAL)
    anew.loader = FileSystemLoader(TEMPLATES)
    facts = vars(letter) | {"as_of": NOW, "locale": locale}
    suffix = "" if locale == "vi" else f".{locale}"
    subject, text, html = (
        anew.get_template(f"{name}/{part}{suffix}.{kind}").render(facts)
        for part, kind in (("subject", "txt"), ("body", "txt"), ("body", "html"))
    )
    rendered = render(letter, locale, as_of=NOW)
    assert (rendered.subject, rendered.text) == (clean_header(subject), wrap_lines(text))
    assert rendered.html == BY_HAND.inline(html)


@pytest.fixture
def whole(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    def write_and_read(**sources: str) -> str:
        for name, source in sources.items():
            path = tmp_path / name / "body.html"
            path.parent.mkdir()
            path.write_text(source)
        return read_whole("letter/body.html")

    monkeypatch.setattr(template_sources, "TEMPLATES", tmp_path)
    return write_and_read


def write(source: str, **facts: object) -> str:
    environment = _environment.__wrapped__("vi", LOCAL)
    environment.loader = DictLoader({"body.html": source})
    return str(environment.get_template("body.html").render(facts))


def test_row_that_may_be_missing_needs_its_tbody(whole) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TemplateUnreadable, match="needs its <tbody> written"):
        whole(letter="<table>\n{% if rows %}\n<tr><td>1</td></tr>\n{% endif %}\n</table>")


def test_block_that_is_not_closed_is_told(whole) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TemplateUnreadable, match="not closed"):
        whole(letter="<p>{% block a %}</p>")


def test_what_stands_beside_the_blocks_is_not_lost_in_silence(whole) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TemplateUnreadable, match="beside its blocks"):
        whole(layout="{% block a %}{% endblock %}", letter='{% extends "layout/body.html" %}\n{% set x = 1 %}')


def test_what_a_fact_says_is_escaped_and_never_read_as_a_page(whole) -> None:  # type: ignore[no-untyped-def]
    source = whole(letter='<style>p { color: red; }</style><p><a href="{{ link }}">{{ said }}</a></p>')
    page = write(source, link='x" onclick="y', said="<b>jinja-0-tag</b>")
    assert '<p style="color: red;"><a href="x&#34; onclick=&#34;y">&lt;b&gt;jinja-0-tag&lt;/b&gt;</a></p>' in page


def test_innermost_block_wins_and_may_bring_what_it_replaces(whole) -> None:  # type: ignore[no-untyped-def]
    source = whole(
        layout="<p>{% block a %}one{% block b %}two{% endblock %}{% endblock %}</p>",
        middle='{% extends "layout/body.html" %}\n{% block b %}{{ super() }}, three{% endblock %}',
        letter='{% extends "middle/body.html" %}\n{% block b %}{{ super() }}, four{% endblock %}',
    )
    assert "<p>onetwo, three, four</p>" in write(source)
