"""Official plans as text: what is read, by line, and what is handed back because nobody understood it."""

import unicodedata
from datetime import date

import pytest

from config.plan_text import fold, read_plan_text
from config.plan_windows import Window, read_window
from tests.config.invented_plan import PLAN


def test_chapters_bullets_and_windows_have_their_lines() -> None:
    plan = read_plan_text(PLAN)
    assert [(chapter.number, chapter.title, chapter.line) for chapter in plan.chapters] == [
        ("1", "Chương trình tuyên truyền", 6),
        ("2", "Công tác kiểm tra liên ngành 178", 19),
        ("3", "Công tác giám sát Đội Công tác xã hội tình nguyện", 29),
    ]
    assert [(b.ref, b.line) for b in plan.bullets] == [("1.1/1", 10), ("1.1/2", 13), ("2.1/1", 23), ("3/1", 31)]
    windows = [chapter.window for chapter in plan.chapters]
    assert windows[0] == Window(date(2030, 2, 1), date(2030, 11, 30))
    assert windows[1] == Window(date(2030, 4, 1), date(2030, 12, 31))
    assert windows[2] is None
    assert plan.chapters[1].window_line == 27


def test_a_line_that_goes_on_belongs_to_its_bullet_and_clauses_begin_with_a_verb() -> None:
    bullet = read_plan_text(PLAN).bullets[0]
    assert bullet.clauses == (
        "Phối hợp với Uỷ ban nhân dân các huyện tổ chức tập huấn; cho cán bộ cấp xã",
        "lựa chọn các trường tổ chức hội thi.",
    )


def test_lines_not_understood_are_handed_back_and_those_among_activities_marked() -> None:
    lines = [(line.line, line.inside) for line in read_plan_text(PLAN).not_understood]
    assert lines == [(1, False), (2, False), (4, False), (15, True), (33, True), (35, True)]


def test_text_in_decomposed_letters_reads_the_same() -> None:
    assert read_plan_text(unicodedata.normalize("NFD", PLAN)) == read_plan_text(PLAN)


def test_both_tone_placements_and_cases_are_one_word() -> None:
    assert fold("Uỷ ban  NHÂN DÂN") == fold("Ủy ban nhân dân") == "uy ban nhan dan"
    assert fold("xoá đói") == fold("xóa đói") == "xoa doi"


def test_a_list_that_only_looks_like_a_chapter_is_not_one() -> None:
    plan = read_plan_text("1. Một\n1.1. Nội dung\n- Tổ chức họp.\n3. Không phải chương\n5.1. Không phải mục\n")
    assert len(plan.chapters) == 1
    assert [(line.line, line.inside) for line in plan.not_understood] == [(4, True), (5, True)]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("Từ tháng 2/2021 đến tháng 11/2021.", "01/02/2021 - 30/11/2021"),
        ("Từ tháng 02/2021 đến hết tháng 2/2024", "01/02/2021 - 29/02/2024"),
        ("từ ngày 05/02/2021 đến ngày 5-3-2021", "05/02/2021 - 05/03/2021"),
        ("Quý IV/2021", "01/10/2021 - 31/12/2021"),
        ("Trong năm 2021", "01/01/2021 - 31/12/2021"),
        ("tháng 6/2021", "01/06/2021 - 30/06/2021"),
    ],
)
def test_windows_are_read_as_plans_write_them(text: str, window: str) -> None:
    assert str(read_window(text)) == window


@pytest.mark.parametrize(
    "text", ["thường xuyên", "tháng 13/2021", "từ tháng 5/2021 đến tháng 2/2021", "ngày 31/02/2021"]
)
def test_a_window_that_tells_none_is_not_guessed(text: str) -> None:
    assert read_window(text) is None
