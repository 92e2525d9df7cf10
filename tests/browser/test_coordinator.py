"""The coordinator's week in a browser: who has not answered, what came on paper, the schedule, the records."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import col, select

from models import Answer, Contact, Document, Establishment, Message
from rules.register import PLACES
from rules.words import Channel, DocumentKind, DutyKind, DutyState, MessageState, Role
from tests.actions.coming_back import carry, come_back
from tests.actions.forms_desk import year_opening
from tests.actions.work import CODE
from tests.browser.walk import Walk
from tests.config.register_file import place, workbook
from trials import returned_mail as mail

pytestmark = pytest.mark.slow
CARDS = "TKT-CAT-01\nTKT-CAT-02"


@pytest.fixture
def walk(walk_at: Callable[[str], Walk]) -> Walk:
    """Invitations were due on 8 February 2021; on the 18th nobody has answered, and the coordinator comes in."""
    walk = walk_at("approve")
    for day in (date(2021, 2, 9), date(2021, 2, 18)):
        walk.portal.desk.at(day)
        walk.portal.desk.advance()
    with walk.portal.desk.work() as work:  # nothing carries the letters here
        for letter in work.session.exec(select(Message)):
            letter.state = MessageState.SENT
        work.letters("reminder", agency="CAT")[-1].state = MessageState.FAILED
    return walk


def answers(walk: Walk) -> list[Answer]:
    with walk.portal.desk.look() as work:
        return list(work.session.exec(select(Answer).where(col(Answer.recorded_by).is_not(None)).order_by(Answer.id)))


def test_signs_in_by_letter_and_sees_who_has_not_answered(walk: Walk, tmp_path: Path) -> None:
    walk.sign_in(Role.COORDINATOR, "office")
    assert "Công an tỉnh Hưng Yên" in walk.text and "0221 000 0209" in walk.text
    walk.look("office-late")
    rows = walk.page.locator("table.stack tbody tr")
    assert rows.count() == 6
    walk.page.get_by_label("Cơ quan", exact=True).select_option(label="Sở Y tế tỉnh Hưng Yên")
    walk.press("Lọc")
    assert rows.count() == 1 and "Sở Y tế" in rows.first.inner_text()
    walk.look("office-late-filtered")
    with walk.page.expect_download() as loading:
        walk.page.get_by_role("link", name="Tải bảng .xlsx").click()
    assert loading.value.suggested_filename.endswith(".xlsx")
    loading.value.save_as(tmp_path / "late.xlsx")
    lines = CalamineWorkbook.from_path(str(tmp_path / "late.xlsx")).get_sheet_by_index(0).to_python()
    assert [line[0] for line in lines[2:]] == ["Sở Y tế tỉnh Hưng Yên"]
    walk.press("Đăng xuất")
    assert "Đã đăng xuất" in walk.text
    walk.open("/office")
    assert "Gửi liên kết" in walk.text


def test_writes_down_an_answer_on_paper_voids_it_and_writes_it_down_again(walk: Walk) -> None:
    walk.sign_in(Role.COORDINATOR)
    row = walk.page.locator("table.stack tbody tr", has_text="Công an tỉnh")
    row.get_by_role("link", name="Xác nhận tham gia và cử thành viên").click()
    walk.look("office-duty")
    walk.page.get_by_role("link", name="Ghi trả lời qua điện thoại, văn bản").click()
    walk.look("office-answer")
    walk.choose("Tham gia và cử thành viên")
    walk.write("Số thẻ kiểm tra", CARDS)
    walk.choose(Channel.PAPER.label)
    walk.write("Số, ký hiệu văn bản (khi trả lời bằng văn bản)", "12/CV-CAT")
    assert walk.press("Gửi trả lời") == 422
    assert walk.page.get_by_label("Số thẻ kiểm tra", exact=True).input_value().split() == CARDS.split()
    assert walk.page.get_by_label(Channel.PAPER.label, exact=True).is_checked()
    fault = walk.page.locator("#e-document_on")
    assert "Xin nhập ngày văn bản." in fault.inner_text() and answers(walk) == []
    walk.page.locator(".summary a").click()
    assert walk.page.locator("#f-document_on").is_visible() and walk.page.url.endswith("#f-document_on")
    walk.look("office-answer-fault")
    walk.write("Ngày văn bản", "2021-02-17")
    assert walk.press("Gửi trả lời") == 200
    assert "Đã ghi trả lời." in walk.text and "12/CV-CAT, 17/02/2021" in walk.text
    walk.look("office-duty-answered")
    void(walk)
    walk.look("office-duty-voided")
    walk.page.get_by_role("link", name="Ghi trả lời qua điện thoại, văn bản").click()
    walk.choose("Tham gia và cử thành viên")
    walk.write("Số thẻ kiểm tra", CARDS)
    walk.choose(Channel.TELEPHONE.label)
    assert walk.press("Gửi trả lời") == 200
    first, second = answers(walk)
    assert first.voided_at is not None and second.voided_at is None
    with walk.portal.desk.look() as work:
        assert [duty.agency for duty in work.duties(DutyKind.CONFIRM, state=DutyState.FULFILLED)] == ["CAT"]


def void(walk: Walk) -> None:
    """A reason is asked for first."""
    walk.page.get_by_text("Hủy trả lời ghi nhầm này").click()
    assert walk.press("Hủy trả lời") == 422
    walk.look("office-void-fault", own_address=False)
    walk.choose("Ghi nhầm cơ quan")
    walk.write("Ghi chú", "Ghi nhầm dòng")
    assert walk.press("Hủy trả lời") == 200
    assert "Đã hủy trả lời, nhiệm vụ mở lại" in walk.text and "Ghi nhầm dòng" in walk.text


def test_reads_a_campaign_and_its_schedule_with_the_names_of_premises(walk: Walk) -> None:
    walk.sign_in(Role.COORDINATOR)
    walk.page.get_by_role("link", name="Các đợt công tác").click()
    walk.look("office-campaigns")
    walk.page.get_by_role("link", name=CODE).click()
    walk.look("office-campaign")
    walk.page.get_by_role("link", name="Lịch kiểm tra có tên cơ sở").click()
    with walk.portal.desk.look() as work:
        names = work.session.exec(select(Establishment.name)).all()
        visits = len(work.visits())
    shown = walk.page.locator(".party ol li")
    assert shown.count() == visits
    assert all(any(name in line for name in names) for line in shown.all_inner_texts())
    walk.look("office-schedule")


def test_reads_the_year_and_asks_for_a_report(walk: Walk) -> None:
    walk.portal.desk.start(year_opening(walk.portal.desk))
    walk.sign_in(Role.COORDINATOR)
    walk.page.get_by_role("link", name="Năm kế hoạch").click()
    assert walk.page.locator("main img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 1000
    walk.look("office-year")
    walk.page.get_by_role("link", name="Báo cáo đột xuất").click()
    walk.look("office-reports")
    walk.choose("Báo cáo đột xuất của Đội 178")
    walk.write("Số liệu từ ngày", "2021-01-01")
    walk.write("đến hết ngày", "2020-12-31")
    walk.write("Hạn gửi", "2021-12-30")
    assert walk.press("Yêu cầu") == 422
    walk.look("office-reports-fault")


def test_changes_a_contact(walk: Walk) -> None:
    walk.sign_in(Role.COORDINATOR)
    walk.page.get_by_role("link", name="Địa chỉ liên hệ").click()
    walk.look("office-contacts")
    entry = walk.page.get_by_role("link").filter(has_text="daumoi@cat.hungyen.example")
    entry.click()
    walk.look("office-contact")
    walk.write("Địa chỉ thư điện tử", "hộp thư mới")
    walk.write("Điện thoại", "0221 000 0777")
    assert walk.press("Ghi thay đổi") == 422
    assert walk.page.get_by_label("Điện thoại", exact=True).input_value() == "0221 000 0777"
    walk.look("office-contact-fault")
    walk.write("Địa chỉ thư điện tử", "phoi-hop@cat.hungyen.example")
    assert walk.press("Ghi thay đổi") == 200
    assert "Đã ghi thay đổi" in walk.text and "phoi-hop@cat.hungyen.example" in walk.text
    with walk.portal.desk.look() as work:
        kept = work.session.exec(select(Contact).where(Contact.address == "phoi-hop@cat.hungyen.example")).one()
        assert kept.telephone == "0221 000 0777"


def test_mends_an_address_whose_letters_came_back_and_reads_what_was_written(walk: Walk) -> None:
    desk = walk.portal.desk
    come_back(desk, carry(desk))
    come_back(desk, carry(desk, agency="SYT"), mail.reply)
    walk.sign_in(Role.COORDINATOR)
    assert "Địa chỉ liên hệ cần sửa 1" in walk.text
    walk.look("office-start-repairs")
    walk.page.get_by_role("link").filter(has_text="thư bị trả lại").first.click()
    walk.look("office-repair")
    assert walk.press("Ghi cách sửa") == 422
    walk.look("office-repair-fault")
    walk.choose("Dùng địa chỉ thay thế dưới đây")
    assert walk.press("Ghi cách sửa") == 200
    assert "Đã ghi trả lời" in walk.text
    walk.page.get_by_role("link", name="Thư trả về").click()
    assert "Đã xác nhận tham gia, cử 2 cán bộ." in walk.text
    walk.look("office-returns")


def test_records_a_document_with_its_scan(walk: Walk, tmp_path: Path) -> None:
    scan = tmp_path / "quyet-dinh.pdf"
    scan.write_bytes(b"%PDF-1.4 a scan\n")
    walk.sign_in(Role.COORDINATOR)
    walk.open(f"/office/c/{CODE}")
    walk.page.get_by_role("link", name="Ghi một văn bản").click()
    walk.choose(DocumentKind.DECISION.label)
    walk.write("Số, ký hiệu", "46/QĐ-UBND")
    walk.choose(Role.CHAIRMAN.label)
    walk.page.get_by_label("Bản quét (không bắt buộc)").set_input_files(scan)
    assert walk.press("Ghi văn bản") == 422
    assert walk.page.get_by_label("Số, ký hiệu", exact=True).input_value() == "46/QĐ-UBND"
    walk.look("office-document-fault")
    walk.write("Ngày ký", "2021-02-17")
    walk.page.get_by_label("Bản quét (không bắt buộc)").set_input_files(scan)
    assert walk.press("Ghi văn bản") == 200
    walk.look("office-documents")
    with walk.portal.desk.look() as work:
        (document,) = work.session.exec(select(Document).where(Document.number == "46/QĐ-UBND"))
        assert document.sha256 is not None and document.sha256 in walk.text


def test_sends_the_register_with_one_bad_row_and_then_right(walk: Walk, tmp_path: Path) -> None:
    rows = [place(f"MAU-{number:03d}", f"Nhà nghỉ Mẫu Mới {number}") for number in range(1, 6)]
    wrong, right = tmp_path / "so-sai.xlsx", tmp_path / "so.xlsx"
    wrong.write_bytes(workbook([*rows[:3], {**rows[3], "Loại hình": "Quán bia"}, rows[4]]))
    right.write_bytes(workbook(rows))
    walk.sign_in(Role.COORDINATOR)
    walk.page.get_by_role("link", name="Sổ đăng ký").click()
    walk.look("office-register")
    assert send(walk, wrong) == 422
    (fault,) = walk.page.locator("table.stack tbody tr").all_inner_texts()
    assert PLACES in fault and "5" in fault and "Quán bia" in fault and registered(walk) == 0
    walk.look("office-register-fault")
    assert send(walk, right) == 200 and registered(walk) == 0
    walk.look("office-register-difference", own_address=False)
    assert walk.press("Lưu tất cả") == 200
    assert registered(walk) == 5
    walk.look("office-register-done")


def send(walk: Walk, file: Path) -> int:
    walk.page.get_by_label("Tệp Excel").set_input_files(file)
    return walk.press("So sánh, chưa lưu")


def registered(walk: Walk) -> int:
    with walk.portal.desk.look() as work:
        return len(work.session.exec(select(Establishment).where(col(Establishment.code).startswith("MAU-"))).all())
