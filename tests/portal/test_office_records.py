"""The coordinator writes down what came by telephone and on paper, gives more time, voids, and keeps contacts and
documents: over HTTP, signed in."""

import ast
import hashlib
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import Answer, Approval, Contact, Document, Protection
from models.queries.portal_pages import recommendation_by_code, sanction_by_code
from models.queries.visits import visit_by_code
from portal.guards import LARGEST_UPLOAD
from portal.sentences import WAYS_OUT
from rules.words import (
    CampaignState,
    Channel,
    DutyKind,
    DutyState,
    ItemAnswer,
    RemedyState,
    Role,
    SanctionState,
    VisitState,
)
from tests.actions.desk import FIRST
from tests.actions.dump import dump
from tests.portal.visitor import Page, Portal

ROOT = Path(__file__).resolve().parent.parent.parent
Open = Callable[..., Portal]
Fields = dict[str, object]
PAPER: dict[str, str] = {"channel": "paper", "document": "12/CV-CAT", "document_on": "2021-02-02"}
BY_VOICE: dict[str, str] = {"channel": "telephone"}


def office(portal_at: Open, stage: str, on: date | None = None, at: time = time(9)) -> Portal:
    portal = portal_at(stage)
    if on is not None:
        portal.desk.at(on, at)
    portal.sign_in(Role.COORDINATOR)
    return portal


def path_of(portal: Portal, kind: DutyKind, agency: str | None = None) -> str:
    return portal.duty_path("/office", kind, agency)


def record(portal: Portal, path: str, **fields: object) -> Page:
    shown = portal.get(f"{path}/answer")
    assert shown.status == 200, shown.text
    return portal.post(f"{path}/answer", {"nonce": shown.nonce, **fields})  # type: ignore[dict-item]


def last(portal: Portal) -> Answer:
    with portal.desk.look() as work:
        return work.session.exec(select(Answer).order_by(col(Answer.id).desc())).all()[0]


def unchanged(portal: Portal, act: Callable[[], Page]) -> Page:
    before = dump(portal.desk.office.engine)
    page = act()
    assert dump(portal.desk.office.engine) == before
    return page


def test_page_of_a_duty_tells_whom_to_call_what_was_sent_and_what_comes_next(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    page = portal.get(path_of(portal, DutyKind.CONFIRM, "CAT"))
    assert page.status == 200
    for said in ("0221 000 0209", "Công an tỉnh", "Giao nhiệm vụ", "Nơi phải làm", "daumoi@cat.hungyen.example"):
        assert said in page.text, said
    assert "Ghi trả lời qua điện thoại, văn bản" in page.text


def test_confirmation_by_telephone(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    form = portal.get(f"{path}/answer").text
    assert "Ghi trả lời của: Công an tỉnh Hưng Yên, Đầu mối cơ quan phối hợp" in form
    receipt = portal.follow(record(portal, path, **BY_VOICE, decision="confirm", cards="TKT-CAT-01\nTKT-CAT-02"))
    assert "Đã ghi trả lời" in receipt.text and "TKT-CAT-01, TKT-CAT-02" in receipt.text
    assert "Điện thoại" in receipt.text and "Người ghiĐiều phối viên" in receipt.text
    answer = last(portal)
    assert (answer.channel, answer.recorded_by, answer.document) == (Channel.TELEPHONE, Role.COORDINATOR, None)
    with portal.desk.look() as work:
        assert {seat.card for seat, _ in work.seats() if seat.agency == "CAT"} == {"TKT-CAT-01", "TKT-CAT-02"}
        (entry,) = work.journal(verb="fulfil", subject=path.rsplit("/", 1)[-1])
        assert (entry.role, entry.agency) == (Role.COORDINATOR, "SLDTBXH")


def test_decline_on_paper(portal_at: Open) -> None:
    portal = office(portal_at, "approve", date(2021, 2, 3))
    path = path_of(portal, DutyKind.CONFIRM, "SVHTTDL")
    receipt = portal.follow(record(portal, path, **PAPER, decision="decline", decline_reason="no_staff"))
    assert "12/CV-CAT, 02/02/2021" in receipt.text and "Không bố trí được người" in receipt.text
    answer = last(portal)
    assert (answer.channel, answer.document, answer.document_on) == (Channel.PAPER, "12/CV-CAT", date(2021, 2, 2))


def test_the_same_form_again_shows_its_receipt(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    fields = {**BY_VOICE, "nonce": "n" * 20, "decision": "confirm", "cards": "TKT-CAT-01\nTKT-CAT-02"}
    first = portal.post(f"{path}/answer", fields)
    again = unchanged(portal, lambda: portal.post(f"{path}/answer", fields))
    assert first.status == again.status == 303


def test_everything_wrong_is_said_at_once_and_what_was_typed_is_kept(portal_at: Open) -> None:
    portal = office(portal_at, "approve", date(2021, 2, 3))
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    typed = {"channel": "paper", "document": "không số", "document_on": "04/02/2021", "decision": "confirm"}
    page = unchanged(portal, lambda: record(portal, path, **typed, other_absences="31/02/2021"))
    assert page.status == 422
    for said in ("Xin ghi số, ký hiệu văn bản", "“31/02/2021” không phải là ngày"):
        assert said in page.text
    assert page.tree.xpath("//input[@name='document']/@value") == ["không số"]
    assert page.tree.xpath("//input[@name='channel'][@checked]/@value") == ["paper"]
    for link in page.tree.xpath("//div[@role='alert']//a/@href"):
        assert len(page.tree.xpath("//*[@id=$id]", id=link.removeprefix("#"))) == 1


@pytest.mark.parametrize(
    ("day", "said"), [("2021-01-31", "từ 01/02/2021 đến 03/02/2021"), ("2021-02-04", "31/01/2021")]
)
def test_paper_is_dated_after_it_was_asked_for_and_not_in_the_future(portal_at: Open, day: str, said: str) -> None:
    portal = office(portal_at, "approve", date(2021, 2, 3))
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    fields = {**PAPER, "document_on": day, "decision": "confirm", "cards": "TKT-1\nTKT-2"}
    page = unchanged(portal, lambda: record(portal, path, **fields))
    assert page.status == 422 and "từ 01/02/2021 đến 03/02/2021" in page.text
    assert f"{date.fromisoformat(day):%d/%m/%Y}" in page.text


def test_channel_is_chosen(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    page = record(portal, path_of(portal, DutyKind.CONFIRM, "CAT"), decision="confirm", cards="TKT-1\nTKT-2")
    assert page.status == 422 and "Xin chọn trả lời đến bằng cách nào." in page.text


def screen(portal: Portal, path: str, **signs: str) -> Page:
    return record(portal, path, **{"step": "screening", "trafficking": "no", "apparent_minor": "no", **signs})


def filled(page: Page, **changed: str) -> Fields:
    items = {name: "met" for name in page.items()} | changed
    carried = {name: page.values(name)[0] for name in ("trafficking", "apparent_minor")}
    return {"nonce": page.nonce, "happened": "yes", "cards": page.values("cards"), **carried, **items}


def findings(portal: Portal) -> str:
    with portal.desk.look() as work:
        return f"/office/d/{work.duty(DutyKind.FINDINGS, subject=FIRST).code}"


def test_findings_on_paper_take_both_pages(portal_at: Open) -> None:
    portal = office(portal_at, "go_on_first_visits")
    portal.desk.at(date(2021, 3, 2))
    portal.sign_in(Role.COORDINATOR)
    path = findings(portal)
    page = screen(portal, path)
    assert page.status == 200 and page.items()
    paper = {"channel": "paper", "document": "3/BB-KT", "document_on": "2021-03-01"}
    receipt = portal.follow(portal.post(f"{path}/answer", {**filled(page), **paper}))  # type: ignore[dict-item]
    assert "3/BB-KT, 01/03/2021" in receipt.text
    with portal.desk.look() as work:
        assert visit_by_code(work.session, FIRST).state is VisitState.ASSESSED


def test_record_page_comes_again_with_what_is_missing(portal_at: Open) -> None:
    portal = office(portal_at, "go_on_first_visits")
    path = findings(portal)
    fields = filled(screen(portal, path))
    page = unchanged(portal, lambda: portal.post(f"{path}/answer", fields))  # type: ignore[arg-type]
    assert page.status == 422 and page.items() and "Xin chọn trả lời đến bằng cách nào." in page.text


def test_who_needs_protection_is_told_of_first_on_paper_too(portal_at: Open) -> None:
    portal = office(portal_at, "go_on_first_visits")
    path = findings(portal)
    fields = filled(screen(portal, path, trafficking="yes"))
    page = portal.follow(portal.post(f"{path}/answer", {**fields, **BY_VOICE}))  # type: ignore[dict-item]
    assert "Gọi ngay nếu có người gặp nguy hiểm" in page.text
    with portal.desk.look() as work:
        assert work.session.exec(select(Protection)).one()
    assert "help" not in portal.get(path).text and "mua bán" not in portal.get(path).text


def test_visit_that_did_not_take_place(portal_at: Open) -> None:
    portal = office(portal_at, "go_on_first_visits")
    path = findings(portal)
    form = portal.get(f"{path}/answer")
    ids = [str(value) for value in form.tree.xpath("//@id")]
    assert len(ids) == len(set(ids)), "three forms on one page, and every id once"
    portal.follow(record(portal, path, **BY_VOICE, happened="missed", missed_reason="closed"))
    with portal.desk.look() as work:
        assert visit_by_code(work.session, FIRST).state is VisitState.NOT_CONDUCTED


def test_remedy_re_inspection_and_back(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K10": ItemAnswer.SHORTCOMING})
    portal.sign_in(Role.COORDINATOR)
    remedy = path_of(portal, DutyKind.REMEDY)
    portal.follow(record(portal, remedy, **BY_VOICE, remedied="no"))
    again = path_of(portal, DutyKind.RE_INSPECTION)
    portal.follow(record(portal, again, **BY_VOICE, done="yes"))
    with portal.desk.look() as work:
        code = work.duties(DutyKind.RE_INSPECTION, state=DutyState.FULFILLED)[0].subject
        assert recommendation_by_code(work.session, code).state is RemedyState.RE_INSPECTED
    refused = unchanged(portal, lambda: void(portal, remedy))
    assert refused.status == 409 and "Xin hủy trả lời sau đó trước." in refused.text
    assert portal.follow(void(portal, again)).status == 200
    portal.follow(void(portal, remedy))
    with portal.desk.look() as work:
        assert recommendation_by_code(work.session, code).state is RemedyState.SENT


def test_sanction_is_decided_and_carried_out(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K12": ItemAnswer.VIOLATION})
    portal.sign_in(Role.COORDINATOR)
    decided = {"decision": "sanction", "number": "12/QĐ-XPHC", "decided_on": "2021-03-01"}
    path = path_of(portal, DutyKind.SANCTION_DECISION)
    paper = {"channel": "paper", "document": "12/QĐ-XPHC", "document_on": "2021-03-01"}
    portal.follow(record(portal, path, **paper, **decided))
    portal.follow(record(portal, path_of(portal, DutyKind.SANCTION_EXECUTION), **BY_VOICE, executed_on="2021-03-01"))
    with portal.desk.look() as work:
        code = work.duties(DutyKind.SANCTION_EXECUTION, state=DutyState.FULFILLED)[0].subject
        assert sanction_by_code(work.session, code).state is SanctionState.EXECUTED


SIGNED: dict[str, str] = {
    "channel": "paper",
    "document": "46/QĐ-UBND",
    "document_on": "2021-02-02",
    "signer": "chairman",
    "decision": "approve",
}


def test_chairmans_decision_on_paper_counts_like_the_electronic_one(portal_at: Open) -> None:
    portal = office(portal_at, "schedule", date(2021, 2, 3))
    path = path_of(portal, DutyKind.APPROVE_PLAN)
    form = portal.get(f"{path}/answer")
    assert form.values("channel") == ["paper"] and form.values("signer") == ["chairman", "committee"]
    receipt = portal.follow(record(portal, path, **SIGNED))
    assert "46/QĐ-UBND, 02/02/2021" in receipt.text and "Phê duyệt" in receipt.text
    with portal.desk.look() as work:
        assert work.campaign().state is CampaignState.APPROVED
        assert work.session.exec(select(Approval)).one().role is Role.CHAIRMAN


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"document_on": "2021-01-31"}, "document_on", "ngày văn bản phải từ 01/02/2021 đến 03/02/2021"),
        ({"document": ""}, "document", "Xin ghi số, ký hiệu văn bản"),
        ({"signer": ""}, "signer", "Xin chọn chức trách ký quyết định."),
        ({"signer": "committee"}, "signer", "khi thời hạn của Chủ tịch đã hết"),
        ({"channel": "telephone"}, "channel", "Xin chọn trả lời đến bằng cách nào."),
    ],
)
def test_decision_on_paper_that_cannot_be(portal_at: Open, changed: dict[str, str], field: str, said: str) -> None:
    portal = office(portal_at, "schedule", date(2021, 2, 3))
    page = unchanged(portal, lambda: record(portal, path_of(portal, DutyKind.APPROVE_PLAN), **(SIGNED | changed)))
    assert page.status == 422
    assert said in " ".join(page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content().split())


def test_paper_for_a_plan_that_was_decided_shows_the_way_out_and_keeps_what_was_typed(portal_at: Open) -> None:
    portal = office(portal_at, "schedule", date(2021, 2, 3))
    path = path_of(portal, DutyKind.APPROVE_PLAN)
    portal.follow(record(portal, path, **SIGNED))
    late = {**SIGNED, "document": "47/QĐ-UBND", "nonce": "m" * 20}
    page = unchanged(portal, lambda: portal.post(f"{path}/answer", late))
    assert page.status == 409 and "muốn dừng đợt công tác thì tạm dừng hoặc hủy đợt" in page.text
    assert page.tree.xpath("//input[@name='document']/@value") == ["47/QĐ-UBND"]
    assert portal.get(f"{path}/answer").status == 303


def test_answer_for_a_closed_duty_shows_the_way_out(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    said = {**BY_VOICE, "decision": "confirm", "cards": "TKT-CAT-01\nTKT-CAT-02"}
    portal.follow(record(portal, path, **said))
    page = unchanged(portal, lambda: portal.post(f"{path}/answer", {**said, "cards": "TKT-7", "nonce": "m" * 20}))
    assert page.status == 409 and "Nếu trả lời đó ghi nhầm, xin hủy trả lời đó trước." in page.text
    assert page.tree.xpath("//textarea[@name='cards']")[0].text_content().strip() == "TKT-7"


def void(portal: Portal, path: str, **changed: str) -> Page:
    receipts = portal.get(path).values("receipt")
    receipt = receipts[0] if receipts else ""
    fields = {"receipt": receipt, "reason": "wrong_agency", "void_note": "Ghi nhầm dòng", **changed}
    return portal.post(f"{path}/void", fields)


def test_answer_recorded_by_mistake_is_voided_and_the_agency_answers_again(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    said = {**BY_VOICE, "decision": "confirm", "cards": "TKT-CAT-01\nTKT-CAT-02"}
    portal.follow(record(portal, path, **said))
    page = portal.follow(void(portal, path))
    assert "Đã hủy trả lời, nhiệm vụ mở lại" in page.text and "Ghi nhầm cơ quan" in page.text
    assert "Ghi nhầm dòng" in page.text and "TKT-CAT-01" in page.text, "it stays on record"
    link = portal.link("invitation", Role.LIAISON, "CAT")
    assert "đã hủy, không còn giá trị" in portal.get(link).text
    own = f"{link}/d/{path.rsplit('/', 1)[-1]}"
    assert "đã bị hủy vì ghi nhầm" in portal.get(own).text
    receipt = portal.answer(own, {"decision": "confirm", "cards": "TKT-CAT-03\nTKT-CAT-04"})
    assert "-A2" in receipt.text and "TKT-CAT-01" not in receipt.text


def test_voiding_twice_is_once(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    portal.follow(record(portal, path, **BY_VOICE, decision="confirm", cards="TKT-CAT-01\nTKT-CAT-02"))
    receipt = portal.get(path).values("receipt")[0]
    assert void(portal, path).status == 303
    assert unchanged(portal, lambda: void(portal, path, receipt=receipt)).status == 303
    assert unchanged(portal, lambda: void(portal, path, receipt=receipt, reason="misheard")).status == 409
    assert unchanged(portal, lambda: void(portal, path, receipt="HY-2021-KT-01-N0001-A1")).status == 404


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"void_note": ""}, "void_note", "Xin ghi lý do, vài chữ là đủ."),
        ({"void_note": "Gọi số 0912 345 678"}, "void_note", "Có dãy số dài như số điện thoại"),
        ({"reason": ""}, "reason", "Xin chọn lý do hủy."),
    ],
)
def test_void_form(portal_at: Open, changed: dict[str, str], field: str, said: str) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    portal.follow(record(portal, path, **BY_VOICE, decision="confirm", cards="TKT-CAT-01\nTKT-CAT-02"))
    page = unchanged(portal, lambda: void(portal, path, **changed))
    assert page.status == 422
    assert said in page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content()
    assert page.tree.xpath("//details[@open]//textarea[@name='void_note']")[0].text_content().strip() == (
        changed.get("void_note", "Ghi nhầm dòng")
    )


def test_more_time_is_given_with_a_reason(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    fields = {"due_on": "2021-02-19", "note": "Theo đề nghị của cơ quan"}
    page = portal.follow(portal.post(f"{path}/extend", fields))
    assert "Đã gia hạn" in page.text and "hết ngày 19/02/2021" in page.text and "Theo đề nghị của cơ quan" in page.text
    assert unchanged(portal, lambda: portal.post(f"{path}/extend", fields)).status == 303
    other = unchanged(portal, lambda: portal.post(f"{path}/extend", {**fields, "note": "khác"}))
    assert other.status == 422 and "Hạn mới phải sau ngày 19/02/2021 và sau hôm nay." in other.text
    wrong = unchanged(portal, lambda: portal.post(f"{path}/extend", {"due_on": "2121-02-19", "note": ""}))
    assert "trong vòng một năm" in wrong.text and "Xin ghi lý do" in wrong.text
    assert wrong.values("due_on") == ["2121-02-19"]


def test_confidential_duties_are_not_there(portal_at: Open) -> None:
    portal = portal_at("suspect")
    portal.desk.advance()
    portal.sign_in(Role.COORDINATOR)
    with portal.desk.look() as work:
        code = work.duty(DutyKind.REFERRAL_APPROVAL).code
    for path in (f"/office/d/{code}", f"/office/d/{code}/answer", "/office/d/HY-2021-KT-01-N9999"):
        assert portal.get(path).status == 404
    before = dump(portal.desk.office.engine)
    acts = ("answer", "extend", "void")
    assert {portal.post(f"/office/d/{code}/{act}", {"nonce": "n" * 20}).status for act in acts} == {404}
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.COMMITTEE, Role.TEAM_LEADER, Role.DEPUTY_LEADER])
def test_records_are_the_coordinators_alone(portal_at: Open, role: Role) -> None:
    portal = portal_at("approve")
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    portal.sign_in(role)
    pages = (
        path,
        f"{path}/answer",
        "/office/contacts",
        "/office/contacts/1",
        "/office/areas",
        "/office/reports",
        "/office/c/HY-2021-KT-01/documents",
    )
    assert {portal.get(page).status for page in pages} == {404}
    acts = (
        f"{path}/answer",
        f"{path}/extend",
        f"{path}/void",
        "/office/contacts/1",
        "/office/areas",
        "/office/reports",
        "/office/areas/323/resume",
    )
    before = dump(portal.desk.office.engine)
    assert {portal.post(act, {"nonce": "n" * 20}).status for act in acts} == {404}
    assert upload(portal, {"kind": "decision"}).status == 404
    assert dump(portal.desk.office.engine) == before


def contact(portal: Portal, agency: str, role: Role) -> Contact:
    with portal.desk.look() as work:
        query = select(Contact).where(Contact.agency == agency, Contact.role == role, col(Contact.valid_to).is_(None))
        return work.session.exec(query).one()


def test_contact_is_changed_and_the_old_link_opens_nothing(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    row = contact(portal, "CAT", Role.LIAISON)
    link = portal.link("invitation", Role.LIAISON, "CAT")
    assert f"/office/contacts/{row.id}" in portal.get("/office/contacts").links
    form = portal.get(f"/office/contacts/{row.id}")
    assert form.values("address") == [row.address]
    fields = {"office": row.office, "telephone": "0221 000 0999", "address": "moi@cat.hungyen.example", "shared": "no"}
    page = portal.follow(portal.post(f"/office/contacts/{row.id}", fields))
    assert "Đã ghi thay đổi" in page.text and "moi@cat.hungyen.example" in page.text
    assert row.address not in page.text
    assert portal.get(link).status == 404
    renewed = portal.link("contact_changed", Role.LIAISON, "CAT")
    assert "Xác nhận tham gia" in portal.get(renewed).text


def test_contact_form_keeps_what_was_typed(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    row = contact(portal, "SLDTBXH", Role.TEAM_LEADER)
    deputy = contact(portal, "SLDTBXH", Role.DEPUTY_LEADER)
    path = f"/office/contacts/{row.id}"
    fields = {"office": "", "telephone": "gọi", "address": deputy.address, "shared": "yes"}
    page = unchanged(portal, lambda: portal.post(path, fields))
    assert page.status == 422 and page.values("address") == [deputy.address]
    for field, said in [
        ("office", "Xin ghi tên bộ phận"),
        ("telephone", "Xin ghi số điện thoại"),
        ("address", "người đề nghị, người duyệt phải khác nhau"),
        ("shared", "phải có hộp thư riêng"),
    ]:
        assert said in page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content()
    bad = portal.post(path, {**fields, "address": "x@y, z@y"})
    assert "“x@y, z@y” không phải là một địa chỉ thư điện tử" in bad.text
    assert portal.get("/office/contacts/999999").status == 404


def upload(portal: Portal, fields: dict[str, str], file: bytes | None = None) -> Page:
    parts: list[tuple[str, tuple[str | None, str | bytes]]] = [(name, (None, value)) for name, value in fields.items()]
    parts.append(("file", ("quet.pdf" if file else "", file or b"")))
    return Page(portal.client.post("/office/c/HY-2021-KT-01/documents", files=parts))


DECISION: dict[str, str] = {
    "kind": "decision",
    "number": "45/QĐ-UBND",
    "signed_on": "2021-01-29",
    "signer": "chairman",
}


def test_document_is_recorded_by_its_fingerprint_and_the_file_kept_nowhere(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    assert "/office/c/HY-2021-KT-01/documents" in portal.get("/office/c/HY-2021-KT-01").links
    scan = b"%PDF-1.7 canary-of-the-scan" + b"\x00" * 3_000_000
    digest = hashlib.sha256(scan).hexdigest()
    page = portal.follow(upload(portal, DECISION, scan))
    assert "45/QĐ-UBND" in page.text and "29/01/2021" in page.text and digest in page.text
    with portal.desk.look() as work:
        assert work.session.exec(select(Document)).one().sha256 == digest
    assert unchanged(portal, lambda: upload(portal, DECISION, scan)).status == 303
    database = str(portal.desk.office.engine.url.database)
    for suffix in ("", "-wal"):
        try:
            with open(database + suffix, "rb") as file:
                assert b"canary-of-the-scan" not in file.read()
        except FileNotFoundError:
            assert suffix


def test_document_without_a_file_has_no_fingerprint(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    assert upload(portal, DECISION).status == 303
    with portal.desk.look() as work:
        assert work.session.exec(select(Document)).one().sha256 is None


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"kind": ""}, "kind", "Xin chọn loại văn bản."),
        ({"number": ""}, "number", "Xin ghi số, ký hiệu văn bản."),
        ({"number": "033200001234"}, "number", "Có dãy số dài"),
        ({"signed_on": "2021-02-02"}, "signed_on", "ngày văn bản phải từ 01/01/2001 đến 01/02/2021"),
        ({"signer": "engine"}, "signer", "Xin chọn chức trách ký."),
        ({"number": "44/QĐ-UBND"}, "number", "Số này đã được ghi, văn bản ngày 28/01/2021"),
    ],
)
def test_document_form(portal_at: Open, changed: dict[str, str], field: str, said: str) -> None:
    portal = office(portal_at, "approve")
    upload(portal, {**DECISION, "number": "44/QĐ-UBND", "signed_on": "2021-01-28"})
    page = unchanged(portal, lambda: upload(portal, DECISION | changed))
    assert page.status == 422
    assert said in page.tree.xpath("//*[@id=$id]", id=f"e-{field}")[0].text_content()


def test_scan_that_is_too_large_is_refused_and_other_pages_keep_their_limit(portal_at: Open) -> None:
    portal = office(portal_at, "approve")
    assert upload(portal, DECISION, b"0" * LARGEST_UPLOAD).status == 413
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    assert portal.post(f"{path}/extend", {"note": "a" * 1_100_000}).status == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    documents = "/office/c/HY-2021-KT-01/documents"
    assert portal.client.post(documents, content=b"kind=decision", headers=form).status_code == 415
    broken = {"Content-Type": "multipart/form-data"}
    assert portal.client.post(documents, content=b"--x", headers=broken).status_code == 400


def test_records_are_kept_on_both_databases(portal_on_both: Portal) -> None:
    portal = portal_on_both
    portal.desk.at(date(2021, 2, 3))
    portal.sign_in(Role.COORDINATOR)
    portal.follow(upload(portal, DECISION, b"%PDF"))
    portal.follow(record(portal, path_of(portal, DutyKind.APPROVE_PLAN), **SIGNED))
    portal.desk.advance()
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    portal.follow(record(portal, path, **BY_VOICE, decision="confirm", cards="TKT-CAT-01\nTKT-CAT-02"))
    portal.follow(void(portal, path))
    row = contact(portal, "CAT", Role.LIAISON)
    fields = {"office": row.office, "telephone": row.telephone, "address": "moi@cat.hungyen.example", "shared": "no"}
    portal.follow(portal.post(f"/office/contacts/{row.id}", fields))
    with portal.desk.look() as work:
        assert work.duties(DutyKind.CONFIRM, agency="CAT") and contact(portal, "CAT", Role.LIAISON).id != row.id


def test_every_reason_and_way_out_of_the_actions_is_said_in_vietnamese() -> None:
    """Read from the calls themselves, so that a new one without its translation is found here."""
    found: set[str] = set()
    for file in (ROOT / "actions").glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        constants = {
            str(target.id): node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") in ("NotVoidable", "AnsweredBefore"):
                for part in (part for argument in call.args[1:] for part in ast.walk(argument)):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.add(part.value)
                    elif isinstance(part, ast.Name) and part.id in constants:
                        found.add(str(constants[part.id]))
    assert len(found) > 10
    assert found <= set(WAYS_OUT), found - set(WAYS_OUT)


def test_pages_are_understood_in_english(portal_at: Open) -> None:
    portal = office(portal_at, "approve", date(2021, 2, 3))
    path = path_of(portal, DutyKind.CONFIRM, "CAT")
    assert "Whom to call" in portal.get(f"{path}?lang=en").text
    page = record(portal, path, **PAPER | {"document_on": "2021-01-31"}, decision="confirm", cards="TKT-1\nTKT-2")
    assert "its day must lie between 01/02/2021 and 03/02/2021" in page.text
    assert "Offices and roles only" in portal.get("/office/contacts").text
    assert "The file is not kept" in portal.get("/office/c/HY-2021-KT-01/documents").text
