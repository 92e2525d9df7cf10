"""A letter's template made whole once, so that writing a letter is one function call and not a dozen.

Jinja resolves `extends`, `block` and `include` anew in every rendering, and putting styles inline reads the whole page:
both cost more than all else of a letter, and both are the same for every letter of a kind. Line numbers in an error are
those of the whole.
"""

import re
from collections.abc import Callable
from pathlib import Path

import css_inline

TEMPLATES = Path(__file__).with_name("templates")
_EXTENDS = re.compile(r'{%\s*extends\s+"([^"]+)"\s*%}\n?')
_INCLUDE = re.compile(r'{%\s*include\s+"([^"]+)"\s*%}')
_TAG = re.compile(r"{%\s*(?:block\s+(\w+)|(endblock))\s*%}")
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_SUPER = re.compile(r"{{\s*super\(\)\s*}}")
_JINJA = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_IMPLIED = re.compile(r"-->\s*<tbody")
"""Opened by the reader of the page for a row that may not be there, or be there many times."""
_BEGIN, _END = "{% if true %}", "{% endif %}"
"""In place of a block's tags, so that the blanks around them are treated alike."""
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


class TemplateUnreadable(Exception):
    """A template that cannot be made whole; says which and why."""


def read_whole(name: str) -> str:
    """A letter's template with what it extends and includes, its page also with the styles inline; any other template
    (`_report/`) as it stands in its file."""
    if name.startswith("_"):
        return _read(name)
    whole = _resolve(name, {})
    return _put_styles_inline(name, whole) if name.endswith(".html") and "/body." in name else whole


def _read(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").removesuffix("\n")


def _resolve(name: str, overrides: dict[str, str]) -> str:
    source = _read(name)
    extends = _EXTENDS.match(source)
    if extends is None:
        return _INCLUDE.sub(
            lambda include: _BEGIN + _resolve(include[1], {}) + _END,
            _replace_blocks(name, source, lambda block, own: _override(overrides.get(block), own)),
        )
    blocks: dict[str, str] = {}
    _replace_blocks(name, source, lambda block, own: blocks.setdefault(block, own))
    beside = _replace_blocks(name, source[extends.end() :], lambda *_: "").replace(_BEGIN + _END, "")
    if _COMMENT.sub("", beside).strip():
        raise TemplateUnreadable(f"{name}: what stands beside its blocks would be lost")
    parents = {block: _override(overrides.get(block), own) for block, own in blocks.items()}
    return _resolve(extends[1], overrides | parents)


def _override(override: str | None, own: str) -> str:
    return own if override is None else _SUPER.sub(lambda _: f'{_BEGIN}{own}{_END}{{{{ "" }}}}', override)


def _replace_blocks(name: str, source: str, choose: Callable[[str, str], str]) -> str:
    """Every block by what is chosen for its name and its own text, the blocks in that likewise."""
    written, position = "", 0
    while (begin := _TAG.search(source, position)) is not None:
        depth, end = 1, begin
        while depth:
            following = _TAG.search(source, end.end())
            if following is None or begin[1] is None:
                raise TemplateUnreadable(f"{name}: a block is not closed, or closed twice")
            end, depth = following, depth + (1 if following[1] else -1)
        inner = choose(begin[1], source[begin.end() : end.start()])
        written += source[position : begin.start()] + _BEGIN + _replace_blocks(name, inner, choose) + _END
        position = end.end()
    return written + source[position:]


def _put_styles_inline(name: str, source: str) -> str:
    """The template's own tags stand aside meanwhile: as words inside a tag or a text, as comments between them, where a
    word would not be left in its place (a table)."""
    tags: list[str] = []

    def put_aside(tag: re.Match[str]) -> str:
        tags.append(tag[0])
        before = source[: tag.start()]
        is_inside = before.rfind("<") > before.rfind(">") or tag[0].startswith("{{")
        return _marker(len(tags) - 1) if is_inside else f"<!--{_marker(len(tags) - 1)}-->"

    inlined = _INLINER.inline(_JINJA.sub(put_aside, source))
    if _IMPLIED.search(inlined):
        raise TemplateUnreadable(f"{name}: a table needs its <tbody> written, before the first tag in it")
    for number, tag in enumerate(tags):
        marker = _marker(number)
        if inlined.count(marker) != 1:
            raise TemplateUnreadable(f"{name}: {tag} is lost when styles are put inline")
        commented = f"<!--{marker}-->"
        inlined = inlined.replace(commented if commented in inlined else marker, tag)
    return inlined


def _marker(number: int) -> str:
    return f"jinja-{number}-tag"
