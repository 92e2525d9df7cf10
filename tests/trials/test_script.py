"""The demo's script names its agencies, days and numbers from whatever pack it is given."""

from datetime import date
from pathlib import Path

import pytest

from config.packs import load_pack, pack_files, read_pack
from config.settings import PROJECT
from rules.pack import Pack
from rules.words import AgencyRole
from rules.words import Session as DayPart
from trials.coordinator import first_day_of
from trials.paths import OF_REFERRALS, not_in_pack
from trials.script import Script, most_visits, script_with_every_path, visits_wanted
from trials.stage import sender_of

PACKS = PROJECT / "config" / "packs"
EVERY = sorted(PACKS.iterdir())
FOOD = PACKS / "qasira-food-2026"


def script_of(pack: Pack) -> Script:
    return script_with_every_path(pack, 1, first_day_of(pack), most_visits(pack))


def changed(*changes: tuple[str, str, str]) -> Pack:
    """The pack of food inspections with texts of its files replaced, each of them everywhere in its file."""
    files = pack_files(FOOD)
    for file, old, new in changes:
        assert old in files[file]
        files[file] = files[file].replace(old, new)
    return read_pack(files)


@pytest.mark.parametrize("folder", EVERY, ids=lambda folder: folder.name)
def test_every_pack_has_somebody_for_each_path(folder: Path) -> None:
    pack = load_pack(folder)
    script, on = script_of(pack), first_day_of(pack)
    members = {agency.code: agency.sector for agency in pack.agencies_as(AgencyRole.MEMBER, on)}
    taken = (script.silent, script.declines, script.late, script.absent, script.on_paper)
    assert len(set(taken)) == 5 and set(taken) <= set(members)
    required, standing = pack.team_on(on).required_sectors, pack.agency_as(AgencyRole.STANDING, on).code
    assert script.by_telephone == standing and standing not in (script.silent, script.declines)
    assert not {members[script.silent], members[script.declines]} & set(required), "no party goes without those"
    assert not_in_pack(pack, script) == ([] if pack.refers else list(OF_REFERRALS))


@pytest.mark.parametrize("folder", EVERY, ids=lambda folder: folder.name)
def test_paths_lie_within_the_visits_of_the_campaign(folder: Path) -> None:
    pack = load_pack(folder)
    script = script_of(pack)
    assert script.most_visits is not None and script.most_visits < visits_wanted(pack) <= len(pack.establishments)
    numbers = (*script.hotspots, *script.protected, *script.postponed, script.closed_every)
    assert all(1 <= number <= script.most_visits for number in numbers)
    assert bool(script.hotspots) is pack.refers


@pytest.mark.parametrize("folder", EVERY, ids=lambda folder: folder.name)
def test_check_is_made_on_working_days_when_the_pack_says_that_part_of_the_day_begins(folder: Path) -> None:
    pack = load_pack(folder)
    plan = script_of(pack).check
    assert plan is not None and plan.raise_on < plan.muster_on
    assert pack.calendar.is_workday(plan.raise_on) and pack.calendar.is_workday(plan.muster_on)
    assert plan.muster_time == pack.team_on(plan.muster_on).session_starts[plan.part]


def test_campaign_of_the_full_size_has_the_numbers_of_the_first_demo() -> None:
    pack = load_pack(PACKS / "hung-yen-2021")
    script = script_of(pack)
    assert (visits_wanted(pack), script.most_visits, script.late_every) == (115, 104, 4)
    assert (script.hotspots, script.protected, script.postponed) == ((4, 25, 50), (12,), (7, 40))


def test_weekend_of_the_pack_moves_the_first_day_and_the_check() -> None:
    assert first_day_of(changed()) == date(2026, 2, 1), "a Sunday is worked there"
    pack = changed(("pack.yaml", "weekend: [4, 5]", "weekend: [6, 0]"))
    plan = script_of(pack).check
    assert first_day_of(pack) == date(2026, 2, 3)
    assert plan is not None and (plan.raise_on, plan.muster_on) == (date(2026, 3, 10), date(2026, 3, 12))


def test_agencies_go_by_their_trade_and_not_by_their_names() -> None:
    files = ("agencies.yaml", "contacts.yaml", "plan.yaml")
    renamed = changed(*((file, "PHD", "HEALTH") for file in files))
    assert script_of(changed()).absent == "PHD" and script_of(renamed).absent == "HEALTH"


def test_pack_whose_premises_are_shut_at_night_has_its_check_by_day() -> None:
    pack = changed(("establishments.yaml", "[night]", "[day]"), ("establishments.yaml", "[day, night]", "[day]"))
    plan = script_of(pack).check
    assert plan is not None and plan.part is DayPart.DAY and plan.muster_time.hour == 9


def test_path_without_an_agency_for_it_is_left_out_and_said() -> None:
    types = "{restaurant: health, hotel: health, guest_house: water, boarding_house: water, other: health}"
    pack = changed(
        (
            "team.yaml",
            "{restaurant: health, hotel: tourism, guest_house: water, boarding_house: water, other: market}",
            types,
        ),
        ("checklist.yaml", "sector: tourism, types: [hotel]", "types: [hotel]"),
        ("checklist.yaml", "sector: market, types: [other]", "types: [other]"),
    )
    script = script_of(pack)
    assert (script.absent, script.late, script.declines, script.silent) == ("PHD", "WAT", "", "")
    assert set(not_in_pack(pack, script)) == {*OF_REFERRALS, "silent_agency", "declined"}


def test_letters_of_a_trial_come_from_the_coordinator_of_its_pack() -> None:
    sent_by = {"LIENNGANH_MAIL_NAME": "Planning Unit", "LIENNGANH_MAIL_FROM": "planning@fsi.qasira.example"}
    assert sender_of(changed()) == sent_by
