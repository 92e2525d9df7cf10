"""Whether enough members of the right agencies were there to draw up a record (TT 05/2006 II.4)."""

from collections.abc import Iterable

from rules.pack import TeamRules
from rules.words import EstablishmentType


def sectors_needed(team: TeamRules, kind: EstablishmentType) -> tuple[str, ...]:
    """The sectors a party must have for a type of establishment, the type's own sector last."""
    own = team.type_sectors.get(kind)
    return team.required_sectors if own is None or own in team.required_sectors else (*team.required_sectors, own)


def missing_sectors(team: TeamRules, needed: Iterable[str], present: Iterable[str]) -> tuple[str, ...]:
    """The needed sectors of which nobody was present, in their order."""
    there = set(present)
    return tuple(sector for sector in needed if sector not in there)


def quorum_met(team: TeamRules, needed: Iterable[str], present: list[str]) -> bool:
    """`present` holds one sector per member there."""
    return len(present) >= team.quorum and not missing_sectors(team, needed, present)
