"""The pack of a field with no police and another week: small, whole, invented, and read by the same code."""

from datetime import date, timedelta

import pytest

from config.packs import PackRefused, load_pack, pack_files, read_pack
from config.settings import PROJECT
from rules.pack import Pack
from rules.words import AgencyRole, CampaignKind, ItemAnswer

FOLDER = PROJECT / "config" / "packs" / "qasira-food-2026"
DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


def test_week_hours_language_and_quorum_are_its_own(pack: Pack) -> None:
    assert (pack.prefix, pack.locale, str(pack.calendar.zone)) == ("QF", "en", "Asia/Muscat")
    friday = date(2026, 3, 6)
    week = [pack.calendar.is_workday(friday + timedelta(days=n)) for n in range(7)]
    assert week == [False, False, True, True, True, True, True]
    assert pack.team_on(DAY).quorum == 2
    assert [rung.after for rung in pack.ladder("routine", DAY).rungs] == [2, 4, 6]


def test_nothing_is_referred_and_no_sign_of_crime_may_be_answered(pack: Pack) -> None:
    assert not pack.refers and not pack.hotspots
    assert not pack.agencies_as(AgencyRole.INVESTIGATING, DAY)
    assert ItemAnswer.SIGNS_OF_CRIME not in pack.item_answers and ItemAnswer.VIOLATION in pack.item_answers


def test_programme_is_one_inspection_and_one_training(pack: Pack) -> None:
    assert {row.kind for row in pack.activities} == {CampaignKind.INSPECTION, CampaignKind.TRAINING}
    assert len(pack.programmes) == 1


def test_everything_is_invented_and_says_so(pack: Pack) -> None:
    assert all("Sample" in place.name for place in pack.establishments)
    assert all(contact.address.endswith(".example") for contact in pack.contacts)
    telephones = [row.telephone for row in pack.contacts] + [row.telephone for row in pack.agencies]
    assert all(telephone.startswith("0900 000 ") for telephone in telephones)


def test_texts_are_english() -> None:
    assert all(text.isascii() for text in pack_files(FOLDER).values())


def test_hotspots_without_a_channel_are_refused() -> None:
    files = pack_files(FOLDER)
    files["hotspots.yaml"] = (
        "hotspots:\n  - {code: H1, label: X, threshold: 1, signs: [{item: F01, answer: violation, points: 1}]}\n"
    )
    with pytest.raises(PackRefused) as refused:
        read_pack(files)
    wrong = {(fault.key, fault.wrong) for fault in refused.value.faults}
    assert ("hotspots.channels", "hotspots are proposed and there is no channel to refer them by") in wrong
    # What a referral needs is asked for as soon as the pack has one.
    assert {"agencies.roles", "approvals.referral", "clocks.referral_result", "ladders.referral"} <= {
        k for k, _ in wrong
    }


def test_channel_to_an_investigating_body_brings_all_that_a_referral_needs() -> None:
    files = pack_files(FOLDER)
    files["channels.yaml"] = "channels:\n  - {code: C1, label: Letter, to_agency: CAB, basis: X, default: yes}\n"
    with pytest.raises(PackRefused) as refused:
        read_pack(files)
    keys = {fault.key for fault in refused.value.faults}
    assert {"agencies.roles", "approvals.referral", "ladders.approval", "channels[C1].to_agency"} <= keys
