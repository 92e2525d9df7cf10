"""What a visit's answers come to. Shortcomings are mended, violations go to the holder of a sanctioning title,
signs of crime go to the police and never to a fine (Criminal Code 327-329: no lower threshold)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.words import Branch, ItemAnswer, Outcome

GUIDANCE_LIMIT = 1
"""Up to this many shortcomings are put right on the spot; more of them need a signed commitment."""


@dataclass(frozen=True)
class Assessment:
    """The gravest outcome, and the items behind each branch that is open."""

    outcome: Outcome
    shortcomings: tuple[str, ...]
    violations: tuple[str, ...]
    signs_of_crime: tuple[str, ...]


def assess_answers(
    answers: Mapping[str, ItemAnswer], *, closed: Collection[Branch] = (), not_referred: bool = False
) -> Assessment:
    """Assess a visit's answers by item code.

    `closed`: a person there may be a victim, and these branches wait for the focal point or stay closed after it has
    spoken. What cannot be fined is mended like a shortcoming; signs of crime that cannot be referred stay under
    assessment, as everybody sees them anyway: no outcome is peculiar to a visit at which somebody needed protection.
    `not_referred`: officers have refused the file, so the signs weigh no more.
    """

    def items(answer: ItemAnswer) -> tuple[str, ...]:
        return tuple(sorted(code for code, given in answers.items() if given is answer))

    shortcomings, violations = items(ItemAnswer.SHORTCOMING), items(ItemAnswer.VIOLATION)
    crime = () if not_referred else items(ItemAnswer.SIGNS_OF_CRIME)
    if set(closed) >= set(Branch):
        return Assessment(Outcome.UNDER_ASSESSMENT, (), (), ())
    if Branch.SANCTION in closed:
        shortcomings, violations = tuple(sorted((*shortcomings, *violations))), ()
    if crime and Branch.REFERRAL in closed:
        return Assessment(Outcome.UNDER_ASSESSMENT, shortcomings, violations, ())
    return Assessment(_gravest(shortcomings, violations, crime), shortcomings, violations, crime)


def _gravest(shortcomings: tuple[str, ...], violations: tuple[str, ...], crime: tuple[str, ...]) -> Outcome:
    if crime:
        return Outcome.SIGNS_OF_CRIME
    if violations:
        return Outcome.VIOLATION
    if len(shortcomings) > GUIDANCE_LIMIT:
        return Outcome.COMMITMENT
    return Outcome.GUIDANCE if shortcomings else Outcome.COMPLIANT
