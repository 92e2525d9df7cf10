"""Three members at least, of the agencies that the law and the type of place call for (TT 05/2006 II.4)."""

from dataclasses import replace

import pytest

from rules.quorum import missing_sectors, quorum_met, sectors_needed
from rules.words import EstablishmentType
from tests.rules.places import TEAM

NEEDED = ("labour", "police")


def test_own_sector_of_the_type_comes_last_and_only_once() -> None:
    assert sectors_needed(TEAM, EstablishmentType.KARAOKE) == ("labour", "police", "culture")
    assert sectors_needed(TEAM, EstablishmentType.HOTEL) == ("labour", "police")
    team = replace(TEAM, type_sectors={EstablishmentType.HOTEL: "police"})
    assert sectors_needed(team, EstablishmentType.HOTEL) == ("labour", "police")


@pytest.mark.parametrize(
    ("present", "met"),
    [
        (["labour", "police", "culture"], True),
        (["labour", "police", "health"], True),
        (["labour", "police"], False),
        (["labour", "police", "police"], True),
        (["labour", "culture", "health"], False),
        (["police", "police", "police", "police"], False),
        ([], False),
    ],
)
def test_quorum_counts_members_and_looks_for_each_required_sector(present: list[str], met: bool) -> None:
    assert quorum_met(TEAM, NEEDED, present) is met


def test_missing_sectors_are_named_in_their_order() -> None:
    assert missing_sectors(TEAM, ("labour", "police", "culture"), ["police"]) == ("labour", "culture")
    assert missing_sectors(TEAM, NEEDED, ["police", "labour"]) == ()
