"""Officers sign in with a one-time link to the registered address of their office; everything else stays outside."""

from collections.abc import Callable
from datetime import date, time, timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import select

from actions.sign_in import MOST_LINKS
from models import Contact, Link, PortalSession
from portal.guards import KnocksAllowed
from rules.visibility import READS_CAMPAIGNS, RECEIVES_VICTIMS, SIGN_IN
from rules.words import Role
from tests.actions.dump import dump
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
TODAY = date(2021, 2, 1)
"""The day on which a plan lies before the chairman; it is eight o'clock."""
NOT_THERE = "Không có trang này"


@pytest.fixture
def portal(portal_at: Open) -> Portal:
    return portal_at("schedule")


def change_contact(portal: Portal, role: Role, **values: object) -> None:
    with portal.desk.work() as work:
        contact = work.session.exec(select(Contact).where(Contact.role == role)).one()
        for name, value in values.items():
            setattr(contact, name, value)


def is_outside(portal: Portal) -> bool:
    return portal.get("/office").status == 303


@pytest.mark.parametrize("role", list(SIGN_IN))
def test_each_officer_comes_in_by_the_letter_to_his_own_address(portal: Portal, role: Role) -> None:
    page = portal.sign_in(role)
    assert page.status == 200 and role.label in page.text
    (letter,) = portal.sign_in_letters(role)
    with portal.desk.look() as work:
        contact = work.session.get_one(Contact, letter.contact_id)
    assert letter.address == contact.address and contact.office in page.text


def test_who_signs_in_reads_campaigns_or_receives_victims() -> None:
    assert set(SIGN_IN) == READS_CAMPAIGNS | RECEIVES_VICTIMS, "signing in leads to a page of one or the other"


def test_cookie_is_for_these_pages_only_and_the_database_keeps_its_hash(portal: Portal) -> None:
    entered = portal.post(portal.sign_in_path(Role.COORDINATOR))
    cookie = entered.response.headers["set-cookie"]
    secret = cookie.removeprefix("office=").split(";")[0]
    for part in ("HttpOnly", "SameSite=strict", "Path=/office", "Max-Age=3600"):
        assert part in cookie
    assert entered.response.headers["location"] == "/office" and len(secret) > 40
    assert secret not in str(dump(portal.desk.office.engine))


def test_pages_without_a_session_lead_to_the_sign_in_page_and_posts_are_refused(portal: Portal) -> None:
    page = portal.get("/office/c/HY-2021-KT-01?filter=1")
    assert page.status == 303
    asked = portal.follow(page)
    assert asked.status == 200 and "/office/c/HY-2021-KT-01" in asked.links
    before = dump(portal.desk.office.engine)
    refused = portal.post("/office/sign-out")
    assert refused.status == 403 and "Chưa ghi nhận gì" in refused.text
    assert dump(portal.desk.office.engine) == before


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/office", "/office//evil.example", "/l/x", "x"])
def test_sign_in_page_leads_to_no_other_place(portal: Portal, to: str) -> None:
    page = portal.get("/office/sign-in", params={"to": to})
    assert page.status == 200 and "evil" not in " ".join(page.links) and to not in page.links


def test_opening_the_link_changes_nothing_so_that_a_mail_scanner_may(portal: Portal) -> None:
    path = portal.sign_in_path(Role.COORDINATOR)
    before = dump(portal.desk.office.engine)
    for _ in range(3):
        shown = portal.get(path)
        assert shown.status == 200 and not shown.response.cookies
        assert portal.client.head(path).status_code == 200
    assert dump(portal.desk.office.engine) == before and is_outside(portal)
    assert portal.follow(portal.post(path)).status == 200


def test_link_works_once(portal: Portal) -> None:
    path = portal.sign_in_path(Role.COORDINATOR)
    assert portal.post(path).status == 303
    portal.client.cookies.clear()
    for page in (portal.get(path), portal.post(path)):
        assert page.status == 410 and "/office/sign-in" in page.links and not page.response.cookies
    with portal.desk.look() as work:
        assert len(work.session.exec(select(PortalSession)).all()) == 1
    assert portal.sign_in(Role.COORDINATOR).status == 200, "another link asked for at the same moment is another link"


def test_link_ends_after_a_quarter_of_an_hour(portal: Portal) -> None:
    path = portal.sign_in_path(Role.COORDINATOR)
    portal.desk.at(TODAY, time(8, 15))
    for page in (portal.get(path), portal.post(path)):
        assert page.status == 410
    assert is_outside(portal)
    fresh = portal.sign_in_path(Role.COORDINATOR)
    portal.desk.at(TODAY, time(8, 29))
    assert portal.post(fresh).status == 303


def test_session_ends_after_an_hour(portal: Portal) -> None:
    portal.sign_in(Role.COORDINATOR)
    portal.desk.at(TODAY, time(8, 59))
    assert portal.get("/office").status == 200
    portal.desk.at(TODAY, time(9))
    assert is_outside(portal)


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(portal: Portal) -> None:
    portal.sign_in(Role.COORDINATOR)
    copy = portal.client.cookies["office"]
    left = portal.follow(portal.post("/office/sign-out"))
    assert left.status == 200 and "Đã đăng xuất" in left.text
    assert "office" not in portal.client.cookies
    portal.client.cookies.set("office", copy, domain="127.0.0.1", path="/office")
    assert is_outside(portal)


def test_link_of_one_office_makes_nobody_another(portal: Portal) -> None:
    """The session is that of the office the link was sent to, whoever asked, and whatever cookie is there already."""
    portal.sign_in(Role.TEAM_LEADER)
    page = portal.follow(portal.post(portal.sign_in_path(Role.COORDINATOR)))
    assert Role.COORDINATOR.label in page.text and Role.TEAM_LEADER.label not in page.text
    with portal.desk.look() as work:
        links = work.session.exec(select(Link).order_by(Link.id)).all()  # type: ignore[arg-type]
        roles = [link.role for link in links if link.used_at is not None]
    assert roles == [Role.TEAM_LEADER, Role.COORDINATOR]


def test_forged_cookie_and_cookie_of_a_confidential_page_open_nothing(portal: Portal) -> None:
    portal.client.cookies.set("office", "x" * 43, domain="127.0.0.1", path="/office")
    assert is_outside(portal)


@pytest.mark.parametrize("signed_in", [False, True])
def test_link_and_session_end_with_the_registration_of_their_office(portal: Portal, signed_in: bool) -> None:
    path = portal.sign_in_path(Role.COORDINATOR)
    if signed_in:
        assert portal.post(path).status == 303
    change_contact(portal, Role.COORDINATOR, valid_to=TODAY - timedelta(days=1))
    if signed_in:
        assert is_outside(portal)
        return
    for page in (portal.get(path), portal.post(path)):
        assert page.status == 404 and NOT_THERE in page.text
    assert is_outside(portal)


def test_revoking_the_link_ends_the_session_it_opened(portal: Portal) -> None:
    path = portal.sign_in_path(Role.COORDINATOR)
    portal.follow(portal.post(path))
    token = portal.desk.office.signer.token(path.rsplit("/", 1)[1])
    with portal.desk.work() as work:
        work.session.exec(select(Link).where(Link.token == token)).one().revoked = True
    assert is_outside(portal)
    assert portal.get(path).status == portal.post(path).status == 404


def test_office_without_an_address_gets_the_same_page_and_no_letter(portal: Portal) -> None:
    registered = portal.post("/office/sign-in", {"role": "coordinator"})
    change_contact(portal, Role.COORDINATOR, valid_to=TODAY - timedelta(days=1))
    unknown = portal.post("/office/sign-in", {"role": "coordinator"})
    assert (registered.status, registered.text) == (unknown.status, unknown.text)
    assert len(portal.letters("sign_in", Role.COORDINATOR)) == 1


@pytest.mark.parametrize("role", [role for role, personal in SIGN_IN.items() if personal])
def test_personal_office_with_a_shared_mailbox_is_told_and_gets_no_link(portal: Portal, role: Role) -> None:
    change_contact(portal, role, shared=True)
    page = portal.post("/office/sign-in", {"role": role.value})
    assert page.status == 422 and "@" not in page.text and portal.sign_in_letters(role) == []
    assert page.tree.xpath("//input[@name='role'][@checked]/@value") == [role.value], "what was chosen is kept"


@pytest.mark.parametrize("role", ["liaison", "police_duty", "engine", "nobody", ""])
def test_other_offices_have_no_signed_in_pages(portal: Portal, role: str) -> None:
    page = portal.post("/office/sign-in", {"role": role})
    assert page.status == 422 and "Xin chọn chức trách" in page.text
    assert portal.letters("sign_in", Role.LIAISON) == []


def test_links_are_not_sent_without_end(portal: Portal) -> None:
    asked = [portal.post("/office/sign-in", {"role": "chairman"}) for _ in range(MOST_LINKS + 1)]
    assert [page.status for page in asked] == [200] * MOST_LINKS + [429]
    assert "15 phút" in asked[-1].text and len(portal.letters("sign_in", Role.CHAIRMAN)) == MOST_LINKS


def test_one_address_may_not_knock_without_end(portal_at: Open) -> None:
    portal = portal_at("schedule", KnocksAllowed(misses=100, codes=3))
    path = portal.sign_in_path(Role.COORDINATOR)
    assert portal.post(path).status == 303
    assert portal.post("/office/sign-in", {"role": "chairman"}).status == 200
    for _ in range(2):
        assert portal.post("/office/sign-in", {"role": "team_leader"}).status == 429
        assert portal.post(path).status == 429
    assert portal.letters("sign_in", Role.TEAM_LEADER) == []


def test_page_link_signs_nobody_in_and_a_sign_in_link_opens_no_page(portal: Portal) -> None:
    page_link, sign_in = portal.link("plan_submitted", Role.CHAIRMAN), portal.sign_in_path(Role.CHAIRMAN)
    as_sign_in = page_link.replace("/l/", "/office/in/")
    as_page = sign_in.replace("/office/in/", "/l/")
    pages = [portal.get(as_sign_in), portal.post(as_sign_in), portal.get(as_page), portal.post(f"{as_page}/renew")]
    for page in [*pages, portal.post(f"{as_page}/code"), portal.get("/office/in/forged")]:
        assert page.status == 404 and NOT_THERE in page.text
    assert is_outside(portal)


def test_post_of_another_site_signs_nobody_in(portal: Portal) -> None:
    path = portal.sign_in_path(Role.COORDINATOR)
    assert portal.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    assert portal.post(path).status == 303, "and uses nothing up"


def test_coming_and_going_is_journalled_for_the_few_who_may_read_it(portal: Portal) -> None:
    portal.sign_in(Role.TEAM_LEADER)
    portal.post("/office/sign-out")
    with portal.desk.look() as work:
        entries = work.journal(noun="access")
    assert [entry.verb for entry in entries] == ["ask_sign_in", "sign_in", "sign_out"]
    assert all(entry.restricted and entry.campaign_id is None for entry in entries)


def test_sign_in_is_understood_in_english(portal: Portal) -> None:
    portal.get("/office/sign-in?lang=en")
    page = portal.sign_in(Role.COORDINATOR)
    assert "Signed in as" in page.text and "Sign out" in page.text
    assert urlsplit(str(page.response.url)).path == "/office"
