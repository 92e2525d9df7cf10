"""Invented establishments and team rules that several tests of rules share."""

from datetime import time
from fractions import Fraction
from typing import Any

from rules.pack import EstablishmentSeed, RiskWeights, TeamRules
from rules.words import EstablishmentType, Session

TEAM = TeamRules(
    quorum=3,
    required_sectors=("labour", "police"),
    type_sectors={EstablishmentType.KARAOKE: "culture", EstablishmentType.MASSAGE: "health"},
    parties_per_slot=2,
    visits_per_party=3,
    session_starts={Session.DAY: time(8), Session.NIGHT: time(22)},
    basis="TT 05/2006",
)

WEIGHTS = RiskWeights(
    by_type={EstablishmentType.KARAOKE: 20, EstablishmentType.HOTEL: 10},
    per_complaint=10,
    per_past_violation=8,
    past_violations_counted=3,
    never_checked=8,
    per_year_unchecked=4,
    years_counted=3,
    conditional=4,
    random_share=Fraction(1, 5),
)


def establishment(code: str, area: str = "A", **facts: Any) -> EstablishmentSeed:
    given: dict[str, Any] = {"type": EstablishmentType.KARAOKE, "sessions": (Session.DAY,), **facts}
    return EstablishmentSeed(code=code, name=f"Cơ sở mẫu {code}", area=area, **given)
