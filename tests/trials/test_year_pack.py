"""The pack that `bench year` multiplies: every copy of the province is whole, and keeps to itself."""

from pathlib import Path

import pytest

from config.packs import load_pack
from config.settings import read_settings
from rules.pack import Pack
from rules.words import AgencyRole, CampaignKind
from trials.year_pack import write_year_pack

PROVINCES = 3


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pack, Pack]:
    source: Path = read_settings().pack
    return load_pack(source), load_pack(write_year_pack(source, tmp_path_factory.mktemp("year") / "pack", PROVINCES))


def copy_of(code: str) -> str:
    return code.partition(".")[2]


def test_every_province_has_all_that_the_first_has(packs: tuple[Pack, Pack]) -> None:
    one, many = packs
    assert len(many.areas) - 1 == PROVINCES * (len(one.areas) - 1), "the province itself stands once"
    assert len(many.activities) == PROVINCES * len(one.activities)
    assert len(many.establishments) == PROVINCES * len(one.establishments)


@pytest.mark.parametrize("role", [AgencyRole.AREA_AUTHORITY, AgencyRole.SUPPLIER])
def test_what_is_printed_is_made_and_distributed_in_its_own_province(
    packs: tuple[Pack, Pack], role: AgencyRole
) -> None:
    one, many = packs
    prints = [activity for activity in many.activities if activity.kind is CampaignKind.PRINT]
    for activity in prints:
        named = [many.agency(code) for code in activity.partners]
        of_role = [agency for agency in named if role in agency.roles]
        assert {copy_of(agency.code) for agency in of_role} == {copy_of(activity.code)}
        assert len(of_role) == len([agency for agency in one.agencies if role in agency.roles])
    assert len({copy_of(activity.code) for activity in prints}) == PROVINCES
