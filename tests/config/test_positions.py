"""YAML as plain strings: nothing is typed, everything has a line."""

import pytest

from config.positions import NotReadable, locate


def test_words_are_not_typed() -> None:
    text = "a: no\nb: 012\nc: 2021-02-30\nd: ~\ne: 1.50\nf: 0x10\n"
    assert locate(text).value == {"a": "no", "b": "012", "c": "2021-02-30", "d": "~", "e": "1.50", "f": "0x10"}


def test_every_path_has_its_line_and_a_missing_one_that_of_what_is_around_it() -> None:
    located = locate("rows:\n  - {code: a}\n  - code: b\n    name: n\n")
    assert located.line(("rows", 0, "code")) == 2
    assert located.line(("rows", 1, "name")) == 4
    assert located.line(("rows", 1, "missing", "deeper")) == 3


def test_decomposed_letters_are_composed() -> None:
    assert locate("a: Hu\u031bng Ye\u0302n").value == {"a": "Hưng Yên"}


def test_repeated_keys_and_aliases_are_reported_with_the_later_line() -> None:
    located = locate("a: &x 1\nb: *x\na: 2\n")
    assert located.repeated == [("a",)] and located.line(("a",)) == 3
    assert located.aliased == [("b",)]


def test_an_alias_to_itself_ends() -> None:
    assert locate("a: &x [*x]\n").aliased == [("a", 0)]


@pytest.mark.parametrize(
    ("text", "line"), [("a: [", 1), ("a: b\n\tc: d", 2), ("a: b\n---\nc: d", 2), ("a\nb: \x07", 2)]
)
def test_what_is_not_yaml_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(NotReadable) as told:
        locate(text)
    assert told.value.line == line


def test_an_empty_text_holds_nothing() -> None:
    assert locate("# only a remark\n").value == {}
