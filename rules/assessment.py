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
    spoken. While all of them wait the visit is under assessment, which is how everybody sees signs of crime too. After
    that what cannot be fined is mended like a shortcoming, and signs that go into no file weigh no more: a visit that
    stayed under assessment without a referral, or a violation without a case, would be one at which somebody needed
    protection, and whoever subtracts one figure from another would know their number.
    `not_referred`: officers have refused the file, with the same effect on its signs.
    """

    def items(answer: ItemAnswer) -> tuple[str, ...]:
        return tuple(sorted(code for code, given in answers.items() if given is answer))

    shortcomings, violations = items(ItemAnswer.SHORTCOMING), items(ItemAnswer.VIOLATION)
    crime = () if not_referred or Branch.REFERRAL in closed else items(ItemAnswer.SIGNS_OF_CRIME)
    if set(closed) >= set(Branch):
        return Assessment(Outcome.UNDER_ASSESSMENT, (), (), ())
    if Branch.SANCTION in closed:
        shortcomings, violations = tuple(sorted((*shortcomings, *violations))), ()
    return Assessment(_gravest(shortcomings, violations, crime), shortcomings, violations, crime)


def _gravest(shortcomings: tuple[str, ...], violations: tuple[str, ...], crime: tuple[str, ...]) -> Outcome:
    if crime:
        return Outcome.SIGNS_OF_CRIME
    if violations:
        return Outcome.VIOLATION
    if len(shortcomings) > GUIDANCE_LIMIT:
        return Outcome.COMMITMENT
    return Outcome.GUIDANCE if shortcomings else Outcome.COMPLIANT
