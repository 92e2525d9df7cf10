"""The coordinator's page on which an address is mended whose letters came back, and what agencies wrote by mail."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from models import Contact, Duty
from rules.words import ContactRepair, DutyKind, DutyState, Role
from tests.actions.coming_back import carry, come_back, contact_of
from tests.actions.dump import dump
from tests.portal.visitor import Portal
from trials import returned_mail as mail

Open = Callable[..., Portal]
NEW = {
    "how": "new",
    "address": "thammuu@cat.hungyen.example",
    "office": "Phòng Tham mưu (mẫu)",
    "telephone": "0221 000 0999",
    "shared": "yes",
}


@pytest.fixture
def portal(portal_at: Open) -> Portal:
    """An invitation to the police came back, and the coordinator is signed in."""
    opened = portal_at("approve")
    come_back(opened.desk, carry(opened.desk))
    opened.sign_in(Role.COORDINATOR)
    return opened


def task(portal: Portal) -> Duty:
    with portal.desk.look() as work:
        return work.duty(DutyKind.CONTACT_REPAIR, state=None)


def test_start_page_leads_to_the_task_and_the_task_to_its_form(portal: Portal) -> None:
    start = portal.get("/office")
    assert "Địa chỉ liên hệ cần sửa 1" in start.text and "Công an tỉnh" in start.text
    path = f"/office/d/{task(portal).code}"
    assert path in start.links
    page = portal.follow(portal.get(path))
    for said in ("0221 000 0209", "daumoi@cat.hungyen.example", "Đề nghị xác nhận tham gia", "Bị trả lại", "5.1.1"):
        assert said in page.text, said
    assert "Trả lời đến bằng cách nào" not in page.text
    assert page.tree.xpath("//p[@class='back']/a/@href") == ["/office"]
    assert set(page.values("how")) == {word.value for word in ContactRepair}
    assert page.values("alternate"), "an address of the agency's other offices is proposed"


@pytest.mark.parametrize("how", ["new", "keep", "alternate"])
def test_address_is_mended_and_the_letter_goes_out_again(portal: Portal, how: str) -> None:
    path = f"/office/d/{task(portal).code}/answer"
    page = portal.get(path)
    fields = {**NEW, "how": how, "alternate": page.values("alternate")[0]}
    done = portal.answer(path, fields)
    assert "Đã ghi trả lời." in done.text and ContactRepair(how).label in done.text
    assert task(portal).state is DutyState.FULFILLED
    with portal.desk.look() as work:
        assert len(work.letters("invitation", agency="CAT")) == 2
        addresses = work.session.exec(select(Contact.address).where(Contact.agency == "CAT")).all()
    assert (NEW["address"] in addresses) == (how == "new")
    assert "Địa chỉ liên hệ cần sửa" not in portal.get("/office").text


def test_same_form_sent_twice_mends_once(portal: Portal) -> None:
    path = f"/office/d/{task(portal).code}/answer"
    fields = {**NEW, "nonce": portal.get(path).nonce}
    assert portal.post(path, fields).status == 303
    before = dump(portal.desk.office.engine)
    assert portal.post(path, fields).status == 303
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Xin chọn cách sửa địa chỉ."),
        ({"how": "new"}, "Xin chọn hộp thư riêng hay dùng chung."),
        ({**NEW, "address": "a@b.example, c@d.example"}, "không phải là một địa chỉ"),
        ({**NEW, "address": "daumoi@cat.hungyen.example"}, "Phải là địa chỉ khác với địa chỉ bị trả thư."),
        ({"how": "alternate", "alternate": "1"}, "Xin chọn một địa chỉ thay thế được đề xuất cho CAT."),
        ({"how": "alternate"}, "Xin chọn một địa chỉ thay thế được đề xuất cho CAT."),
    ],
)
def test_what_mends_nothing_is_said_beside_its_field_and_changes_nothing(
    portal: Portal, fields: dict[str, str], said: str
) -> None:
    path = f"/office/d/{task(portal).code}/answer"
    nonce = portal.get(path).nonce
    before = dump(portal.desk.office.engine)
    page = portal.post(path, {"nonce": nonce, **fields})
    assert page.status == 422 and said in page.text
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.TEAM_LEADER])
def test_task_is_the_coordinators_alone(portal: Portal, role: Role) -> None:
    code = task(portal).code
    start = portal.sign_in(role)
    assert "Địa chỉ liên hệ cần sửa" not in start.text and code not in start.text
    assert portal.get(f"/office/d/{code}").status == 404
    assert portal.get(f"/office/d/{code}/answer").status == 404


def test_words_of_an_agency_stand_with_its_duty_and_do_not_answer_it(portal_at: Open) -> None:
    portal = portal_at("approve")
    sent = carry(portal.desk)
    come_back(portal.desk, sent, lambda letter: mail.reply(letter, "Đã xác nhận. <script>alert(1)</script>"))
    portal.sign_in(Role.COORDINATOR)
    shown = portal.get(portal.duty_path("/office", DutyKind.CONFIRM, "CAT"))
    assert "Đã xác nhận. <script>alert(1)</script>" in shown.text and not shown.tree.xpath("//script")
    assert "không phải là trả lời nhiệm vụ" in shown.text and "Đang chờ" in shown.text
    other = portal.get(portal.duty_path("/office", DutyKind.CONFIRM, "SYT"))
    assert "Đã xác nhận." not in other.text
    every = portal.get("/office/returns")
    assert "Công an tỉnh" in every.text and "Đã xác nhận. <script>alert(1)</script>" in every.text
    assert portal.get(next(link for link in every.links if "/office/c/" in link)).status == 200
    assert not contact_of(portal.desk, sent).bounced


def test_words_of_an_agency_are_nowhere_but_on_the_coordinators_page(portal_at: Open) -> None:
    portal = portal_at("approve")
    come_back(portal.desk, carry(portal.desk), lambda letter: mail.reply(letter, "LOI-CUA-CO-QUAN"))
    own = portal.get(portal.link("invitation", Role.LIAISON, "CAT"))
    assert own.status == 200 and "LOI-CUA-CO-QUAN" not in own.text
    for role in (Role.CHAIRMAN, Role.TEAM_LEADER):
        assert "LOI-CUA-CO-QUAN" not in portal.sign_in(role).text
        assert portal.get(portal.duty_path("/office", DutyKind.CONFIRM, "CAT")).status == 404
        assert portal.get("/office/returns").status == 404
