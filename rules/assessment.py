"""What a visit's answers come to. Shortcomings are mended, violations go to the holder of a sanctioning title,
signs of crime go to the police and never to a fine (Criminal Code 327-329: no lower threshold)."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.words import ItemAnswer, Outcome

GUIDANCE_LIMIT = 1
"""Up to this many shortcomings are put right on the spot; more of them need a signed commitment."""


@dataclass(frozen=True)
class Assessment:
    """The gravest outcome, and the items behind each branch."""

    outcome: Outcome
    shortcomings: tuple[str, ...]
    violations: tuple[str, ...]
    signs_of_crime: tuple[str, ...]


def assess_answers(answers: Mapping[str, ItemAnswer], *, protected: bool) -> Assessment:
    """Assess a visit's answers by item code. `protected`: a person there may be a victim, so enforcement waits."""

    def items(answer: ItemAnswer) -> tuple[str, ...]:
        return tuple(sorted(code for code, given in answers.items() if given is answer))

    shortcomings, violations = items(ItemAnswer.SHORTCOMING), items(ItemAnswer.VIOLATION)
    crime = items(ItemAnswer.SIGNS_OF_CRIME)
    return Assessment(_gravest(shortcomings, violations, crime, protected), shortcomings, violations, crime)


def _gravest(
    shortcomings: tuple[str, ...], violations: tuple[str, ...], crime: tuple[str, ...], protected: bool
) -> Outcome:
    if protected:
        return Outcome.UNDER_ASSESSMENT
    if crime:
        return Outcome.SIGNS_OF_CRIME
    if violations:
        return Outcome.VIOLATION
    if len(shortcomings) > GUIDANCE_LIMIT:
        return Outcome.COMMITMENT
    return Outcome.GUIDANCE if shortcomings else Outcome.COMPLIANT
