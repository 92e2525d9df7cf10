"""The outer walls: headers, origin, size, kinds of body; what the portal serves beside its pages."""

import re
import socket
from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from starlette.datastructures import Headers

from notifications.links import LinkSigner
from portal.guards import HEADERS, LARGEST_BODY, is_foreign
from portal.pages import HERE
from portal.running import PortalServer
from rules.words import DutyKind, ItemAnswer, Role
from tests.actions.desk import Desk
from tests.actions.dump import dump
from tests.portal.visitor import LINK_KEY, Portal

Open = Callable[..., Portal]


def test_every_answer_carries_the_headers(portal_at: Open) -> None:
    portal = portal_at("approve")
    link = portal.link("invitation", Role.LIAISON, "CAT")
    for path in (link, "/l/forged", "/nothing", "/healthz", f"{link}/report"):
        headers = portal.client.get(path).headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert "server" not in headers
    refused = portal.client.post(link, headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403 and refused.headers["x-content-type-options"] == "nosniff"


def test_pages_load_nothing_from_elsewhere_and_run_nothing(portal_at: Open) -> None:
    portal = portal_at("schedule")
    link = portal.link("plan_submitted", Role.CHAIRMAN)
    for path in (link, portal.duty_path(link, DutyKind.APPROVE_PLAN), "/l/forged"):
        page = portal.get(path)
        assert page.tree.xpath("//link/@href") == ["/static/portal.css", "/static/icon.svg"]
        assert not page.tree.xpath("//script | //style | //img | //iframe | //*[@style]")
        assert not re.search(r"\son[a-z]+=|https?://", page.response.text)
    style = portal.client.get("/static/portal.css")
    assert (
        style.headers["content-type"].startswith("text/css")
        and "url(" not in style.text
        and "@import" not in style.text
    )


def test_templates_hold_no_inline_style_or_script() -> None:
    for template in (HERE / "templates").rglob("*.html"):
        assert not re.search(r"style=|<style|<script|\|\s*safe", template.read_text("utf-8")), template.name


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "null"}, True),
        ({"sec-fetch-site": "same-site", "origin": "https://cong.example"}, True),
        ({"host": "cong.example", "origin": "https://cong.example"}, False),
        ({"host": "cong.example", "origin": "https://evil.example"}, True),
        ({"host": "cong.example", "origin": "https://cong.example.evil.example"}, True),
        ({"origin": "null"}, False),
    ],
)
def test_post_of_another_site_is_seen(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign(Headers(headers)) is foreign


def test_post_of_another_site_changes_nothing(portal_at: Open) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    before = dump(portal.desk.office.engine)
    fields = {"nonce": "n" * 20, "decision": "approve"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert portal.post(path, fields, headers=headers).status == 403
    assert dump(portal.desk.office.engine) == before


def test_large_body_is_refused_with_and_without_its_length(portal_at: Open) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    large = b"decision=" + b"a" * LARGEST_BODY
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert portal.client.post(path, content=large, headers=form).status_code == 413

    def pieces() -> object:
        yield from (large[at : at + 65_536] for at in range(0, len(large), 65_536))

    assert portal.client.post(path, content=pieces(), headers=form).status_code == 413  # type: ignore[arg-type]
    assert portal.get(path).status == 200


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"decision=approve", "text/plain", 415),
        (b'{"decision": "approve"}', "application/json", 415),
        (b"--x\r\n", "multipart/form-data; boundary=x", 415),
        (b"decision=%FF%FE", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(501)), "application/x-www-form-urlencoded", 400),
        (b"decision=\x00&reason=%00", "application/x-www-form-urlencoded", 422),
    ],
)
def test_body_that_is_no_form_is_refused(portal_at: Open, content: bytes, kind: str, status: int) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    assert portal.client.post(path, content=content, headers={"content-type": kind}).status_code == status


def test_framework_serves_no_pages_of_its_own(portal_at: Open) -> None:
    portal = portal_at("empty")
    assert {portal.client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}
    health = portal.client.get("/healthz")
    assert (health.status_code, health.text) == (200, "ok")


def test_front_page_says_what_this_is_and_lists_nothing(portal_at: Open) -> None:
    portal = portal_at("approve")
    page = portal.get("/")
    assert page.status == 200 and "xin mở liên kết trong thư" in page.text
    assert page.links == ["/office/sign-in"] and portal.get(page.links[0]).status == 200
    assert "Agencies: please use the link in your letter" in portal.get("/?lang=en").text
    assert "HY-2021" not in page.response.text and not page.tree.xpath("//form | //input")


def test_behind_https_the_cookie_is_secure(desk_at: Callable[[str], Desk]) -> None:
    desk = desk_at("go_on_first_visits")
    desk.find("HY-2021-KT-01-V-HY-323-011", {"K27": ItemAnswer.SIGNS_OF_CRIME})
    desk = Desk(replace(desk.office, signer=LinkSigner([LINK_KEY], "https://cong.example")))
    server = PortalServer(desk.office).start()
    try:
        with httpx.Client(base_url=server.address) as client:
            portal = Portal(desk, client)
            link = portal.link("referral_approval", Role.LEGAL_OFFICER)
            portal.post(f"{link}/code")
            entered = portal.post(f"{link}/enter", {"code": portal.last_code()})
        assert "; Secure" in entered.response.headers["set-cookie"]
        assert "max-age" in entered.response.headers["strict-transport-security"]
    finally:
        server.stop()


def test_server_starts_on_a_free_port_and_gives_it_back(desk_at: Callable[[str], Desk]) -> None:
    server = PortalServer(desk_at("empty").office).start()
    host, port = server.address.removeprefix("http://").split(":")
    assert httpx.get(f"{server.address}/healthz").text == "ok"
    server.stop()
    with socket.create_server((host, int(port))):
        pass
