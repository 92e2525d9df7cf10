"""When findings suggest a hotspot: rules add points per answer, and show the evidence that fired them.

A rule only proposes; two officers of different roles decide. A place may be suspected, a person is not its subject.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.pack import HotspotRule
from rules.words import ItemAnswer


@dataclass(frozen=True)
class Evidence:
    """One thing that gave points: a checklist item's code, or `complaints`, or `past_violations`."""

    source: str
    points: int


@dataclass(frozen=True)
class HotspotProposal:
    rule: str
    threshold: int
    evidence: tuple[Evidence, ...]

    @property
    def points(self) -> int:
        return sum(piece.points for piece in self.evidence)


def propose_hotspot(
    rules: Iterable[HotspotRule], answers: Mapping[str, ItemAnswer], *, complaints: int, past_violations: int
) -> HotspotProposal | None:
    """The first rule whose points reach its threshold on at least one finding; history alone never fires."""
    for rule in rules:
        seen = [Evidence(s.item, s.points) for s in rule.signs if answers.get(s.item) is s.answer]
        history = [
            Evidence("complaints", rule.per_complaint * complaints),
            Evidence("past_violations", rule.per_past_violation * past_violations),
        ]
        evidence = (*seen, *(piece for piece in history if piece.points))
        if seen and sum(piece.points for piece in evidence) >= rule.threshold:
            return HotspotProposal(rule.code, rule.threshold, evidence)
    return None
