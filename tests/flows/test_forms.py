"""Forms show labels; behind each stands one code."""

from enum import Enum
from typing import Any

import pytest

from config.packs import read_pack
from flows import forms
from flows.forms import AREAS, REASONS, AreaQuota, choices, code_of, reason_as
from rules import words
from rules.refusals import AnswerRefused
from rules.words import CancelReason, Channel, SuspendReason, WaiveReason, Word
from tests.actions.conftest import FILES

VOCABULARIES = [found for found in vars(words).values() if isinstance(found, type) and issubclass(found, Word)][1:]
KINDS_OF_REASON: list[type[Word]] = [WaiveReason, SuspendReason, CancelReason]


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_label_leads_back_to_its_code(vocabulary: type[Word]) -> None:
    form: Any = choices("Form", [word.label for word in vocabulary])
    for word in vocabulary:
        assert code_of(vocabulary, word.label) is word
        assert code_of(vocabulary, form(word.label)) is word


def test_answer_in_the_portal_is_no_choice_of_the_coordinator() -> None:
    assert [choice.value for choice in forms.ChannelChoice] == [Channel.TELEPHONE.label, Channel.PAPER.label]


@pytest.mark.parametrize("kind", KINDS_OF_REASON)
def test_reason_of_its_own_decision_is_taken(kind: type[Word]) -> None:
    labels = [label for label, reason in REASONS.items() if isinstance(reason, kind)]
    assert labels
    assert [reason_as(kind, forms.ReasonChoice(label)) for label in labels] == [REASONS[label] for label in labels]


@pytest.mark.parametrize("kind", KINDS_OF_REASON)
def test_reason_of_another_decision_is_refused_naming_all_that_are_allowed(kind: type[Word]) -> None:
    allowed = [label for label, reason in REASONS.items() if isinstance(reason, kind)]
    foreign = [forms.ReasonChoice(label) for label, reason in REASONS.items() if not isinstance(reason, kind)]
    for choice in (*foreign, None):
        with pytest.raises(AnswerRefused) as refused:
            reason_as(kind, choice)
        assert all(label in str(refused.value) for label in allowed)
        assert not any(label.value in str(refused.value) for label in foreign)


def test_every_reason_says_which_decision_it_is_for() -> None:
    assert {label.partition(": ")[0] for label in REASONS} == {"Miễn", "Tạm dừng", "Hủy", "Báo qua điện thoại"}


def test_engine_s_own_waivers_are_not_offered() -> None:
    offered = {reason for reason in REASONS.values() if isinstance(reason, WaiveReason)}
    assert offered == {WaiveReason.SILENT, WaiveReason.NOT_NEEDED}


def test_areas_are_those_with_premises_of_their_own() -> None:
    pack = read_pack(FILES)
    assert set(AREAS.values()) == {place.area for place in pack.establishments}
    assert "33" not in AREAS.values(), "the province is divided; nothing stands in it directly"
    for label, code in AREAS.items():
        assert label == f"{code} · {pack.area(code).name}"


def test_quota_takes_an_area_of_the_list_and_no_other() -> None:
    label = next(iter(AREAS))
    quota = AreaQuota.model_validate({"area": label, "visits": 3})
    assert isinstance(quota.area, Enum) and AREAS[quota.area.value] == AREAS[label]
    with pytest.raises(ValueError, match="area"):
        AreaQuota.model_validate({"area": AREAS[label], "visits": 3})
    with pytest.raises(ValueError, match="visits"):
        AreaQuota.model_validate({"area": label, "visits": -1})
