"""The closed vocabularies: forms show the labels, columns store the codes."""

import inspect

import pytest

from rules import words
from rules.words import Word

VOCABULARIES = [kind for _, kind in inspect.getmembers(words, inspect.isclass) if issubclass(kind, Word) and list(kind)]
LONGEST_CODE = 32
"""What `models.columns.word_column` has room for."""


def test_there_are_vocabularies_to_look_at() -> None:
    assert len(VOCABULARIES) > 30


@pytest.mark.parametrize("kind", VOCABULARIES, ids=lambda kind: kind.__name__)
def test_codes_are_unique_plain_and_fit_their_column(kind: type[Word]) -> None:
    assert list(kind.__members__.values()) == list(kind), "two members share a code: the second is only an alias"
    for word in kind:
        assert word.value == str(word)
        assert word.value.isascii() and word.value.replace("_", "").isalnum() and word.value.islower()
        assert len(word.value) <= LONGEST_CODE


@pytest.mark.parametrize("kind", VOCABULARIES, ids=lambda kind: kind.__name__)
def test_labels_are_there_and_differ_because_forms_show_them(kind: type[Word]) -> None:
    labels = [word.label for word in kind]
    assert [word for word in kind if not word.label.strip()] == []
    assert len({label.casefold() for label in labels}) == len(labels), labels


def test_word_is_found_by_its_code_and_compares_as_text() -> None:
    assert words.Role("chairman") is words.Role.CHAIRMAN
    assert words.Role.CHAIRMAN == "chairman"
    assert f"{words.Role.CHAIRMAN}" == "chairman"
