"""The pack of Hưng Yên 2021: whole, invented where it must be, and what its numbers should be."""

import time
from datetime import date, timedelta

import pytest

from config.expiry import holidays_expiring
from config.pack_agreement import ENGINE_CODES
from config.pack_needs import ASKED
from config.packs import load_pack, read_pack, revision_of
from rules.dated import valid
from rules.pack import Pack
from rules.regimes import periods
from rules.visibility import PERSONAL_MAILBOX
from rules.words import AgencyRole, CampaignKind, EstablishmentType, FieldKind, FormUnits, Session, Step, Unit
from tests.config.province import FOLDER, province_files

DAY = date(2021, 3, 1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


def test_areas_add_up_to_the_province(pack: Pack) -> None:
    districts = [area for area in pack.areas if area.level == "district"]
    province = pack.area("33")
    assert len(districts) == 10
    assert sum(area.communes for area in districts) == province.communes == 161
    assert sum(area.population for area in districts) == province.population == 1_255_839
    assert {area.parent for area in districts} == {"33"}


def test_establishments_are_many_of_every_type_and_say_they_are_invented(pack: Pack) -> None:
    assert len(pack.establishments) >= 420
    assert {place.type for place in pack.establishments} == set(EstablishmentType)
    assert all("Mẫu" in place.name for place in pack.establishments)
    assert {place.area for place in pack.establishments} == {a.code for a in pack.areas if a.level == "district"}
    nightly = [p for p in pack.establishments if p.type in (EstablishmentType.KARAOKE, EstablishmentType.DISCOTHEQUE)]
    assert all(place.sessions == (Session.NIGHT,) for place in nightly)
    assert any(place.weekend_only for place in nightly)


def test_addresses_and_telephones_are_invented(pack: Pack) -> None:
    assert all(contact.address.endswith(".example") for contact in pack.contacts)
    telephones = [row.telephone for row in pack.contacts] + [row.telephone for row in pack.agencies]
    assert all(telephone.startswith("0221 000 0") for telephone in telephones)
    assert not [c for c in pack.contacts if c.shared and c.role in PERSONAL_MAILBOX]


def test_checklist_reaches_every_type_and_each_item_has_its_basis(pack: Pack) -> None:
    assert len(valid(pack.checklist, DAY)) >= 24
    assert all(item.basis and item.text_en for item in pack.checklist)
    for kind in EstablishmentType:
        assert len(pack.items_for(kind, DAY)) >= 8
    assert "K27" in [item.code for item in pack.checklist if item.sanction_field == "prostitution"]


def test_decrees_follow_the_day_of_the_act(pack: Pack) -> None:
    def code(field: str, day: date) -> str:
        decree = pack.decree_for(field, day)
        assert decree is not None
        return decree.code

    assert code("prostitution", date(2021, 12, 31)) == "ND-167-2013-MD"
    assert code("prostitution", date(2022, 1, 1)) == code("prostitution", date(2025, 12, 14)) == "ND-144-2021-MD"
    assert code("prostitution", date(2025, 12, 15)) == "ND-282-2025-MD"
    assert (code("karaoke", date(2021, 5, 31)), code("karaoke", date(2021, 6, 1))) == ("ND-158-2013", "ND-38-2021")
    assert (code("labour", date(2022, 1, 16)), code("labour", date(2022, 1, 17))) == ("ND-28-2020", "ND-12-2022")


def test_amounts_without_a_source_are_left_out(pack: Pack) -> None:
    acts = {(act.decree, act.code): (act.minimum, act.maximum) for act in pack.sanction_acts}
    assert acts["ND-167-2013-MD", "buy"] == (500_000, 1_000_000)
    assert acts["ND-167-2013-MD", "sell"] == (None, None)
    assert acts["ND-144-2021-MD", "let_happen"] == (30_000_000, 40_000_000)


def test_the_clock_of_a_sanction_changes_its_unit_with_the_law(pack: Pack) -> None:
    assert pack.clock("sanction_decision", date(2021, 12, 31)).unit is Unit.DAYS
    assert pack.clock("sanction_decision", date(2022, 1, 1)).unit is Unit.WORKDAYS


@pytest.mark.parametrize("day", [date(2021, 1, 1), date(2021, 12, 31)])
def test_what_the_engine_asks_for_holds_all_year(pack: Pack, day: date) -> None:
    for code in ENGINE_CODES["clocks"]:
        assert pack.clock(code, day).basis
    for code in ENGINE_CODES["ladders"]:
        assert pack.ladder(code, day).rungs
    assert [step.role for step in pack.approval_chain("referral", day)] == ["legal_officer", "department_head"]
    assert pack.channel_on(day).to_agency == pack.agency_as(AgencyRole.INVESTIGATING, day).code
    for area in (area.code for area in pack.areas if area.level == "district"):
        assert pack.authority_of(area, day).area == area


def test_programmes_are_six_and_their_kinds_fit(pack: Pack) -> None:
    assert [programme.code for programme in pack.programmes] == ["CT1", "CT2", "CT3", "CT4", "CT5", "CT6"]
    kinds = {activity.code: activity.kind for activity in pack.activities}
    assert kinds["CT5-KIEMTRA"] is CampaignKind.INSPECTION
    assert kinds["CT6-GIAMSAT"] is CampaignKind.MONITORING
    assert kinds["CT1-TAPHUAN"] is CampaignKind.TRAINING
    assert set(ASKED) - set(kinds.values()) == {CampaignKind.OTHER}, "every kind of activity is in the plan"


def test_every_activity_says_in_english_what_it_is_and_for_whom(pack: Pack) -> None:
    assert all(row.title_en for row in (*pack.programmes, *pack.activities))
    inspections = {row.code for row in pack.activities if row.kind is CampaignKind.INSPECTION}
    assert {row.code for row in pack.activities if not row.audience} == inspections
    assert {row.code: row.part_of for row in pack.activities if row.part_of} == {
        "CT5-TRIETPHA": "CT5-KIEMTRA",
        "CT6-THONGKE": "CT6-GIAMSAT",
    }


def test_banners_hang_when_the_action_month_begins_and_pupils_are_not_asked_in_their_holidays(pack: Pack) -> None:
    days = {row.code: (row.opens_on, row.closes_on) for row in pack.fixed_days}
    assert days["action-month"] == (date(2021, 6, 1), date(2021, 6, 30))
    assert days["drug-day"] == (date(2021, 6, 26),) * 2 and days["trafficking-day"] == (date(2021, 7, 30),) * 2
    assert all(row.basis and row.label_en for row in pack.fixed_days)
    banners = pack.activity("CT4-BANGRON")
    assert banners.milestones[Step.DISTRIBUTE] < days["action-month"][0] <= days["drug-day"][0] <= banners.closes_on
    assert not any(6 <= day.month <= 8 for day in pack.activity("CT1-HOITHI").milestones.values())


def test_every_form_and_field_is_named_in_both_languages_and_has_no_place_for_a_name(pack: Pack) -> None:
    """Counts, points, yes or no, days and document numbers: a name or a free text can be put nowhere."""
    assert len(pack.forms) >= 30
    fields = [(form.code, field) for form in pack.forms for field in form.fields]
    assert [(code, field.code) for code, field in fields if not field.label_en] == []
    assert all(form.title_en and 1 <= len(form.fields) <= 12 for form in pack.forms)
    assert {field.kind for _, field in fields} <= set(FieldKind)
    assert FieldKind.__members__.keys() == {"COUNT", "SCORE", "YES_NO", "DAY", "DOCUMENT", "CHOICE"}
    assert [code for code, field in fields if "họ tên" in field.label.lower()] == []


def test_points_of_a_place_are_the_four_contents_of_the_plan_and_those_of_communes_are_left_open(pack: Pack) -> None:
    record = pack.form("working_record", DAY)
    assert [field.code for field in record.numeric] == ["directives", "policy", "support", "statistics"]
    assert (record.most_points, record.pass_points) == (100, 60)
    communes = pack.form("commune_classification", DAY)
    assert communes.units is FormUnits.COMMUNES and communes.pass_points is None
    assert {field.maximum for field in communes.numeric} == {None}, "the annex of NQLT 01/2008 was not at hand"


def test_forms_of_the_circular_say_that_it_covers_drug_treatment_only(pack: Pack) -> None:
    for number in range(1, 5):
        form = pack.form(f"bcn_{number:02d}", DAY)
        assert "cai nghiện" in form.note and "drug treatment" in form.note_en
        assert form.basis == "Thông tư 05/2011/TT-BLĐTBXH"
    for code in ("prostitution_figures", "trafficking_figures"):
        assert "Thông tư 05/2011 không quy định" in pack.form(code, DAY).basis


def due_days(pack: Pack, code: str) -> list[tuple[str, date, date, date]]:
    first, last = date(pack.year, 1, 1), date(pack.year, 12, 31)
    return [(p.code, p.from_on, p.to_on, p.due_on) for p in periods(pack.regime(code), first, last, pack.calendar)]


def test_monthly_form_is_due_by_the_second_and_after_the_days_of_rest_that_fall_on_it(pack: Pack) -> None:
    due = [row[-1] for row in due_days(pack, "BCN-01")]
    assert due == [
        date(2021, 2, 2), date(2021, 3, 2), date(2021, 4, 2),
        date(2021, 5, 4),  # 2 May is a Sunday, 3 May makes up for a holiday on it
        date(2021, 6, 2), date(2021, 7, 2), date(2021, 8, 2),
        date(2021, 9, 6),  # National Day is two days, then a weekend
        date(2021, 10, 4), date(2021, 11, 2), date(2021, 12, 2), date(2022, 1, 4),
    ]  # fmt: skip


def test_forms_of_districts_and_of_the_province_are_due_before_the_seventh_and_the_fifteenth(pack: Pack) -> None:
    opens, half, closes = date(2021, 1, 1), date(2021, 6, 30), date(2021, 12, 31)
    assert due_days(pack, "BCN-03-6T") == [("2021-H1", opens, half, date(2021, 7, 6))]
    assert due_days(pack, "BCN-03-N") == [("2021", opens, closes, date(2022, 1, 6))]
    assert due_days(pack, "BCN-04-6T") == [("2021-H1", opens, half, date(2021, 7, 14))]
    assert due_days(pack, "BCN-04-N") == [("2021", opens, closes, date(2022, 1, 14))]


def test_reports_of_the_team_and_reviews_close_on_the_fourteenth(pack: Pack) -> None:
    """NĐ 09/2019: a year is 15 December to 14 December; nothing of it is the window of a circular's form."""
    opens = date(2020, 12, 15)
    assert [row[1:3] for row in due_days(pack, "D178-Q")] == [
        (opens, date(2021, 3, 14)),
        (date(2021, 3, 15), date(2021, 6, 14)),
        (date(2021, 6, 15), date(2021, 9, 14)),
        (date(2021, 9, 15), date(2021, 12, 14)),
    ]
    for code in ("D178-6T", "SK-6T"):
        assert [row[1:3] for row in due_days(pack, code)] == [(opens, date(2021, 6, 14))]
    for code in ("D178-N", "TK-N"):
        assert [row[1:3] for row in due_days(pack, code)] == [(opens, date(2021, 12, 14))]
    assert due_days(pack, "D178-DX") == [], "asked for by the chairman, not by the calendar"


def test_communes_lie_in_their_districts_and_not_each_has_a_team(pack: Pack) -> None:
    communes = pack.areas_at("commune", DAY)
    assert len(communes) == 161 and all(len(area.code) == 5 for area in communes)
    assert all(len(pack.communes_of(area.code, DAY)) == area.communes for area in pack.work_areas)
    assert 0 < sum(area.volunteer_team for area in communes) < 161


def test_a_revision_is_its_texts_and_gives_the_same_pack(pack: Pack) -> None:
    files = province_files()
    assert read_pack(dict(reversed(files.items()))) is read_pack(files)
    assert pack.revision == revision_of(files) and len(pack.revision) == 16
    files["risk.yaml"] += "# a remark\n"
    assert read_pack(files).revision != pack.revision


def test_reading_a_province_is_quick() -> None:
    files = province_files()
    files["team.yaml"] += f"# {time.monotonic_ns()}\n"  # a revision nobody has read yet
    start = time.perf_counter()
    read_pack(files)
    assert time.perf_counter() - start < 2.0  # 0.06 s on a quiet machine; a busy one must not fail the run


def test_holidays_of_the_year_have_their_swaps(pack: Pack) -> None:
    is_workday = pack.calendar.is_workday
    assert not any(is_workday(date(2021, 2, 10) + timedelta(days=n)) for n in range(7))
    assert is_workday(date(2021, 2, 9)) and is_workday(date(2021, 2, 17))
    assert not is_workday(date(2021, 5, 3))
    assert not is_workday(date(2026, 1, 2)) and is_workday(date(2026, 1, 10))
    assert not is_workday(date(2026, 8, 31)) and is_workday(date(2026, 8, 22))
    assert pack.provisional_years == {2027}


def test_holidays_are_known_for_the_year_to_come(pack: Pack) -> None:
    """Fails first: when it does, holidays.yaml needs the row that the message names."""
    from config.clock import wall_clock

    assert [str(thing) for thing in holidays_expiring(pack, pack.calendar.day_of(wall_clock()))] == []
