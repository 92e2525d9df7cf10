"""Every form of the pack on one page: shown, filled in, refused with both figures, confirmed, taken late."""

import io
from collections.abc import Callable
from datetime import date, time

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from models.queries.duties import duty_by_code
from models.queries.forms import entry_of, figures_in
from rules.forms import WHOLE
from rules.words import DutyKind, DutyState, Role
from tests.actions.forms_desk import answer_all, begin_of, hand_in, opening_of, walk_to, year_opening
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
NOMINATION = {"f.participants": "9", "f.district_staff": "4", "f.commune_staff": "5"}


@pytest.fixture
def nominating(portal_at: Open) -> Portal:
    """Every district has been asked for its participants."""
    portal = portal_at("empty")
    desk = portal.desk
    code = desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, "nominate"))
    return portal


def page_of(portal: Portal, kind: DutyKind, role: Role, agency: str) -> str:
    return portal.duty_path(portal.link(kind.value, role, agency), kind, agency)


def nomination_of(portal: Portal) -> str:
    return page_of(portal, DutyKind.NOMINATION, Role.AREA, "UBND-323")


def test_page_shows_the_form_its_fields_and_its_due_day(nominating: Portal) -> None:
    page = nominating.get(nomination_of(nominating))
    assert page.status == 200
    assert "Đăng ký người tham dự tập huấn" in page.text and "Tập huấn cán bộ cấp huyện" in page.text
    assert "Hạn:" in page.text
    assert {str(name) for name in page.tree.xpath("//form//input/@name")} == {*NOMINATION, "nonce", "file"}
    labelled = {str(i) for i in page.tree.xpath("//label/@for")}
    assert labelled == {f"f-{name}" for name in (*NOMINATION, "file")}


def test_form_is_taken_and_its_receipt_tells_the_figures(nominating: Portal) -> None:
    path = nomination_of(nominating)
    receipt = nominating.answer(path, NOMINATION)
    assert "Số người cử tham dự9 người" in receipt.text
    with nominating.desk.look() as work:
        duty = work.duties(DutyKind.NOMINATION, state=DutyState.FULFILLED, agency="UBND-323")[0]
        entry = entry_of(work.session, duty.id or 0)
        assert entry is not None
        assert figures_in(work.session, entry.id or 0)[WHOLE] == {
            "participants": 9, "district_staff": 4, "commune_staff": 5
        }  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [("vi", "ghi 11, tổng là 9"), ("en", "11 is given, they sum to 9")],
)
def test_figures_that_do_not_add_up_come_back_with_both_and_everything_typed_kept(
    nominating: Portal, locale: str, sentence: str
) -> None:
    path = nomination_of(nominating)
    shown = nominating.get(f"{path}?lang={locale}")
    page = nominating.post(path, NOMINATION | {"f.participants": "11", "nonce": shown.nonce})
    assert page.status == 422
    assert page.text.count(sentence) == 2, "at the top and at the field"
    assert page.values("f.participants") == ["11"] and page.values("f.commune_staff") == ["5"]
    assert page.tree.xpath("//*[@id='e-f.participants']")
    with nominating.desk.look() as work:
        assert work.duties(DutyKind.NOMINATION, agency="UBND-323")


@pytest.mark.parametrize("typed", ["", "-1", "9a", "1e3", "9999999999"])
def test_what_is_no_number_is_told_at_its_field(nominating: Portal, typed: str) -> None:
    path = nomination_of(nominating)
    page = nominating.post(path, NOMINATION | {"f.participants": typed, "nonce": nominating.get(path).nonce})
    assert page.status == 422 and page.tree.xpath("//*[@id='e-f.participants']")


@pytest.mark.parametrize("typed", ["1.009", "1 009"])
def test_thousands_may_be_parted(nominating: Portal, typed: str) -> None:
    receipt = nominating.answer(
        nomination_of(nominating), {"f.participants": typed, "f.district_staff": "1000", "f.commune_staff": "9"}
    )
    assert "1009 người" in receipt.text


def test_same_form_sent_twice_is_one_answer(nominating: Portal) -> None:
    path = nomination_of(nominating)
    fields = NOMINATION | {"nonce": nominating.get(path).nonce}
    first, second = nominating.post(path, fields), nominating.post(path, fields)
    assert (first.status, second.status) == (303, 303)
    assert nominating.post(path, fields | {"nonce": "another-nonce"}).status == 409


def test_form_of_another_office_is_not_there(nominating: Portal) -> None:
    own = nominating.link("nomination", Role.AREA, "UBND-323")
    with nominating.desk.look() as work:
        other = work.duties(DutyKind.NOMINATION, agency="UBND-325")[0].code
    assert nominating.get(f"{own}/d/{other}").status == 404


def test_late_form_is_taken_and_says_so(nominating: Portal) -> None:
    desk = nominating.desk
    with desk.look() as work:
        due_on = desk.office.pack.calendar.last_day(work.duties(DutyKind.NOMINATION)[0].due_at)
    walk_to(desk, desk.office.pack.calendar.add_workdays(due_on, 2))
    path = nominating.duty_path(nominating.link("reminder", Role.AREA, "UBND-323"), DutyKind.NOMINATION, "UBND-323")
    assert "Trễ hạn2 ngày làm việc" in nominating.answer(path, NOMINATION).text


def test_form_with_a_line_for_each_commune_marks_the_lines_that_are_wrong(portal_at: Open) -> None:
    portal = portal_at("empty")
    desk = portal.desk
    desk.at(date(2021, 7, 1))
    desk.start(opening_of(desk, "CT6-GIAMSAT"))
    desk.advance()
    path = page_of(portal, DutyKind.SELF_REPORT, Role.AREA, "UBND-325")
    shown = portal.get(path)
    communes = [area.code for area in desk.office.pack.communes_of("325", date(2021, 7, 1))]
    assert len(shown.tree.xpath("//details")) - 1 == len(communes) == 11
    line = {
        "members": "8", "directives": "yes", "policy": "yes", "statistics": "no",
        "sessions": "3", "managed": "4", "helped": "2",
    }  # fmt: skip
    fields = {f"f.{field}.{unit}": value for unit in communes for field, value in line.items()}
    wrong = portal.post(path, fields | {f"f.helped.{communes[3]}": "5", "nonce": shown.nonce})
    assert wrong.status == 422
    opened = [str(text).strip() for text in wrong.tree.xpath("//details[@open]/summary/text()[1]")]
    assert opened == [desk.office.pack.area(communes[0]).name, desk.office.pack.area(communes[3]).name]
    receipt = portal.answer(path, fields)
    assert "Số thành viên Đội" in receipt.text and "88 (" in receipt.text


def test_figure_that_jumps_is_confirmed_with_a_tick(portal_at: Open) -> None:
    portal = portal_at("empty")
    desk = portal.desk
    desk.start(year_opening(desk))
    for day in (date(2021, 3, 12), date(2021, 6, 14)):
        desk.at(day, time(9))
        with desk.work() as work:
            from actions.run_step import run_steps

            run_steps(work.session, work.campaign("HY-2021-KH-01"), **work.given)
        if day.month == 3:
            with desk.look() as work:
                first = next(d for d in work.duties(DutyKind.PERIODIC_REPORT, agency="UBND-323") if "MD-Q" in d.subject)
            hand_in(desk, first.code, establishments=6, checked=2, sanctioned=0, supported=4)
    with desk.look() as work:
        second = next(
            d for d in work.duties(DutyKind.PERIODIC_REPORT, agency="UBND-323") if "MD-Q-2021-Q2" in d.subject
        )
    path = f"{portal.link('periodic_report', Role.AREA, 'UBND-323')}/d/{second.code}"
    shown = portal.get(path)
    assert "kỳ trước: 4" in shown.text and "15/03/2021 - 14/06/2021" in shown.text
    fields = {
        "f.opening": "6", "f.establishments": "7", "f.checked": "2", "f.sanctioned": "0", "f.supported": "40",
    }  # fmt: skip
    doubted = portal.post(path, fields | {"nonce": shown.nonce})
    assert doubted.status == 422 and doubted.values("confirmed") == ["yes"]
    assert "ghi 40, kỳ trước là 4" in doubted.text
    portal.follow(portal.post(path, fields | {"confirmed": "yes", "nonce": doubted.nonce}))
    with desk.look() as work:
        entry = entry_of(work.session, duty_by_code(work.session, second.code).id or 0)
        assert entry is not None and entry.confirmed


def test_coordinator_records_a_form_that_came_by_telephone(nominating: Portal) -> None:
    nominating.sign_in(Role.COORDINATOR)
    with nominating.desk.look() as work:
        code = work.duties(DutyKind.NOMINATION, agency="UBND-333")[0].code
    shown = nominating.get(f"/office/d/{code}/answer")
    assert shown.status == 200, shown.text
    taken = nominating.post(f"/office/d/{code}/answer", NOMINATION | {"channel": "telephone", "nonce": shown.nonce})
    assert taken.status == 303
    with nominating.desk.look() as work:
        assert duty_by_code(work.session, code).state is DutyState.FULFILLED


def test_coordinator_sees_the_figures_of_an_activity_on_its_page(nominating: Portal) -> None:
    nominating.answer(nomination_of(nominating), NOMINATION)
    nominating.sign_in(Role.COORDINATOR)
    page = nominating.get("/office/c/HY-2021-TH-01")
    assert page.status == 200
    assert "Đăng ký người tham dự tập huấn" in page.text and "Ủy ban nhân dân thành phố Hưng Yên" in page.text


def filled_workbook(content: bytes, cells: dict[tuple[int, int], object]) -> bytes:
    """The template with cells written into it, as Excel would save it. Rows and columns count from 0."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Biểu")
        for row, line in enumerate(rows):
            for column, value in enumerate(line):
                sheet.write(row, column, cells.get((row, column), value))
        for (row, column), value in cells.items():
            sheet.write(row, column, value)
    return saved.getvalue()


def bring(portal: Portal, path: str, content: bytes, name: str = "form.xlsx") -> Page:
    return Page(portal.client.post(f"{path}/workbook", files={"file": (name, content)}))


def test_workbook_goes_out_and_comes_back_into_the_page_for_a_last_look(nominating: Portal) -> None:
    path = nomination_of(nominating)
    template = nominating.client.get(f"{path}/form.xlsx")
    assert "spreadsheet" in template.headers["content-type"]
    assert 'filename="nomination.xlsx"' in template.headers["content-disposition"]
    assert template.status_code == 200
    content = filled_workbook(template.content, {(2, 2): 9, (2, 3): 4, (2, 4): 5})
    page = bring(nominating, path, content)
    assert page.status == 200
    assert {name: page.values(name) for name in NOMINATION} == {name: [value] for name, value in NOMINATION.items()}
    with nominating.desk.look() as work:
        assert work.duties(DutyKind.NOMINATION, agency="UBND-323"), "nothing is sent before the office sends it"
    sent = {name: page.values(name)[0] for name in NOMINATION} | {"nonce": page.nonce}
    nominating.follow(nominating.post(path, sent))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"plain text"])
def test_file_that_is_not_this_form_is_refused_in_one_sentence(nominating: Portal, content: bytes) -> None:
    page = bring(nominating, nomination_of(nominating), content)
    assert page.status == 422 and "Lỗi" in page.text


def test_workbook_of_another_office_is_not_there(nominating: Portal) -> None:
    own = nominating.link("nomination", Role.AREA, "UBND-323")
    with nominating.desk.look() as work:
        other = work.duties(DutyKind.NOMINATION, agency="UBND-325")[0].code
    assert nominating.get(f"{own}/d/{other}/form.xlsx").status == 404
    assert bring(nominating, f"{own}/d/{other}", b"PK").status == 404
