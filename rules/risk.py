"""The explained risk score of an establishment: points, each with the reason that gave it."""

from dataclasses import dataclass
from datetime import date

from rules.pack import EstablishmentSeed, RiskWeights

DAYS_A_YEAR = 365


@dataclass(frozen=True)
class RiskPoint:
    """One reason: a code (stable, for programs) and its points."""

    reason: str
    points: int


@dataclass(frozen=True)
class RiskScore:
    points: tuple[RiskPoint, ...]

    @property
    def total(self) -> int:
        return sum(point.points for point in self.points)


def score_risk(place: EstablishmentSeed, weights: RiskWeights, on: date) -> RiskScore:
    """How much an establishment deserves a visit on a day; capped terms stop one old story from deciding all."""
    years = 0 if place.last_checked_on is None else (on - place.last_checked_on).days // DAYS_A_YEAR
    candidates = (
        RiskPoint("type", weights.by_type.get(place.type, 0)),
        RiskPoint("conditional", weights.conditional if place.conditional else 0),
        RiskPoint("complaints", weights.per_complaint * place.complaints),
        RiskPoint(
            "past_violations",
            weights.per_past_violation * min(place.past_violations, weights.past_violations_counted),
        ),
        RiskPoint("never_checked", weights.never_checked if place.last_checked_on is None else 0),
        RiskPoint("years_unchecked", weights.per_year_unchecked * min(max(years, 0), weights.years_counted)),
    )
    return RiskScore(tuple(point for point in candidates if point.points))
