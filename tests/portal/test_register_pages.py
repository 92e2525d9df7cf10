"""The register by page, over HTTP: template, differences, a yes that saves all of it, and every way it is refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from config.workbook_safety import LARGEST_FILE
from models import Contact, Establishment, RegisterDraft
from portal.guards import LARGEST_BODY, LARGEST_UPLOAD
from rules.register import PLACES
from rules.visibility import KEEPS_RECORDS, SIGN_IN
from rules.words import Role
from tests.actions.dump import dump
from tests.config.register_file import CONTACT, PLACE, Rows, place, workbook
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
PAGE = "/office/register"
OFFICE = {
    **CONTACT,
    "Bộ phận": "Phòng Cảnh sát quản lý hành chính về trật tự xã hội",
    "Điện thoại": "0221 000 0209",
    "Thư điện tử": "daumoi@cat.hungyen.example",
}


def signed_in(portal: Portal) -> Portal:
    portal.sign_in(Role.COORDINATOR)
    return portal


def send(portal: Portal, content: bytes, name: str = "so.xlsx", **options: Any) -> Page:
    return Page(portal.client.post(PAGE, files={"file": (name, content)}, **options))


def send_rows(portal: Portal, places: Rows = (), contacts: Rows = ()) -> Page:
    return send(portal, workbook(places, contacts))


def hidden(page: Page) -> dict[str, str]:
    return {name: page.values(name)[0] for name in ("digest", "seen")}


def drafts(portal: Portal) -> list[RegisterDraft]:
    with portal.desk.look() as work:
        return list(work.session.exec(select(RegisterDraft)))


def is_registered(portal: Portal, code: str) -> bool:
    with portal.desk.look() as work:
        return work.session.get(Establishment, code) is not None


def test_on_both_databases_a_workbook_is_compared_then_saved_once(portal_on_both: Portal) -> None:
    portal = signed_in(portal_on_both)
    shown = send_rows(portal, [PLACE, place("HY-323-001", "Xoa bóp Mẫu 001B", **{"Địa bàn": "323"})], [OFFICE])
    assert shown.status == 200 and "MAU-001 Nhà nghỉ Hoà Bình Mẫu" in shown.text
    assert "Tên cơ sở: Xoa bóp Mẫu 001 → Xoa bóp Mẫu 001B" in shown.text
    assert "Loại hình: Xoa bóp → Nhà nghỉ" in shown.text and "1 không đổi" in shown.text
    assert not is_registered(portal, "MAU-001") and len(drafts(portal)) == 1
    done = portal.follow(portal.post(f"{PAGE}/apply", hidden(shown)))
    assert "Cơ sở: 1 mới, 1 thay đổi" in done.text and hidden(shown)["digest"] in done.text
    assert is_registered(portal, "MAU-001") and drafts(portal) == []
    after = dump(portal.desk.office.engine)
    assert portal.follow(portal.post(f"{PAGE}/apply", hidden(shown))).text == done.text, "a second click"
    assert dump(portal.desk.office.engine) == after
    again = send_rows(portal, [PLACE, place("HY-323-001", "Xoa bóp Mẫu 001B", **{"Địa bàn": "323"})], [OFFICE])
    assert "không có gì để thay đổi" in again.text and not again.values("digest")


def test_the_page_says_what_it_is_in_both_languages_and_gives_the_template(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    assert "Sổ đăng ký của tỉnh" in portal.get(PAGE).text
    assert "The province's register" in portal.get(PAGE, params={"lang": "en"}).text
    template = portal.client.get(f"{PAGE}/template.xlsx")
    assert "attachment" in template.headers["content-disposition"]
    assert CalamineWorkbook.from_filelike(BytesIO(template.content)).sheet_names[0] == PLACES
    shown = send(portal, template.content)
    assert shown.status == 200 and "2 example rows are passed over" in shown.text


def test_every_fault_is_listed_by_sheet_row_column_and_rule_and_nothing_is_kept(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    rows = [place(f"MAU-{number:03}", f"Nhà nghỉ Mẫu mới {number}") for number in range(300)]
    rows[211]["Địa bàn"] = "Huyện Không Có"
    before = dump(portal.desk.office.engine)
    page = send_rows(portal, rows, [{**OFFICE, "Thư điện tử": "<script>"}])
    assert page.status == 422 and dump(portal.desk.office.engine) == before
    cells = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in page.tree.xpath("//tbody/tr")
    ]
    assert [row[:3] for row in cells] == [
        ["Cơ sở", "213", "D (Địa bàn)"],
        ["Đầu mối", "2", "E (Thư điện tử)"],
    ]
    assert "'Huyện Không Có' không thuộc danh mục" in cells[0][3] and "326 (Huyện Văn Giang)" in cells[0][4]
    assert "<script>" not in page.response.text and page.tree.xpath("//input[@type='file']")
    english = Page(portal.client.post(PAGE, params={"lang": "en"}, files={"file": ("so.xlsx", workbook(rows))}))
    assert "is not one of the choices" in english.text and "Nothing was saved" in english.text


def test_a_name_registered_already_is_refused_with_its_code(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    page = send_rows(portal, [place("MAU-1", "XOA BOP MAU 001", **{"Địa bàn": "323"})])
    assert page.status == 422 and "HY-323-001" in page.text and drafts(portal) == []


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (workbook([PLACE]), "so.xlsm", "có thể chứa macro"),
        (b"ma,ten", "so.xlsx", "không phải sổ .xlsx"),
        (b"PK" + b"\x00" * 2_000_000, "so.xlsx", "bị hỏng"),
        (b"PK" + b"\x00" * LARGEST_FILE, "so.xlsx", "quá lớn"),
        (b"", "so.xlsx", "Chưa chọn tệp"),
    ],
    ids=["macros", "text", "damaged", "large", "none"],
)
def test_a_file_that_is_not_opened_is_refused_with_the_way_out(
    portal_at: Open, content: bytes, name: str, sentence: str
) -> None:
    portal = signed_in(portal_at("empty"))
    page = send(portal, content, name)
    assert page.status == 422 and sentence in page.text and ".xlsx" in page.text


def test_the_limit_is_raised_on_this_route_alone(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    assert send(portal, b"x" * LARGEST_UPLOAD).status == 413
    large = {"digest": "a" * LARGEST_BODY}
    assert portal.post(f"{PAGE}/apply", large).status == 413
    assert portal.post(PAGE, {"file": "x"}).status == 415


@pytest.mark.parametrize("role", [role for role in SIGN_IN if role not in KEEPS_RECORDS])
def test_the_register_is_not_there_for_other_officers(portal_at: Open, role: Role) -> None:
    portal = portal_at("empty")
    portal.sign_in(role)
    before = dump(portal.desk.office.engine)
    assert portal.get(PAGE).status == portal.get(f"{PAGE}/template.xlsx").status == 404
    assert send_rows(portal, [PLACE]).status == portal.post(f"{PAGE}/apply", {"digest": "x"}).status == 404
    assert dump(portal.desk.office.engine) == before


def test_who_is_not_signed_in_sends_nothing(portal_at: Open) -> None:
    portal = portal_at("empty")
    assert portal.get(PAGE).status == 303
    assert send_rows(portal, [PLACE]).status == portal.post(f"{PAGE}/apply", {"digest": "x"}).status == 403
    assert drafts(portal) == []


def test_another_site_cannot_say_yes(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    fields = hidden(send_rows(portal, [PLACE]))
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert portal.post(f"{PAGE}/apply", fields, headers=foreign).status == 403
    assert send(portal, workbook([PLACE]), headers=foreign).status == 403
    assert not is_registered(portal, "MAU-001")


def test_only_who_sent_it_says_yes(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    fields = hidden(send_rows(portal, [PLACE]))
    with portal.desk.work() as work:
        (draft,) = work.session.exec(select(RegisterDraft))
        other = work.session.exec(select(Contact).where(Contact.role == Role.COMMITTEE)).first()
        assert other is not None and other.id is not None
        draft.contact_id = other.id
        work.session.add(draft)
    page = portal.post(f"{PAGE}/apply", fields)
    assert page.status == 409 and "không còn chờ xác nhận" in page.text and not is_registered(portal, "MAU-001")


@pytest.mark.parametrize("digest", ["", "0" * 64, "../x", "%00"])
def test_an_unknown_file_cannot_be_applied_or_looked_up(portal_at: Open, digest: str) -> None:
    portal = signed_in(portal_at("empty"))
    assert portal.post(f"{PAGE}/apply", {"digest": digest, "seen": ""}).status == 409
    assert portal.get(f"{PAGE}/done/{digest}").status == 404


def test_what_changed_since_it_was_shown_is_shown_again_before_it_is_saved(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    rows = [place("HY-323-001", "Xoa bóp Mẫu 001B", **{"Loại hình": "massage", "Địa bàn": "323"})]
    fields = hidden(send_rows(portal, rows))
    with portal.desk.work() as work:
        row = work.session.get_one(Establishment, "HY-323-001")
        row.name = "Xoa bóp Mẫu Đổi Tên"
        work.session.add(row)
    before = dump(portal.desk.office.engine)
    page = portal.post(f"{PAGE}/apply", fields)
    assert (
        page.status == 409 and "đã thay đổi, chưa lưu gì" in page.text and "Mẫu Đổi Tên → Xoa bóp Mẫu 001B" in page.text
    )
    assert dump(portal.desk.office.engine) == before
    assert portal.post(f"{PAGE}/apply", hidden(page)).status == 303


def test_what_no_longer_goes_with_the_register_is_refused_at_the_yes(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    fields = hidden(send_rows(portal, [PLACE]))
    with portal.desk.work() as work:
        kept = work.session.get_one(Establishment, "HY-325-001")
        kept.name = "NHÀ NGHỈ HÒA BÌNH MẪU"
        work.session.add(kept)
    page = portal.post(f"{PAGE}/apply", fields)
    assert page.status == 422 and "HY-325-001" in page.text and not is_registered(portal, "MAU-001")


def test_a_new_file_takes_the_place_of_the_old_and_a_day_is_the_end(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    first = hidden(send_rows(portal, [PLACE]))
    second = hidden(send_rows(portal, [place("MAU-002", "Karaoke Mẫu mới")]))
    assert [draft.digest for draft in drafts(portal)] == [second["digest"]]
    assert portal.post(f"{PAGE}/apply", first).status == 409
    with portal.desk.work() as work:
        (draft,) = work.session.exec(select(RegisterDraft))
        chairman = work.session.exec(select(Contact).where(Contact.role == Role.CHAIRMAN)).first()
        assert chairman is not None and chairman.id is not None
        draft.contact_id, draft.created_at = chairman.id, work.now - timedelta(hours=25)
        work.session.add(draft)
    third = hidden(send_rows(portal, [place("MAU-003", "Karaoke Mẫu khác")]))
    assert [draft.digest for draft in drafts(portal)] == [third["digest"]]


def test_names_are_shown_as_text_and_the_pages_run_nothing(portal_at: Open) -> None:
    portal = signed_in(portal_at("empty"))
    page = send_rows(portal, [place("MAU-1", "<b onclick=x>Karaoke</b> {{ 7 * 7 }}")])
    assert page.status == 200 and "<b onclick=x>Karaoke</b> {{ 7 * 7 }}" in page.text
    assert not page.tree.xpath("//main//b") and not re.search(r"<script|<style|https?://", page.response.text)


def test_another_address_of_an_office_is_told_to_both(portal_at: Open) -> None:
    portal = signed_in(portal_at("approve"))
    portal.desk.at(date(2021, 2, 8))
    signed_in(portal)
    fields = hidden(send_rows(portal, contacts=[{**OFFICE, "Thư điện tử": "moi@cat.hungyen.example"}]))
    assert portal.post(f"{PAGE}/apply", fields).status == 303
    told = {letter.address for letter in portal.letters("contact_changed", Role.LIAISON, "CAT")}
    assert told == {"daumoi@cat.hungyen.example", "moi@cat.hungyen.example"}
