"""What a link opens, for whom and how long; what it does not open is not there."""

import random
from collections.abc import Callable
from datetime import date, time, timedelta
from urllib.parse import quote

import pytest
from sqlmodel import select

from actions.ask_access_code import MOST_CODES
from actions.enter_access_code import MOST_TRIES
from actions.renew_link import MOST_LINKS
from models import AccessCode, Contact, Link, PortalSession
from notifications.links import LinkSigner
from portal.guards import KnocksAllowed
from rules.words import DutyKind, DutyState, ItemAnswer, Role
from tests.actions.dump import dump
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
FIRST = "HY-2021-KT-01-V-HY-323-011"
FORGERIES = 500
NOT_THERE = "Không có trang này"


def link_row(portal: Portal, path: str) -> int:
    """The number of the row behind a path."""
    token = portal.desk.office.signer.token(path.removeprefix("/l/"))
    with portal.desk.look() as work:
        return work.session.exec(select(Link).where(Link.token == token)).one().id or 0


@pytest.mark.slow
def test_no_forged_link_is_taken(portal_at: Open) -> None:
    portal = portal_at("approve")
    path = portal.link("invitation", Role.LIAISON, "CAT")
    draw = random.Random(178)
    pages = set()
    for _ in range(FORGERIES):
        at = draw.randrange(len("/l/"), len(path))
        flipped = chr(ord(path[at]) ^ (1 << draw.randrange(6)))
        forged = path[:at] + flipped + path[at + 1 :]
        page = portal.get("/l/" + quote(forged.removeprefix("/l/"), safe=""))
        # The last letter of a signature has spare bits: another spelling of the very same signature is no forgery.
        assert page.status == 404 or portal.desk.office.signer.token(forged.removeprefix("/l/")), forged
        pages.add((page.status, page.text) if page.status == 404 else None)
    assert len(pages - {None}) == 1, "forgeries cannot be told apart"


def test_link_signed_with_another_key_or_for_nothing_is_not_there(portal_at: Open) -> None:
    portal = portal_at("approve")
    path = portal.link("invitation", Role.LIAISON, "CAT")
    token = portal.desk.office.signer.token(path.removeprefix("/l/"))
    other = LinkSigner([b"another key"], "http://cong.example")
    unknown = Link(token="nobody", contact_id=1, agency="CAT", role=Role.LIAISON)  # type: ignore[call-arg]
    known = Link(token=token, contact_id=1, agency="CAT", role=Role.LIAISON)  # type: ignore[call-arg]
    for url in (other.url(known), portal.desk.office.signer.url(unknown)):
        page = portal.get(url.removeprefix("http://cong.example"))
        assert page.status == 404 and NOT_THERE in page.text and "CAT" not in page.text


def test_duty_of_another_agency_role_or_campaign_is_not_there(portal_at: Open) -> None:
    portal = portal_at("approve")
    own, foreign = portal.link("invitation", Role.LIAISON, "CAT"), "SVHTTDL"
    path = portal.duty_path(own, DutyKind.CONFIRM, foreign)
    before = dump(portal.desk.office.engine)
    for page in (portal.get(path), portal.post(path, {"nonce": "n" * 20, "decision": "decline"})):
        assert page.status == 404 and foreign not in page.text
    assert portal.get(f"{own}/d/HY-2021-KT-01-N9999").text == portal.get(path).text
    assert dump(portal.desk.office.engine) == before


def test_role_decides_too_not_only_the_agency(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K12": ItemAnswer.VIOLATION})
    portal.desk.at(date(2021, 3, 2))
    portal.desk.advance()
    holder = portal.link("recommendation", Role.SANCTION_HOLDER, "CAT")
    assert portal.get(f"{holder}/v/{FIRST}").status == 404
    liaison = portal.link("brief", Role.LIAISON, "CAT")
    assert portal.get(portal.duty_path(liaison, DutyKind.SANCTION_DECISION)).status == 404


def test_revoked_link_and_office_that_ended_are_refused_at_the_next_request(portal_at: Open) -> None:
    portal = portal_at("approve")
    path, other = portal.link("invitation", Role.LIAISON, "CAT"), portal.link("invitation", Role.LIAISON, "SVHTTDL")
    assert portal.get(path).status == portal.get(other).status == 200
    with portal.desk.work() as work:
        work.session.get_one(Link, link_row(portal, path)).revoked = True
        contact = work.session.exec(select(Contact).where(Contact.agency == "SVHTTDL", Contact.role == Role.LIAISON))
        contact.one().valid_to = date(2021, 1, 31)
    for link in (path, other):
        assert portal.get(link).status == 404
        assert portal.post(f"{link}/renew").status == 404


@pytest.fixture
def expired(portal_at: Open) -> tuple[Portal, str]:
    """A findings link whose fortnight is over, its duty still open."""
    portal = portal_at("go_on_first_visits")
    path = portal.link("findings_request", Role.LIAISON, "SVHTTDL")
    portal.desk.at(date(2021, 3, 20))
    return portal, path


def test_expired_link_says_nothing_and_a_new_one_goes_to_the_registered_address(expired: tuple[Portal, str]) -> None:
    portal, path = expired
    page = portal.get(path)
    assert page.status == 410 and "HY-2021" not in page.text and "Sở Văn hóa" not in page.text
    assert portal.get(portal.duty_path(path, DutyKind.FINDINGS)).status == 410
    sent = portal.post(f"{path}/renew")
    assert sent.status == 200 and "@" not in sent.text
    (letter,) = portal.letters("link_renewed", Role.LIAISON, "SVHTTDL")
    with portal.desk.look() as work:
        contact = work.session.get_one(Contact, letter.contact_id)
    assert (letter.address, contact.agency, contact.role) == (contact.address, "SVHTTDL", Role.LIAISON)
    assert len(portal.letters("link_renewed", Role.LIAISON)) == 1


def test_late_answer_is_taken_behind_the_new_link(expired: tuple[Portal, str]) -> None:
    portal, path = expired
    portal.post(f"{path}/renew")
    new = portal.link("link_renewed", Role.LIAISON, "SVHTTDL")
    assert "quá hạn" in portal.get(new).text
    receipt = portal.answer(portal.duty_path(new, DutyKind.FINDINGS), {"happened": "missed", "missed_reason": "closed"})
    assert "Trễ hạn" in receipt.text
    with portal.desk.look() as work:
        assert len(work.duties(DutyKind.FINDINGS, state=DutyState.FULFILLED)) == 1


def test_new_links_are_not_sent_without_end(expired: tuple[Portal, str]) -> None:
    portal, path = expired
    assert [portal.post(f"{path}/renew").status for _ in range(MOST_LINKS + 1)] == [200] * MOST_LINKS + [429]
    assert len(portal.letters("link_renewed", Role.LIAISON)) == MOST_LINKS


def test_link_that_still_works_is_not_renewed(portal_at: Open) -> None:
    portal = portal_at("approve")
    portal.post(f"{portal.link('invitation', Role.LIAISON, 'CAT')}/renew")
    assert portal.letters("link_renewed", Role.LIAISON) == []


@pytest.fixture
def door(portal_at: Open) -> tuple[Portal, str]:
    """A referral waits for its first officer; the path of his link."""
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME})
    return portal, portal.link("referral_approval", Role.LEGAL_OFFICER)


def says_nothing(portal: Portal, page: Page) -> bool:
    with portal.desk.look() as work:
        duty = work.duty(DutyKind.REFERRAL_APPROVAL)
    secret = (duty.code, duty.subject, "Mẫu", "HY-2021", "K27", "Nghi vấn")
    return not any(word in page.response.text.replace(page.response.request.url.path, "") for word in secret)


def test_confidential_page_says_nothing_before_its_code(door: tuple[Portal, str]) -> None:
    portal, path = door
    inner = portal.duty_path(path, DutyKind.REFERRAL_APPROVAL)
    before = dump(portal.desk.office.engine)
    for page in (portal.get(path), portal.get(inner)):
        assert page.status == 200 and "Cần mã dùng một lần" in page.text and says_nothing(portal, page)
    refused = portal.post(inner, {"nonce": "n" * 20, "decision": "approve"})
    assert refused.status == 403 and says_nothing(portal, refused)
    assert portal.get(f"{path}/report").text == portal.get(path).text
    assert dump(portal.desk.office.engine) == before


def test_code_opens_that_link_alone_for_half_an_hour(door: tuple[Portal, str]) -> None:
    portal, path = door
    portal.post(f"{path}/code")
    code = portal.last_code()
    entered = portal.post(f"{path}/enter", {"code": f" {code[:4]} {code[4:]} "})
    cookie = entered.response.headers["set-cookie"]
    assert entered.status == 303 and "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/l/" in cookie
    assert "K27" in portal.get(path).text
    with portal.desk.look() as work:
        assert code not in str(dump(portal.desk.office.engine, without=frozenset({"message"})))
        (kept,) = work.session.exec(select(PortalSession))
        assert kept.digest not in cookie
    portal.desk.at(date(2021, 3, 1), time(9, 31))
    assert says_nothing(portal, portal.get(path))


def test_session_that_is_revoked_is_over(door: tuple[Portal, str]) -> None:
    portal, path = door
    portal.enter(path)
    with portal.desk.work() as work:
        work.session.exec(select(PortalSession)).one().revoked = True
    assert says_nothing(portal, portal.get(path))


def test_code_is_used_once(door: tuple[Portal, str]) -> None:
    portal, path = door
    portal.enter(path)
    portal.client.cookies.clear()
    assert portal.post(f"{path}/enter", {"code": portal.last_code()}).status == 422


def test_five_wrong_tries_lock_the_code(door: tuple[Portal, str]) -> None:
    portal, path = door
    portal.post(f"{path}/code")
    right = portal.last_code()
    wrong = f"{(int(right) + 1) % 10**8:08d}"
    told = [portal.post(f"{path}/enter", {"code": wrong}) for _ in range(MOST_TRIES)]
    assert [page.status for page in told] == [422] * MOST_TRIES
    assert "còn 4 lần thử" in told[0].text and "yêu cầu mã mới" in told[-1].text
    assert portal.post(f"{path}/enter", {"code": right}).status == 422
    assert portal.client.cookies.jar._cookies == {}  # type: ignore[attr-defined]


def test_code_runs_out_after_ten_minutes(door: tuple[Portal, str]) -> None:
    portal, path = door
    portal.post(f"{path}/code")
    portal.desk.at(date(2021, 3, 1), time(9, 10))
    assert portal.post(f"{path}/enter", {"code": portal.last_code()}).status == 422


def test_codes_are_not_sent_without_end_and_each_is_a_letter(door: tuple[Portal, str]) -> None:
    portal, path = door
    asked = [portal.post(f"{path}/code").status for _ in range(MOST_CODES + 1)]
    assert asked == [200] * MOST_CODES + [429]
    with portal.desk.look() as work:
        assert len(work.letters("access_code")) == MOST_CODES
        (latest,) = [code for code in work.session.exec(select(AccessCode)) if not code.used]
    assert latest.expires_at - latest.created_at == timedelta(minutes=10)
    # Another link to the same officer about the same thing: its first code is a letter of its own.
    portal.desk.at(date(2021, 3, 2), time(9, 1))
    portal.desk.at(date(2021, 3, 3), time(9, 1))
    portal.desk.advance()
    other = portal.link("referral_approval", Role.LEGAL_OFFICER)
    assert other != path
    portal.enter(other)
    with portal.desk.look() as work:
        assert len(work.letters("access_code")) == MOST_CODES + 1


def test_routine_link_has_no_door(portal_at: Open) -> None:
    portal = portal_at("approve")
    path = portal.link("invitation", Role.LIAISON, "CAT")
    assert portal.post(f"{path}/code").status == portal.post(f"{path}/enter", {"code": "1"}).status == 404


def test_expired_confidential_link_is_renewed_as_confidential(door: tuple[Portal, str]) -> None:
    portal, path = door
    portal.desk.at(date(2021, 3, 20))
    assert portal.get(path).status == portal.post(f"{path}/code").status == 410
    portal.post(f"{path}/renew")
    assert says_nothing(portal, portal.get(portal.link("task_link_renewed", Role.LEGAL_OFFICER)))


def test_deputy_waits_for_the_officers_clock(door: tuple[Portal, str]) -> None:
    portal, path = door
    with portal.desk.work() as work:
        row = work.session.get_one(Link, link_row(portal, path))
        deputy = work.actor(Role.DEPUTY_LEADER)
        row.role, row.contact_id = Role.DEPUTY_LEADER, deputy.contact_id or 0
    shown = portal.enter(path)
    assert "thay mặt quyết định" in shown.text and "K27" not in shown.text
    assert portal.get(portal.duty_path(path, DutyKind.REFERRAL_APPROVAL)).status == 404


def test_who_opens_many_pages_that_are_not_there_is_slowed(portal_at: Open) -> None:
    portal = portal_at("approve", allowed=KnocksAllowed(misses=5, codes=5))
    assert [portal.get("/l/nothing").status for _ in range(7)] == [404] * 5 + [429] * 2
    assert portal.get(portal.link("invitation", Role.LIAISON, "CAT")).status == 200
