"""A pack that is wrong in every way says so in every way, at once, each at its own line."""

import pytest

from config.packs import PackRefused, read_pack
from tests.config.province import Spoiling, province_files

AREAS, AGENCIES, CONTACTS = "areas.yaml", "agencies.yaml", "contacts.yaml"
FORMS, REGIMES = "forms.yaml", "regimes.yaml"
SPOILINGS = (
    # Form
    Spoiling("pack.yaml", "year: 2021", "year: 2021\n  motto: none", "pack.motto", "no key of this name", "motto"),
    Spoiling("pack.yaml", "minimum_cell: 5", "minimum_cell: 0", "pack.minimum_cell", "0 is too small"),
    Spoiling("pack.yaml", "weekly_load: 4", "weekly_load: 0", "pack.weekly_load", "0 is too small"),
    Spoiling("pack.yaml", "work_level: district", "work_level: ward", "pack.work_level", "no area level 'ward'"),
    Spoiling("pack.yaml", "weekend: [5, 6]", "weekend: [5, 7]", "pack.weekend", "7 is not a weekday"),
    Spoiling("pack.yaml", "locale: vi", "locale: fr", "pack.locale", "nothing is written in 'fr'"),
    Spoiling("pack.yaml", "zone: Asia/Ho_Chi_Minh", "zone: Asia/Hung_Yen", "pack.zone", "no time zone"),
    Spoiling(AREAS, "communes: 17, population: 116775", "communes: many", "areas[323].communes", "not a whole number"),
    Spoiling(AREAS, 'code: "333"', 'code: "333", code: "333"', "areas.10.code", "the key stands twice"),
    Spoiling(AREAS, "valid_from: 2019-05-01", "valid_from: 2019-02-30", "areas[328].valid_from", "is not a day"),
    Spoiling(AREAS, "name: Huyện Phù Cừ, level: district", "name: H, level: canton", "areas[333].level", "'canton'"),
    Spoiling("emergency.yaml", "label: Công an", 'label: ""', "emergency[113].label", "is empty"),
    Spoiling("emergency.yaml", "emergency:\n", "emergencies: []\nemergency:\n", "emergencies", "no section"),
    Spoiling("risk.yaml", "random_share: 1/5", "random_share: 6/5", "risk[0].random_share", "6/5 is not a share"),
    Spoiling("establishments.yaml", "type: sauna", "type: spa", "establishments[HY-323-003].type", "the choices"),
    Spoiling("establishments.yaml", "sessions: [day, night], conditional: yes", "sessions: []",
             "establishments[HY-323-001].sessions", "is empty"),
    Spoiling("establishments.yaml", "last_checked_on: 2020-03-13", "last_checked_on: 1577836800",
             "establishments[HY-323-002].last_checked_on", "'1577836800' is not a day"),
    Spoiling("establishments.yaml", "code: HY-323-004, name: Khách sạn Mẫu 001", "code: HY-323-004",
             "establishments[HY-323-004].name", "the key is missing"),
    Spoiling(CONTACTS, "address: \"phapche@sldtbxh.hungyen.example\"", "address: pháp chế@x",
             "contacts[SLDTBXH/legal_officer].address", "is not an e-mail address"),
    Spoiling(CONTACTS, "telephone: 0221 000 0205", "telephone: none",
             "contacts[SLDTBXH/department_head].telephone", "not a telephone number"),
    Spoiling(CONTACTS, "trucban@cqcsdt.hungyen.example\", shared: no", "trucban@cqcsdt.hungyen.example\", shared: yes",
             "contacts[CQCSDT/police_duty].shared", "shared mailbox"),
    # References
    Spoiling("establishments.yaml", 'type: motel, area: "323"', 'type: motel, area: "324"',
             "establishments[HY-323-007].area", "there is no area '324'"),
    Spoiling(AGENCIES, "sector: advertising", "sector: adverts", "agencies[DVQC].sector", "no sector 'adverts'"),
    Spoiling(AGENCIES, 'area: "333", valid_to', 'area: "333", successor: XA-1, valid_to',
             "agencies[UBND-333].successor", "there is no agency 'XA-1'"),
    Spoiling("checklist.yaml", "sector: health", "sector: labor", "checklist[K07].sector", "no sector 'labor'"),
    Spoiling("checklist.yaml", "sanction_field: prostitution", "sanction_field: vice",
             "checklist[K27].sanction_field", "no sanction field 'vice'"),
    Spoiling("checklist.yaml", "basis: NĐ 54/2019 Điều 6\n", "basis: NĐ 54/2019 Điều 6\n    remedy_clock: soon\n",
             "checklist[K26].remedy_clock", "no clock 'soon'", "remedy_clock: soon"),
    Spoiling("decrees.yaml", "holder: SYT", "holder: SYTE", "decrees[health].holder", "no agency 'SYTE'"),
    Spoiling("hotspots.yaml", "item: K12", "item: K99", "hotspots[HS-03].signs.6.item", "no checklist item 'K99'"),
    Spoiling("ladders.yaml", "to: committee, letter: non_response", "to: committee, letter: threat",
             "ladders[routine].rungs.4.letter", "there is no letter 'threat'"),
    Spoiling("plan.yaml", "programmes: [CT2]", "programmes: [CT9]", "activities[CT2-TAPHUAN].programmes.0", "'CT9'"),
    Spoiling("approvals.yaml", "deputy: committee, clock: approve_plan", "deputy: committee, clock: later",
             "approvals[plan/1].clock", "there is no clock 'later'"),
    # Days
    Spoiling("plan.yaml", "opens_on: 2021-04-01\n", "opens_on: 2021-07-01\n", "activities[CT4-BANGRON].closes_on",
             "before it begins", "    closes_on: 2021-06-30"),
    Spoiling("plan.yaml", "opens_on: 2021-02-01, closes_on: 2021-12-31", "opens_on: 2020-02-01, closes_on: 2021-12-31",
             "programmes[CT5].opens_on", "outside the year 2021"),
    Spoiling("plan.yaml", "visits: 2\n    opens_on: 2021-07-01",
             "visits: 2\n    opens_on: 2021-06-30",
             "activities[CT6-GIAMSAT].opens_on", "outside the activity's programmes", "opens_on: 2021-06-30"),
    Spoiling("clocks.yaml", "valid_from: 2022-01-01", "valid_from: 2021-12-01", "clocks[sanction_decision].code",
             "holds on the same days as the row in clocks.yaml:"),
    Spoiling("decrees.yaml", "valid_from: 2021-06-01}\n  - {code: ND-28", "valid_from: 2021-05-01}\n  - {code: ND-28",
             "decrees[karaoke].field", "holds on the same days", "valid_from: 2021-05-01"),
    Spoiling("establishments.yaml", "code: HY-323-009", "code: HY-323-008", "establishments[HY-323-008].code",
             "stands a second time", "name: Nhà trọ Mẫu 002"),
    Spoiling("holidays.yaml", "off: [2021-01-01", "off: [2020-01-01", "holidays[2021].off", "is in the row of 2021"),
    Spoiling(AGENCIES, "roles: [partner], sector: youth", "roles: [partner], sector: youth, successor: MTTQ",
             "agencies[TINHDOAN].valid_to", "a successor but no last day"),
    Spoiling("plan.yaml", "opens_on: 2021-06-01, closes_on: 2021-06-30", "opens_on: 2021-06-01, closes_on: 2021-05-30",
             "fixed_days[action-month].closes_on", "before it begins"),
    # Forms
    Spoiling(FORMS, "kind: document}\n      - {code: courses, label: Số lớp,", "kind: letter}\n      - {code: courses, "
             "label: Số lớp,", "forms[training_plan].fields.0.kind", "'letter' is not one of", "kind: letter"),
    Spoiling(FORMS, "code: sheets, label: Số phiếu thu về", 'code: "sheets back", label: Số phiếu thu về',
             "forms[evaluation].fields.0.code", "is no code of a field", '"sheets back"'),
    Spoiling(FORMS, "code: pupils, label: Số học sinh dự thi", "code: teams, label: Số học sinh dự thi",
             "forms[preliminary_result].fields.1.code", "the field 'teams' stands twice", "label: Số học sinh dự thi"),
    Spoiling(FORMS, "of: [district_staff, commune_staff]", "of: [district_staff, communes_staff]",
             "forms[nomination].rules.0.of.1", "there is no field 'communes_staff'", "communes_staff"),
    Spoiling(FORMS, "{kind: at_most, field: prizes, of: [teams]}", "{kind: at_most, field: held_on, of: [teams]}",
             "forms[final_result].rules.0.field", "'held_on' is a field without a figure"),
    Spoiling(FORMS, "field: with_plan, of: [communes]", "field: with_plan", "forms[guidance_result].rules.0",
             "a rule 'at_most' names 0 fields", "field: with_plan}"),
    Spoiling(FORMS, "for printing, kind: yes_no", "for printing, kind: choice", "forms[proof_approval].fields.0",
             "there is nothing to choose from", "kind: choice"),
    Spoiling(FORMS, "pass_points: 60", "pass_points: 101", "forms[working_record].pass_points", "101 points are not"),
    Spoiling(FORMS, "{kind: change, field: supported, percent: 50", "{kind: change, field: supported, percent: 0",
             "forms[prostitution_figures].rules.3.percent", "0 is out of range"),
    Spoiling(FORMS, "kind: count, unit: lượt, figure: visits_conducted", "kind: count, unit: lượt, figure: visit_count",
             "forms[team_report].fields.1.figure", "'visit_count' is not one of", "figure: visit_count"),
    Spoiling(FORMS, "kind: count, unit: hoạt động, figure: activities_begun", "kind: score, figure: activities_begun",
             "forms[plan_review].fields.1.figure", "'activities' is no count", "kind: score, figure: activities_begun"),
    # Reports
    Spoiling(REGIMES, "sender_role: team_leader, due_day: 22, figures: inspections",
             "sender_role: team_leader, sender_agency: SLDTBXH, due_day: 22, figures: inspections",
             "regimes[D178-DX].figures", "not for this sender", "sender_agency: SLDTBXH, due_day"),
    Spoiling(REGIMES, "due_day: 3, before: yes", "due_day: 32, before: yes", "regimes[BCN-01].due_day",
             "32 is out of range", "due_day: 32"),
    Spoiling(REGIMES, "form: bcn_04, every: half_year, turns: [1]", "form: bcn_05, every: half_year, turns: [3]",
             "regimes[BCN-04-6T].turns.0", "3 is out of range", "turns: [3]"),
    Spoiling(REGIMES, "form: bcn_04, every: year", "form: bcn_09, every: year", "regimes[BCN-04-N].form",
             "there is no form 'bcn_09'", "form: bcn_09"),
    Spoiling(REGIMES, "every: quarter, sender_role: area, sender_level: district",
             "every: quarter, sender_role: area, sender_level: canton", "regimes[MD-Q].sender_level",
             "there is no area level 'canton'", "sender_level: canton"),
    Spoiling(REGIMES, "due_day: 22, due_months: 0, figures: inspections",
             "due_day: 2, due_months: 0, figures: inspections", "regimes[D178-Q].due_day",
             "is due before its data close", "due_day: 2,"),
    Spoiling(REGIMES, "sender_role: liaison, closes_day: 14", "sender_role: deputy, closes_day: 14",
             "regimes[SK-6T].sender_role", "'deputy' is not one of", "sender_role: deputy"),
    # The plan's activities
    Spoiling("plan.yaml", "milestones: {choose: 2021-02-22", "milestones: {hold: 2021-02-22",
             "activities[CT1-HOITHI].milestones.hold", "the kind 'contest' has no step 'hold'", "milestones: {hold"),
    Spoiling("plan.yaml", "milestones: {carry_out: 2021-07-26}", "milestones: {carry_out: 2021-11-01}",
             "activities[CT2-TUYENTRUYEN].milestones.carry_out", "outside the activity's window", "2021-11-01}"),
    Spoiling("plan.yaml", "proof: 2021-04-12, sign_off: 2021-04-19", "proof: 2021-04-12, sign_off: 2021-04-02",
             "activities[CT4-BANGRON].milestones.sign_off", "before the step 'proof' that it follows", "2021-04-02"),
    Spoiling("plan.yaml", "fixed_day: action-month", "fixed_day: action-week", "activities[CT3-TUYENTRUYEN].fixed_day",
             "there is no fixed day 'action-week'"),
    Spoiling("plan.yaml", "part_of: CT5-KIEMTRA", "part_of: CT5-KIEMTRAS", "activities[CT5-TRIETPHA].part_of",
             "there is no activity 'CT5-KIEMTRAS'"),
    Spoiling("plan.yaml", "plan_refs: [2.1/1]\n", "plan_refs: [2.1/1]\n    targets: [{code: people, label: Số người, "
             "number: 200, form: attendance, field: held_on}]\n", "activities[CT2-TAPHUAN].targets.0.field",
             "the form 'attendance' has no figure 'held_on'", "targets: [{code: people"),
    Spoiling("plan.yaml", "plan_refs: [5.1/1]\n", "plan_refs: [5.1/1]\n    targets: [{code: visits, "
             "label: Số lượt, number: 100, figure: violations}]\n", "activities[CT5-KIEMTRA].targets.0",
             "a target is held against one figure", "targets: [{code: visits"),
    Spoiling("clocks.yaml", "code: distribution,", "code: distributions,", "activities[CT1-TOROI].kind",
             "a campaign of the kind 'print' asks for 'distribution', which clocks does not have on 01/02/2021", ""),
    Spoiling(FORMS, "- code: press_plan\n", "- code: press_plans\n", "activities[CT3-BAOCHI].kind",
             "a campaign of the kind 'press' asks for 'press_plan', which forms does not have on 01/02/2021", ""),
    # What must fit together
    Spoiling(CONTACTS, "agency: CQLTT, role: superior", "agency: CQLTT, role: area", "agencies[CQLTT].roles",
             "CQLTT has no contact as superior on 01/01/2021", ""),
    Spoiling("approvals.yaml", "role: department_head, deputy: team_leader", "role: legal_officer, deputy: team_leader",
             "approvals[referral/2].role", "legal_officer stands twice in the chain 'referral'"),
    Spoiling("approvals.yaml", "default: yes", "default: no", "channels.default", "0 channels are", "channels:"),
    Spoiling("ladders.yaml", "code: sanction\n", "code: sanctions\n", "ladders.sanction", "no 'sanction'", "ladders:"),
    Spoiling("ladders.yaml", "to: coordinator, letter: referral_overdue", "to: committee, letter: referral_overdue",
             "ladders[referral].rungs.2.to", "the confidential ladder 'referral' tells 'committee'"),
    Spoiling("team.yaml", "quorum: 3", "quorum: 0", "team[0].quorum", "0 is too small"),
    Spoiling("team.yaml", "restaurant: industry", "restaurant: women", "team[0].type_sectors",
             "no agency is sector women", "type_sectors:"),
    Spoiling("team.yaml", "{day: 08:00, night: 22:00}", "{day: 08:00}", "team[0].session_starts", "no start for"),
)  # fmt: skip
ALONE = (
    # These would hide other faults, or be hidden by them.
    Spoiling("team.yaml", "night: 22:00", "night: 25:00", "team[0].session_starts.night", "not a time of day"),
    Spoiling("team.yaml", "parties_per_slot: 2", "parties_per_slot: 3", "team[0].required_sectors",
             "sector police can send 2 at once, the parties need 3", "required_sectors"),
    Spoiling("team.yaml", "quorum: 3", "quorum: 7", "team[0].quorum", "can send 12 members at once"),
    Spoiling(AGENCIES, 'area: "323", valid_to', 'area: "325", valid_to', "establishments[HY-323-001].area",
             "area 323 has establishments and no authority", ""),
    Spoiling(AGENCIES, "roles: [committee]", "roles: [partner]", "agencies.roles", "is committee", "agencies:"),
    Spoiling("approvals.yaml", "chain: referral, order: 2", "chain: others, order: 2", "approvals.referral",
             "the chain 'referral' has 1 signatures", "approvals:"),
    Spoiling("approvals.yaml", "deputy: committee", "deputy: chairman", "approvals[plan/1].deputy", "stands twice"),
    Spoiling("approvals.yaml", "deputy: committee", "deputy: engine", "approvals[plan/1].deputy", "no contact has"),
    Spoiling("ladders.yaml", "letter: reminder}\n      - {after: 2", "letter: reminder}\n      - {after: soon",
             "ladders[plan_approval].rungs.1.after", "not a whole number", "after: soon"),
    Spoiling("ladders.yaml", "code: protection\n    valid_from: 2021-01-01\n    rungs:\n",
             "code: protection\n    valid_from: 2021-01-01\n    rungs: []\n  - code: other\n    rungs:\n",
             "ladders[protection].rungs", "is empty", "rungs: []"),
    Spoiling("holidays.yaml", "year: 2021", "year: 2020", "holidays.year", "the year 2021 has no row", "holidays:"),
    Spoiling("emergency.yaml", "emergency:\n", "emergency: {}\nx:\n", "emergency", "is not a list", "emergency: {}"),
    Spoiling("team.yaml", "quorum: 3", "quorum: &a 3\n    seats: *a", "team.0.seats", "is a YAML alias", "seats: *a"),
    Spoiling("plan.yaml", "part_of: CT6-GIAMSAT", "part_of: CT5-TRIETPHA", "activities[CT6-THONGKE].part_of",
             "'CT5-TRIETPHA' has no campaign of its own"),
    Spoiling("plan.yaml", "fixed_day: drug-day", "fixed_day: trafficking-day", "activities[CT4-BANGRON].fixed_day",
             "the fixed day 'trafficking-day' is outside the activity's window", ""),
    Spoiling("monitoring.yaml", "valid_from: 2021-01-01", "valid_from: 2021-08-01", "activities[CT6-GIAMSAT].kind",
             "asks for 'monitoring', which monitoring does not have on 01/07/2021", ""),
    Spoiling(REGIMES, "sender_role: team_leader, closes_day", "sender_role: focal_point, closes_day",
             "regimes[D178-Q].sender_role", "SLDTBXH has no contact as focal_point", "sender_role: focal_point"),
    Spoiling(REGIMES, "due_day: 25, due_months: 0, figures: programmes",
             "due_day: 25, due_months: 0, figures: inspections", "regimes[SK-6T].figures",
             "no field of the form 'plan_review' names a figure of 'inspections'", "code: SK-6T"),
    Spoiling("risk.yaml", "per_complaint: 10", "per_complaint: [10", "-", "is not YAML", "per_past_violation"),
    Spoiling("team.yaml", "karaoke: culture", "karaoke: market", "checklist[K03].sector",
             "sector culture enters this item, and is not in a party that visits karaoke", ""),
)  # fmt: skip


def faults_of(files: dict[str, str]) -> dict[tuple[str, str], list[str]]:
    with pytest.raises(PackRefused) as refused:
        read_pack(files)
    told: dict[tuple[str, str], list[str]] = {}
    for fault in refused.value.faults:
        told.setdefault((fault.file, fault.key), []).append(f"{fault.line}: {fault.wrong}")
    return told


def missed(spoiling: Spoiling, files: dict[str, str], told: dict[tuple[str, str], list[str]]) -> str | None:
    """What a fault report lacks for one spoiling, or None."""
    elsewhere = [said for (_, key), said in told.items() if key == spoiling.key]
    found = told.get((spoiling.file, spoiling.key)) or [line for said in elsewhere for line in said]
    if not any(spoiling.wrong in line for line in found):
        return f"{spoiling.key}: {spoiling.wrong} not among {found or list(told)}"
    if spoiling.anywhere or any(line.startswith(f"{spoiling.line(files)}:") for line in found):
        return None
    return f"{spoiling.key} should be told at line {spoiling.line(files)}, not {found}"


@pytest.mark.parametrize("spoiling", [*SPOILINGS, *ALONE], ids=lambda s: f"{s.key}-{s.wrong[:20]}")
def test_each_fault_is_told_with_its_line_and_key(spoiling: Spoiling) -> None:
    files = province_files(establishments=12)
    spoiling.apply(files)
    assert missed(spoiling, files, faults_of(files)) is None


def test_every_fault_of_a_pack_is_told_at_once() -> None:
    files = province_files(establishments=12)
    for spoiling in SPOILINGS:
        spoiling.apply(files)
    told = faults_of(files)
    assert [lack for spoiling in SPOILINGS if (lack := missed(spoiling, files, told))] == []


def test_a_fault_says_what_is_allowed_in_both_languages() -> None:
    files = province_files(establishments=12)
    Spoiling("establishments.yaml", "type: sauna", "type: spa", "", "").apply(files)
    with pytest.raises(PackRefused) as refused:
        read_pack(files)
    (fault,) = refused.value.faults
    assert "'karaoke'" in fault.allowed and "'karaoke'" in fault.allowed_vi
    assert fault.wrong_vi == "'spa' không thuộc danh mục"
    assert str(fault).startswith("establishments.yaml:10: establishments[HY-323-003].type: 'spa' is not one of")
    assert str(refused.value).startswith("The pack has 1 fault:\n")


def test_missing_sections_are_told_by_name() -> None:
    told = faults_of({"pack.yaml": "pack: {}\n"})
    assert {"areas", "agencies", "clocks", "ladders", "holidays", "activities"} <= {key for _, key in told}
    assert ("pack.yaml", "pack.code") in told


def test_a_file_that_is_not_yaml_does_not_hide_the_faults_of_the_others() -> None:
    files = province_files(establishments=12)
    files["risk.yaml"] = "risk: [\n\n  {a: b"
    files["emergency.yaml"] = "emergency: [{number: 113}]"
    files["odd.yaml"] = "\x07"
    told = faults_of(files)
    assert told["risk.yaml", "-"][0].startswith("3: is not YAML")
    assert told["emergency.yaml", "emergency[113].label"] == ["1: the key is missing"]
    assert told["odd.yaml", "-"] == ["1: is not YAML: a character that YAML does not allow"]
