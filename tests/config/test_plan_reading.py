"""Official plans of many shapes: what stands in them is read, nothing is invented, every line is accounted for."""

import json
import re
import time
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.plan_kinds import kind_of, split_activities, split_sentences
from config.plan_lines import fold, new_tones
from config.plan_partners import partners_in, split_bodies
from config.plan_reading import PlanDocument, read_plan
from config.plan_roles import Role
from config.plan_windows import Window, find_window, only_time, read_window
from rules.words import CampaignKind
from tests.config.invented_plan import PLAN

READ = Path(__file__).with_name("plans") / "read"
NAMES = sorted(path.stem for path in READ.glob("*.txt"))
K = CampaignKind


def read(name: str) -> PlanDocument:
    return read_plan((READ / f"{name}.txt").read_text("utf-8"))


def wanted(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((READ / f"{name}.json").read_text("utf-8"))
    return content


def days(window: Window | None) -> list[str] | None:
    return None if window is None else [window.opens_on.isoformat(), window.closes_on.isoformat()]


@pytest.mark.parametrize("name", NAMES)
def test_head_of_a_plan_tells_what_it_is_whose_and_on_what_basis(name: str) -> None:
    head, told = read(name).head, wanted(name)
    assert head.year == told["year"]
    assert fold(told["title"]) in fold(head.title)
    assert fold(told["issuer"]) in fold(head.issuer)
    assert told["basis"] in head.basis


@pytest.mark.parametrize("name", NAMES)
def test_programmes_and_activities_are_those_that_stand_there(name: str) -> None:
    plan, told = read(name), wanted(name)
    assert [programme.number for programme in plan.programmes] == [row["number"] for row in told["programmes"]]
    for programme, row in zip(plan.programmes, told["programmes"], strict=True):
        assert programme.title.startswith(row["title"])
        assert days(programme.window) == row["window"]
        assert [activity.kind.value for activity in programme.activities] == [a["kind"] for a in row["activities"]]
        for activity, one in zip(programme.activities, row["activities"], strict=True):
            assert one["has"] in activity.text
            assert "window" not in one or days(activity.window) == one["window"]
            assert activity.partners == one["partners"]


@pytest.mark.parametrize("name", NAMES)
def test_only_what_nobody_could_place_is_handed_back(name: str) -> None:
    told = [text for _, text in read(name).unrecognised]
    assert len(told) == len(wanted(name)["unrecognised"])
    assert all(any(part in text for text in told) for part in wanted(name)["unrecognised"])


@pytest.mark.parametrize("name", NAMES)
def test_frame_and_navigation_are_known_as_such(name: str) -> None:
    plan, told = read(name), wanted(name)
    for part in (*told.get("frame", ()), *told.get("navigation", ())):
        (line,) = {line for line, text in plan.texts.items() if part in text}
        assert plan.roles[line] in (Role.FRAME, Role.NAVIGATION), part


TEXTS = [*((READ / f"{name}.txt").read_text("utf-8") for name in NAMES), PLAN]


@pytest.mark.parametrize("text", TEXTS, ids=[*NAMES, "invented"])
def test_every_line_has_exactly_one_role(text: str) -> None:
    plan = read_plan(text)
    filled = {number for number, line in enumerate(text.splitlines(), start=1) if line.strip()}
    assert set(plan.roles) == set(plan.texts) == filled


@pytest.mark.parametrize("text", TEXTS, ids=[*NAMES, "invented"])
def test_every_activity_and_every_partner_stands_in_the_source(text: str) -> None:
    source = " ".join(new_tones(unicodedata.normalize("NFC", text)).split())
    for activity in read_plan(text).activities:
        assert activity.text in source
        assert all(partner in source for partner in activity.partners)


def told_alike(text: str) -> list[Any]:
    plan = read_plan(text)
    return [
        (p.number, p.title, p.window, [(a.text, a.kind, a.partners, a.window) for a in p.activities])
        for p in plan.programmes
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("Ủy", "Uỷ"),
        lambda text: re.sub(r"(?m)^- ", "–  ", text),
        lambda text: text.replace(" năm ", "\u00a0năm "),
        lambda text: re.sub(r"(?m)$", "  ", text),
    ],
    ids=["crlf", "cr", "decomposed", "byte-order mark", "old tones", "long dashes", "no-break", "trailing blanks"],
)
@pytest.mark.parametrize("text", TEXTS, ids=[*NAMES, "invented"])
def test_how_a_text_was_typed_changes_nothing(text: str, spoil: Callable[[str], str]) -> None:
    assert told_alike(spoil(text)) == told_alike(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tổ chức 03 lớp tập huấn về tuyên truyền", K.TRAINING),
        ("lựa chọn các trường tổ chức Hội thi tuyên truyền", K.CONTEST),
        ("Viết tin, bài tuyên truyền trên Báo tỉnh", K.PRESS),
        ("In 5.000 tờ rơi tuyên truyền", K.PRINT),
        ("Treo băng rôn hưởng ứng Tháng hành động", K.PRINT),
        ("Giám sát hoạt động của Đội công tác xã hội tình nguyện", K.MONITORING),
        ("Kiểm tra, giám sát cơ sở kinh doanh karaoke", K.INSPECTION),
        ("Đăng ký xây dựng xã lành mạnh", K.HEALTHY_COMMUNE),
        ("Hướng dẫn thực hiện Nghị quyết liên tịch 01 về xã, phường lành mạnh", K.GUIDANCE),
        ("Tiếp nhận, xác minh và hỗ trợ nạn nhân", K.RECEPTION),
        ("Đẩy mạnh tuyên truyền về tiếp nhận, hỗ trợ nạn nhân", K.COMMUNICATION),
        ("Tổ chức ngoại khóa, thi rung chuông vàng cho học sinh", K.CONTEST),
        ("Đăng ký xây dựng phường không có tệ nạn ma túy, mại dâm", K.HEALTHY_COMMUNE),
        ("Cho vay vốn tạo việc làm", K.OTHER),
    ],
)
def test_kind_is_read_off_the_words(text: str, kind: CampaignKind) -> None:
    assert kind_of(text) is kind


def test_programme_decides_where_the_line_says_nothing() -> None:
    title = "Kiểm tra, giám sát hoạt động của Đội Công tác xã hội tình nguyện"
    assert kind_of("Việc thực hiện chế độ thống kê", title) is K.MONITORING


def test_line_with_a_training_and_a_contest_is_two_activities() -> None:
    assert split_activities("Tổ chức 02 lớp tập huấn cho cán bộ và hội thi cho học sinh") == [
        "Tổ chức 02 lớp tập huấn cho cán bộ",
        "hội thi cho học sinh",
    ]
    assert len(split_activities("Phối hợp với các sở; Ủy ban nhân dân các huyện đẩy mạnh tuyên truyền")) == 1


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        (
            "Phối hợp với Công an tỉnh, Sở Văn hóa, Thể thao và Du lịch và Sở Y tế tổ chức kiểm tra",
            ["Công an tỉnh", "Sở Văn hóa, Thể thao và Du lịch", "Sở Y tế"],
        ),
        (
            "phối hợp với các sở, ban, ngành, đoàn thể tỉnh; Ủy ban nhân dân các huyện, thị xã, thành phố tuyên truyền",
            ["các sở, ban, ngành, đoàn thể tỉnh", "Ủy ban nhân dân các huyện, thị xã, thành phố"],
        ),
        ("Chủ trì, phối hợp với Tỉnh đoàn tổ chức hội thi", ["Tỉnh đoàn"]),
        (
            "thi cho học sinh. Phối hợp: Phòng Giáo dục và Đào tạo, Trạm Y tế. Thời gian: tháng 10",
            ["Phòng Giáo dục và Đào tạo", "Trạm Y tế"],
        ),
        ("Tổ chức tập huấn cho cán bộ", []),
    ],
)
def test_partners_are_named_as_they_are_written(text: str, partners: list[str]) -> None:
    assert partners_in(text) == partners


def test_cell_of_partners_may_be_parted_in_any_way() -> None:
    assert split_bodies("Công an tỉnh; Sở Y tế, Tỉnh đoàn và Hội Nông dân") == [
        "Công an tỉnh", "Sở Y tế", "Tỉnh đoàn", "Hội Nông dân"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "opens", "closes"),
    [
        ("Từ tháng 2/2021 đến tháng 11/2021", (2, 1), (11, 30)),
        ("từ ngày 01/6 đến 30/6", (6, 1), (6, 30)),
        ("Quý I, II", (1, 1), (6, 30)),
        ("quý II - quý III", (4, 1), (9, 30)),
        ("trong năm", (1, 1), (12, 31)),
        ("mỗi quý 1 đợt", (1, 1), (12, 31)),
        ("hằng tháng", (1, 1), (12, 31)),
        ("6 tháng đầu năm", (1, 1), (6, 30)),
        ("từ tháng 3 đến hết tháng 10 năm 2021", (3, 1), (10, 31)),
        ("tháng 3 và tháng 9", (3, 1), (9, 30)),
        ("trước ngày 15/11/2021", (1, 1), (11, 14)),
        ("Trước ngày 10/6 và 10/12/2021", (1, 1), (12, 9)),
        ("chậm nhất ngày 15/11/2021", (1, 1), (11, 15)),
        ("Tháng 5 - 6", (5, 1), (6, 30)),
        ("ngày 26 tháng 6 năm 2021", (6, 26), (6, 26)),
    ],
)
def test_window_is_read_with_the_year_of_the_plan(text: str, opens: tuple[int, int], closes: tuple[int, int]) -> None:
    assert read_window(text, 2021) == Window(date(2021, *opens), date(2021, *closes))


def test_day_of_a_document_is_no_window() -> None:
    assert find_window("Thực hiện Quyết định số 5/QĐ-UBND ngày 10/12/2020 của tỉnh, tổ chức tập huấn", 2021) is None
    found = find_window("Tổ chức tập huấn (quý II)", 2021)
    assert found is not None and found[0] == Window(date(2021, 4, 1), date(2021, 6, 30))


def test_so_many_a_month_is_not_a_month() -> None:
    """ "Mỗi tháng 04 tin, bài": four pieces a month, not those of April."""
    found = find_window("Đăng trên trang thông tin, mỗi tháng 04 tin, bài", 2021)
    assert found is not None and found[0] == Window(date(2021, 1, 1), date(2021, 12, 31))


HEAD = "KẾ HOẠCH\nPhòng, chống ma túy năm 2021\n\nI. NỘI DUNG\n1. Tuyên truyền\n- Tuyên truyền tại các thôn.\n"


def test_timetable_behind_the_work_is_no_more_work() -> None:
    plan = read_plan(f"{HEAD}II. TIẾN ĐỘ THỰC HIỆN\n- Tháng 3/2021: Ban hành kế hoạch.\n- Tháng 4/2021: Triển khai.\n")
    assert [activity.text for activity in plan.activities] == ["Tuyên truyền tại các thôn"]


def test_duties_of_bodies_name_no_partner_of_the_work() -> None:
    duty = "Phối hợp với Công an xã thực hiện"
    plan = read_plan(f"{HEAD}II. TỔ CHỨC THỰC HIỆN\n1. Trạm Y tế\n- {duty}.\n")
    assert [(activity.text, activity.partners) for activity in plan.activities] == [("Tuyên truyền tại các thôn", [])]


def test_partner_of_a_later_part_is_not_that_of_an_earlier() -> None:
    work = "Tổ chức cuộc thi trực tuyến cho thanh niên; phối hợp với Sở Tư pháp tổ chức tuyên truyền tại trường"
    contest, lecture = read_plan(HEAD.replace("Tuyên truyền tại các thôn", work)).activities
    assert (contest.partners, lecture.partners) == ([], ["Sở Tư pháp"])


def test_number_of_a_page_is_none_of_the_work() -> None:
    assert read_plan(HEAD.replace("1. Tuyên", "2\n1. Tuyên")).unrecognised == []


@pytest.mark.parametrize("text", ["kiểm tra quán bar, 6 tháng 1 lần", "phát thanh 02 bài/tháng"])
def test_how_often_is_no_month(text: str) -> None:
    found = find_window(text, 2021)
    assert found is not None and found[0] == Window(date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize("text", ["Quý I:", "Tháng 01, 02", "Từ tháng 3 đến hết tháng 5"])
def test_heading_that_is_only_a_time_is_one(text: str) -> None:
    assert only_time(text, 2021) == read_window(text, 2021) is not None
    assert only_time(f"{text} tập huấn", 2021) is None


def test_sentences_of_several_kinds_are_several_activities() -> None:
    paragraph = "Đẩy mạnh tuyên truyền phòng, chống ma túy. Phối hợp với Tỉnh đoàn tổ chức Hội thi. Có khen thưởng."
    assert split_sentences(paragraph) == [
        "Đẩy mạnh tuyên truyền phòng, chống ma túy.",
        "Phối hợp với Tỉnh đoàn tổ chức Hội thi. Có khen thưởng.",
    ]
    alike = "Đẩy mạnh tuyên truyền trong nhân dân. Tuyên truyền về tác hại của ma túy."
    assert split_sentences(alike) == [alike]


def test_days_in_brackets_are_a_window() -> None:
    found = find_window("Hưởng ứng Tháng hành động (01/6 - 30/6/2023), tổ chức mít tinh", 2023)
    assert found is not None and found[0] == Window(date(2023, 6, 1), date(2023, 6, 30))


@pytest.mark.parametrize(
    "text",
    [
        "Tiếp nhận, hỗ trợ nạn nhân trở về; thực hiện thường xuyên trong năm",
        "Đăng ký xã lành mạnh đầu năm; đánh giá, chấm điểm cuối năm",
    ],
)
def test_part_that_only_says_when_or_how_is_no_activity_of_its_own(text: str) -> None:
    assert split_activities(text) == [text]


def test_month_thirteen_and_an_end_before_its_beginning_are_no_window() -> None:
    assert read_window("từ tháng 13/2021 đến tháng 14/2021") is None
    assert read_window("từ tháng 9/2021 đến tháng 2/2021") is None


@pytest.mark.parametrize(
    "lines",
    [
        "1. Nội dung" + " thực hiện kế hoạch" * 200 + " abc\n- Kiểm tra cơ sở",
        "1. Nội dung" + " và nội dung" * 200 + " abc\n- Kiểm tra cơ sở",
        "1. Kiểm tra\n- " + "đăng ký xã phường " * 400,
        "1. Kiểm tra\n- TỔ CHỨC\n" + "KIỂM TRA LIÊN NGÀNH KIỂM TRA LIÊN NGÀNH\n" * 400,
        "1. Kiểm tra\n- Kiểm tra các cơ sở kinh doanh dịch vụ, nhà hàng\n"
        + "Hội Phụ nữ tỉnh và các đơn vị kinh doanh\n" * 400,
    ],
    ids=["one heading of many words", "joined words", "one long line", "capitals", "one wrapped paragraph"],
)
def test_plan_that_lost_its_line_breaks_is_read_as_fast_as_any(lines: str) -> None:
    began = time.process_time()
    read_plan(f"KẾ HOẠCH\nnăm 2021\nI. NỘI DUNG\n{lines}")
    assert time.process_time() - began < 2, "a regex or a loop tries again from every word: minutes for a longer plan"
