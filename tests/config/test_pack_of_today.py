"""The pack of today: no district level, the health department in the lead; the same code reads it."""

from datetime import date

import pytest

from config.packs import load_pack
from config.settings import PROJECT
from rules.pack import Pack
from rules.regimes import periods
from rules.words import AgencyRole

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(PROJECT / "config" / "packs" / "hung-yen-2026")


def test_work_is_divided_by_the_104_communes(pack: Pack) -> None:
    assert pack.area_levels == ("province", "commune")
    assert len(pack.work_areas) == len(pack.areas_at("commune", DAY)) == 104
    assert all(pack.authority_of(area.code, DAY).code == f"UBND-{area.code}" for area in pack.work_areas)
    assert pack.communes_of("11953", DAY) == (pack.area("11953"),)


def test_health_department_leads_and_the_labour_department_is_gone(pack: Pack) -> None:
    assert pack.agency_as(AgencyRole.STANDING, DAY).code == "SYT"
    assert "SLDTBXH" not in {agency.code for agency in pack.agencies}


def test_communes_send_their_monthly_report_by_the_second(pack: Pack) -> None:
    regime = pack.regime("BCN-01")
    assert regime.sender_level == "commune"
    due = [period.due_on for period in periods(regime, date(2026, 1, 1), date(2026, 3, 31), pack.calendar)]
    assert due == [date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)]


def test_decrees_of_the_day_are_those_of_today(pack: Pack) -> None:
    decree = pack.decree_for("prostitution", DAY)
    assert decree is not None and decree.code == "ND-282-2025-MD"
