"""Looking changes nothing, and the same form sent twice is one answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from sqlmodel import select

from models import Answer
from rules.words import DutyKind, ItemAnswer, Role
from tests.actions.dump import dump
from tests.portal.test_answers import FIRST, LEAD, filled, findings_path, screened
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
AT_ONCE = 20


def everywhere(portal: Portal) -> list[str]:
    """Every address that can be opened at this stage."""
    link, other = portal.link("findings_request", Role.LIAISON, LEAD), portal.link("brief", Role.LIAISON, "CAT")
    officer = portal.link("referral_approval", Role.LEGAL_OFFICER)
    paths = [link, other, officer, f"{other}/v/{FIRST}", portal.duty_path(link, DutyKind.FINDINGS)]
    paths += [portal.duty_path(officer, DutyKind.REFERRAL_APPROVAL), f"{link}/report", f"{link}/absence"]
    return [*paths, f"{link}/renew", f"{officer}/code", f"{officer}/enter", "/healthz", "/static/portal.css", "/"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(portal_at: Open, method: str) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME})
    officer = portal.link("referral_approval", Role.LEGAL_OFFICER)
    portal.enter(officer)
    before = dump(portal.desk.office.engine)
    for path in everywhere(portal):
        response = portal.client.request(method, path)
        assert response.status_code in (200, 404, 405), path
        assert method == "GET" or response.status_code != 200 or not response.content
    assert dump(portal.desk.office.engine) == before


def test_screening_page_changes_nothing(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    before = dump(portal.desk.office.engine)
    assert screened(portal, path, trafficking="yes").status == 200
    assert dump(portal.desk.office.engine) == before


def test_same_form_twice_is_one_answer_with_one_receipt(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    fields = filled(screened(portal, path))
    first = portal.post(path, fields)
    before = dump(portal.desk.office.engine)
    again = portal.post(path, {**fields, "item.K10": "violation"})
    assert again.status == 303 and again.response.headers["location"] == first.response.headers["location"]
    assert dump(portal.desk.office.engine) == before
    other = portal.post(path, {**fields, "nonce": "another-form-shown"})
    assert other.status == 409 and "đã được xử lý" in other.text
    assert dump(portal.desk.office.engine) == before
    assert "Số biên nhận" in portal.get(path).text


def test_form_sent_many_times_at_once_is_one_answer(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    fields = filled(screened(portal, path))

    def send(_: int) -> tuple[int, str]:
        response = httpx.post(f"{portal.client.base_url}{path}", data=fields, timeout=60)
        return response.status_code, response.headers.get("location", "")

    with portal.desk.look() as work:
        before = len(work.session.exec(select(Answer)).all())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = set(pool.map(send, range(AT_ONCE)))
    assert told == {(303, path)}
    with portal.desk.look() as work:
        assert len(work.session.exec(select(Answer)).all()) == before + 1


@pytest.mark.parametrize("same_form", [True, False])
def test_chairmans_decision_sent_at_once_is_one_on_both_databases(portal_on_both: Portal, same_form: bool) -> None:
    portal = portal_on_both
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)

    def send(number: int) -> int:
        data = {"decision": "approve", "nonce": f"form-number-{0 if same_form else number}"}
        return httpx.post(f"{portal.client.base_url}{path}", data=data, timeout=60).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = sorted(pool.map(send, range(AT_ONCE)))
    assert told == ([303] * AT_ONCE if same_form else [303] + [409] * (AT_ONCE - 1))
    with portal.desk.look() as work:
        assert len(work.session.exec(select(Answer)).all()) == 1
        assert len(work.journal(noun="campaign", verb="approve")) == 1


def test_two_answers_at_once_to_one_duty_are_one_answer(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    fields = filled(screened(portal, path))

    def send(number: int) -> int:
        data = {**fields, "nonce": f"form-number-{number}"}
        return httpx.post(f"{portal.client.base_url}{path}", data=data, timeout=60).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [303, 409, 409, 409]


def test_number_of_another_form_shows_nobodys_receipt(portal_at: Open) -> None:
    portal = portal_at("approve")
    mine = portal.duty_path(portal.link("invitation", Role.LIAISON, "CAT"), DutyKind.CONFIRM, "CAT")
    other = portal.duty_path(portal.link("invitation", Role.LIAISON, LEAD), DutyKind.CONFIRM, LEAD)
    nonce = "seen-over-a-shoulder"
    portal.post(mine, {"nonce": nonce, "decision": "confirm", "cards": "TKT-CAT-01\nTKT-CAT-02"})
    refused = portal.post(other, {"nonce": nonce, "decision": "decline", "decline_reason": "no_staff"})
    assert refused.status == 422 and "gửi lại" in refused.text and "TKT-CAT" not in refused.text
