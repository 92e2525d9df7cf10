"""Which establishments are inspected: the riskiest of each area, and a random slice drawn with a recorded seed.

The slice keeps the rest unpredictable and shows whether the weights miss anything.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.pack import EstablishmentSeed, RiskWeights
from rules.refusals import QuotaTooLarge
from rules.risk import RiskScore, score_risk


@dataclass(frozen=True)
class Choice:
    """One establishment chosen, why (`ranked` or `drawn`), and its score."""

    place: EstablishmentSeed
    ranked: bool
    score: RiskScore


def quotas_by_area(total: int, available: Mapping[str, int]) -> dict[str, int]:
    """Share `total` visits over areas in proportion to their establishments (largest remainder).

    Raises QuotaTooLarge when there are fewer establishments than visits.
    """
    stock = sum(available.values())
    if total > stock:
        raise QuotaTooLarge("all", total, stock)
    shares = {area: total * count / stock for area, count in available.items()} if stock else {}
    quotas = {area: int(share) for area, share in shares.items()}
    by_remainder = sorted(shares, key=lambda area: (quotas[area] - shares[area], area))
    for area in by_remainder[: total - sum(quotas.values())]:
        quotas[area] += 1
    return quotas


def choose_establishments(
    places: Sequence[EstablishmentSeed],
    quotas: Mapping[str, int],
    weights: RiskWeights,
    on: date,
    seed: int,
) -> tuple[Choice, ...]:
    """The chosen establishments, area by area; the same seed and data give the same choice."""
    by_area: dict[str, list[tuple[RiskScore, EstablishmentSeed]]] = {area: [] for area in quotas}
    for place in places:
        if place.area in by_area and place.valid_on(on):
            by_area[place.area].append((score_risk(place, weights, on), place))
    chosen: list[Choice] = []
    for area, quota in sorted(quotas.items()):
        ranked = sorted(by_area[area], key=lambda pair: (-pair[0].total, pair[1].code))
        if quota > len(ranked):
            raise QuotaTooLarge(area, quota, len(ranked))
        drawn = int(quota * weights.random_share)
        top, rest = ranked[: quota - drawn], ranked[quota - drawn :]
        chosen += [Choice(place, True, score) for score, place in top]
        draw = random.Random(f"{seed}:{area}").sample(rest, drawn)
        chosen += [Choice(place, False, score) for score, place in sorted(draw, key=lambda pair: pair[1].code)]
    return tuple(chosen)
