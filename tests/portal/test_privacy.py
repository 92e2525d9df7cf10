"""Who reads what: places, suspicion and persons in need are for those whose work needs them."""

from collections.abc import Callable
from datetime import date, time

from sqlmodel import select

from models import Establishment, Protection
from models.queries.visits import visit_by_code
from rules.words import DutyKind, ItemAnswer, ProtectionSign, Role
from tests.actions.dump import dump
from tests.portal.test_answers import FIRST, LEAD, filled, findings_path, screened
from tests.portal.visitor import Portal

Open = Callable[..., Portal]
NUMBERS = ("113", "114", "115", "111")
EVIL = "<script>alert(1)</script>{{7*7}}"


def test_yes_shows_the_emergency_numbers_first_and_on_the_receipt(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    record = screened(portal, path, apparent_minor="yes")
    main = record.tree.xpath("//main")[0].text_content()
    assert main.strip().startswith("Về trang công việc") and main.index("111") < main.index("Biên bản kiểm tra")
    receipt = portal.follow(portal.post(path, filled(record)))
    assert all(receipt.tree.xpath("//section[@class='emergency']//a[@href=$to]", to=f"tel:{n}") for n in NUMBERS)
    with portal.desk.look() as work:
        (kept,) = work.session.exec(select(Protection))
        assert kept.signs == [ProtectionSign.APPARENT_MINOR]


def test_two_times_no_shows_no_alarm(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    record = screened(portal, path)
    receipt = portal.follow(portal.post(path, filled(record)))
    assert not record.tree.xpath("//section[@class='emergency']")
    assert not receipt.tree.xpath("//section[@class='emergency']")


def test_nobody_elses_page_tells_of_a_person_in_need(portal_at: Open) -> None:
    """The same campaign with and without signs: every page of every other office reads the same."""
    told = []
    for answer in ("no", "yes"):
        portal = portal_at("go_on_first_visits")
        path = findings_path(portal)
        portal.follow(portal.post(path, filled(screened(portal, path, trafficking=answer))))
        links = [portal.link("findings_request", Role.LIAISON, LEAD), portal.link("brief", Role.LIAISON, "CAT")]
        pages = [portal.get(link) for link in links]
        pages += [portal.get(path), portal.get(f"{links[1]}/v/{FIRST}")]
        told.append([page.text for page in pages])
        if answer == "yes":
            with portal.desk.look() as work:
                code = work.duty(DutyKind.PROTECTION).subject
            assert not any(code in page.response.text for page in pages)
    assert told[0] == told[1]


def test_signs_are_told_also_where_the_visit_could_not_be_conducted(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    fields = {"happened": "missed", "missed_reason": "quorum", "trafficking": "yes", "nonce": "n" * 20}
    assert "113" in portal.follow(portal.post(path, fields)).text
    with portal.desk.look() as work:
        assert work.session.exec(select(Protection)).one().signs == [ProtectionSign.TRAFFICKING]


def test_visit_with_signs_is_not_put_off(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    fields = {"happened": "postponed", "postpone_reason": "weather", "trafficking": "yes", "nonce": "n" * 20}
    refused = portal.post(findings_path(portal), fields)
    assert refused.status == 422 and "không hoãn" in refused.text


def test_places_are_named_to_the_partys_agencies_from_the_briefing_on(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    link = portal.link("invitation", Role.LIAISON, "CAT")
    assert "Mẫu" not in portal.get(link).text
    portal.desk.at(date(2021, 2, 26), time(8))  # the Friday before the first Monday
    portal.desk.advance()
    brief = portal.link("brief", Role.LIAISON, "CAT")
    shown = portal.get(brief).text
    assert "Nhà nghỉ Mẫu 003" in shown and "Karaoke" not in shown
    area = portal.link("area_notice", Role.AREA)
    assert "Mẫu" not in portal.get(area).text


def test_own_items_are_not_open_before_the_day(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    portal.desk.at(date(2021, 2, 26))
    portal.desk.advance()
    assert portal.get(f"{portal.link('brief', Role.LIAISON, 'CAT')}/v/{FIRST}").status == 404


def test_agency_sees_its_own_items_only(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME})
    # K27 is the police's own: the lead agency's pages do not know of it.
    lead = portal.link("findings_request", Role.LIAISON, LEAD)
    with portal.desk.look() as work:
        done = work.duties(DutyKind.FINDINGS, state=None, subject=FIRST)[0].code
    for page in (portal.get(lead), portal.get(f"{lead}/d/{done}")):
        assert "K27" not in page.text and "tội phạm" not in page.text


def test_what_others_wrote_is_shown_as_text(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    with portal.desk.work() as work:
        visit = visit_by_code(work.session, FIRST)
        work.session.get_one(Establishment, visit.establishment).name = EVIL
    link = portal.link("findings_request", Role.LIAISON, LEAD)
    path = portal.duty_path(link, DutyKind.FINDINGS)
    for page in (portal.get(link), portal.get(path), screened(portal, path)):
        assert EVIL in page.text and "<script" not in page.response.text


def test_what_was_typed_is_shown_again_as_text(portal_at: Open) -> None:
    portal = portal_at("approve")
    path = portal.duty_path(portal.link("invitation", Role.LIAISON, "CAT"), DutyKind.CONFIRM, "CAT")
    refused = portal.post(path, {"nonce": "n" * 20, "decision": "confirm", "cards": EVIL, "other_absences": EVIL})
    assert refused.status == 422 and "<script" not in refused.response.text and "49" not in refused.text
    assert refused.tree.xpath("//textarea[@name='cards']/text()")[0].strip() == EVIL


def test_signs_stay_in_the_restricted_row(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    portal.follow(portal.post(path, filled(screened(portal, path, trafficking="yes"))))
    rest = str(dump(portal.desk.office.engine, without=frozenset({"protection", "message", "packrevision"})))
    assert "trafficking" not in rest
