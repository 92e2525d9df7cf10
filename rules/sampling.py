"""Which places a monitoring round looks at: the doubtful ones of each area, and some drawn with a recorded seed.

Every choice is explained by what gave it points; the draw keeps the rest unpredictable, as it does for inspections.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.pack import MonitoringWeights

DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Candidate:
    """A place that may be looked at. `denied` counts what its own report says is not done; `last_on` is when it was
    looked at last, None for never."""

    unit: str
    denied: int = 0
    last_on: date | None = None


@dataclass(frozen=True)
class Sampled:
    """One place chosen: `ranked` by its points, or drawn by lot. `risk` is reason -> points."""

    unit: str
    ranked: bool
    risk: Mapping[str, int]


def sample_places(
    candidates: Sequence[Candidate], wanted: int, weights: MonitoringWeights, on: date, seed: str
) -> tuple[Sampled, ...]:
    """At most `wanted` of an area's places; the same seed and data give the same choice."""
    scored = [(_risk(candidate, weights, on), candidate.unit) for candidate in candidates]
    ranked = sorted(scored, key=lambda pair: (-sum(pair[0].values()), pair[1]))
    wanted = min(wanted, len(ranked))
    drawn = int(wanted * weights.random_share)
    top, rest = ranked[: wanted - drawn], ranked[wanted - drawn :]
    lot = sorted(random.Random(seed).sample(rest, drawn), key=lambda pair: pair[1])
    return (
        *(Sampled(unit, True, risk) for risk, unit in top),
        *(Sampled(unit, False, risk) for risk, unit in lot),
    )


def _risk(candidate: Candidate, weights: MonitoringWeights, on: date) -> dict[str, int]:
    years = 0 if candidate.last_on is None else (on - candidate.last_on).days // DAYS_A_YEAR
    points = {
        "denied": weights.per_denied * candidate.denied,
        "never_monitored": weights.never_monitored if candidate.last_on is None else 0,
        "years": weights.per_year * years,
    }
    return {reason: value for reason, value in points.items() if value}
