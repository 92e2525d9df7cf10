"""A pack answers for every activity line of its plan, or the difference is named by line."""

from dataclasses import replace
from datetime import date

from config.packs import load_pack, read_pack
from config.plan_accounts import unaccounted
from config.plan_draft import draft_plan
from config.plan_reading import read_plan
from config.plan_text import read_plan_text
from rules.words import CampaignKind
from tests.config.invented_plan import PLAN
from tests.config.province import FOLDER, province_files

UNDERSTOOD = PLAN.replace("Giao Văn phòng theo dõi.\n", "").replace(
    "Thời gian: thường xuyên", "Thời gian: Từ tháng 3/2030 đến tháng 6/2030"
)
HUNG_YEN = load_pack(FOLDER)
REFS = {bullet.line: bullet.ref for bullet in read_plan_text(UNDERSTOOD).bullets}


def files_with_draft() -> dict[str, str]:
    files = province_files()
    files["plan.yaml"] = draft_plan(read_plan(UNDERSTOOD), REFS, HUNG_YEN.agencies)
    files["pack.yaml"] = files["pack.yaml"].replace("year: 2021", "year: 2030")
    files["holidays.yaml"] += "  - {year: 2030, basis: giả định, provisional: yes}\n"
    # The districts, and the text of the decree before 2022, ended before the invented year.
    for name in ("areas.yaml", "agencies.yaml"):
        files[name] = files[name].replace(", valid_to: 2025-06-30", "")
    return files


def test_a_draft_reads_as_a_pack_and_answers_for_its_plan() -> None:
    pack = read_pack(files_with_draft())
    plan = read_plan_text(UNDERSTOOD)
    assert unaccounted(pack, plan) == ()
    kinds = {activity.code: activity.kind for activity in pack.activities}
    assert kinds["CT2-01"] is CampaignKind.INSPECTION and kinds["CT3-01"] is CampaignKind.MONITORING
    partners = {activity.code: activity.partners for activity in pack.activities}
    assert len(partners["CT1-01"]) == 10 and partners["CT1-03"] == ("BAOHY", "DPTTH")
    assert "SLDTBXH" not in partners["CT2-01"] and "CAT" in partners["CT2-01"]


def test_every_line_and_window_without_an_answer_is_named() -> None:
    pack = read_pack(files_with_draft())
    activities = tuple(activity for activity in pack.activities if activity.code not in ("CT1-02", "CT2-01"))
    programmes = (replace(pack.programmes[0], closes_on=date(2030, 10, 31)), pack.programmes[1])
    found = unaccounted(replace(pack, activities=activities, programmes=programmes), read_plan_text(PLAN))
    told = [(difference.line, difference.ref, difference.why) for difference in found]
    assert told == [
        (10, "1.1/1", "it asks for 2 things, 1 activity answers for it"),
        (15, "-", "not understood, though it stands among the activities"),
        (17, "1", "the plan says 01/02/2030 - 30/11/2030, programme CT1 says 01/02/2030 - 31/10/2030"),
        (23, "2.1/1", "no activity of the pack answers for it"),
        (29, "3", "no programme of the pack answers for this chapter"),
        (33, "-", "not understood, though it stands among the activities"),
        (35, "-", "not understood, though it stands among the activities"),
    ]


def test_a_place_the_plan_does_not_have_is_named() -> None:
    found = unaccounted(HUNG_YEN, read_plan_text("1. Một\n1.1. Nội dung\n- Phối hợp họp.\n1.2. Thời gian: năm 2021\n"))
    strays = {difference.ref: difference.why for difference in found if difference.line == 0}
    assert strays["5.1/1"] == "activity CT5-KIEMTRA cites a place the plan does not have"
