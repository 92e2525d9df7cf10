"""A form recorded by mistake is voided on the coordinator's page: its figures leave every sum, and it is owed again."""

from collections.abc import Callable

import pytest

from models.queries.duties import duty_by_code
from models.queries.forms import entry_of, sums_of
from models.queries.portal_pages import answers_to, last_answer
from rules.words import DutyKind, DutyState, Role
from tests.actions.dump import dump
from tests.actions.forms_desk import answer_all, begin_of, hand_in, opening_of, walk_to
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
TRAINING = "HY-2021-TH-01"


@pytest.fixture
def office(portal_at: Open) -> Portal:
    """One district has named its participants by mistake."""
    portal = portal_at("empty")
    desk = portal.desk
    code = desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    answer_all(desk)
    walk_to(desk, begin_of(desk, code, "nominate"))
    hand_in(desk, nomination(portal), participants=9, district_staff=4, commune_staff=5)
    portal.sign_in(Role.COORDINATOR)
    return portal


def nomination(portal: Portal, state: DutyState = DutyState.OPEN) -> str:
    with portal.desk.look() as work:
        return work.duties(DutyKind.NOMINATION, state=state, agency="UBND-323")[0].code


def void(portal: Portal, code: str) -> Page:
    with portal.desk.look() as work:
        answer = last_answer(work.session, duty_by_code(work.session, code))
        assert answer is not None
    fields = {"receipt": answer.receipt, "reason": "misheard", "void_note": "Ghi nhầm dòng"}
    return portal.post(f"/office/d/{code}/void", fields)


def test_voided_form_leaves_every_sum_and_can_be_handed_in_anew(office: Portal) -> None:
    code = nomination(office, DutyState.FULFILLED)
    page = office.follow(void(office, code))
    assert "Đã hủy trả lời, nhiệm vụ mở lại" in page.text and "9 người" in page.text
    with office.desk.look() as work:
        duty = duty_by_code(work.session, code)
        assert (duty.state, duty.settled_at, duty.answered) == (DutyState.OPEN, None, {})
        assert entry_of(work.session, duty.id or 0) is None
        assert sums_of(work.session, [duty.campaign_id], "nomination", ["participants"]) == {"participants": 0}
        entry = work.journal(noun="duty", verb="reopen", subject=code)[0]
        assert (entry.role, entry.reason, entry.note) == (Role.COORDINATOR, "misheard", "Ghi nhầm dòng")
    hand_in(office.desk, code, participants=3, district_staff=1, commune_staff=2)
    with office.desk.look() as work:
        duty = duty_by_code(work.session, code)
        assert sums_of(work.session, [duty.campaign_id], "nomination", ["participants"]) == {"participants": 3}
        assert len(answers_to(work.session, duty)) == 2
    page = office.get(f"/office/d/{code}")
    assert "9 người" in page.text and "3 người" in page.text, "each answer tells its own figures"


def test_form_on_which_the_next_step_was_built_stands(office: Portal) -> None:
    code = nomination(office, DutyState.FULFILLED)
    answer_all(office.desk)
    walk_to(office.desk, begin_of(office.desk, TRAINING, "hold"))
    with office.desk.look() as work:
        assert work.duties(DutyKind.ATTENDANCE)
    office.sign_in(Role.COORDINATOR)
    before = dump(office.desk.office.engine)
    page = void(office, code)
    assert page.status == 409 and "bước tiếp theo đã bắt đầu" in page.text
    assert dump(office.desk.office.engine) == before


def test_form_that_is_voided_holds_its_step_until_it_comes_again(office: Portal) -> None:
    code = nomination(office, DutyState.FULFILLED)
    answer_all(office.desk)
    assert void(office, code).status == 303
    walk_to(office.desk, begin_of(office.desk, TRAINING, "hold"))
    with office.desk.look() as work:
        assert [duty.code for duty in work.duties(DutyKind.NOMINATION)] == [code]
        assert not work.duties(DutyKind.ATTENDANCE)
