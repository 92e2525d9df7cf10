"""A rule proposes a referral only on something seen, and shows what fired it."""

import pytest

from rules.hotspots import Evidence, propose_hotspot
from rules.pack import HotspotRule, SignPoints
from rules.words import ItemAnswer

ALONE = HotspotRule(
    code="H1",
    label="một dấu hiệu",
    threshold=10,
    signs=(SignPoints(item="K1", answer=ItemAnswer.SIGNS_OF_CRIME, points=10),),
)
SUMMED = HotspotRule(
    code="H2",
    label="nhiều dấu hiệu",
    threshold=8,
    per_complaint=1,
    per_past_violation=2,
    signs=(
        SignPoints(item="K2", answer=ItemAnswer.VIOLATION, points=5),
        SignPoints(item="K2", answer=ItemAnswer.SHORTCOMING, points=3),
        SignPoints(item="K3", answer=ItemAnswer.VIOLATION, points=2),
    ),
)
V, S = ItemAnswer.VIOLATION, ItemAnswer.SHORTCOMING


def test_one_grave_sign_fires_alone_with_its_evidence() -> None:
    proposal = propose_hotspot([ALONE], {"K1": ItemAnswer.SIGNS_OF_CRIME}, complaints=0, past_violations=0)
    assert proposal is not None
    assert (proposal.rule, proposal.threshold, proposal.points) == ("H1", 10, 10)
    assert proposal.evidence == (Evidence("K1", 10),)


def test_signs_and_history_add_up_to_the_threshold() -> None:
    proposal = propose_hotspot([SUMMED], {"K2": V, "K3": V}, complaints=1, past_violations=0)
    assert proposal is not None
    assert proposal.evidence == (Evidence("K2", 5), Evidence("K3", 2), Evidence("complaints", 1))
    assert proposal.points == 8


def test_one_point_below_the_threshold_proposes_nothing() -> None:
    assert propose_hotspot([SUMMED], {"K2": V, "K3": V}, complaints=0, past_violations=0) is None


def test_history_alone_never_fires() -> None:
    assert propose_hotspot([SUMMED], {"K2": ItemAnswer.MET}, complaints=99, past_violations=99) is None


@pytest.mark.parametrize("answer", [ItemAnswer.MET, ItemAnswer.NOT_APPLICABLE, V, S])
def test_another_answer_on_the_same_item_gives_no_points(answer: ItemAnswer) -> None:
    assert propose_hotspot([ALONE], {"K1": answer}, complaints=9, past_violations=9) is None


def test_each_answer_of_one_item_has_its_own_points() -> None:
    proposal = propose_hotspot([SUMMED], {"K2": S}, complaints=5, past_violations=0)
    assert proposal is not None
    assert proposal.evidence == (Evidence("K2", 3), Evidence("complaints", 5))


def test_first_rule_that_fires_is_the_one_named() -> None:
    answers = {"K1": ItemAnswer.SIGNS_OF_CRIME, "K2": V, "K3": V}
    both = propose_hotspot([SUMMED, ALONE], answers, complaints=1, past_violations=0)
    assert both is not None and both.rule == "H2"


def test_without_rules_nothing_is_proposed() -> None:
    assert propose_hotspot([], {"K1": ItemAnswer.SIGNS_OF_CRIME}, complaints=9, past_violations=9) is None
