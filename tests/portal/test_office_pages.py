"""What signed-in officers see, over HTTP: the late list against hand-made cases, campaigns, schedules, decisions."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, time
from io import BytesIO

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook
from sqlmodel import select

from actions.decide_plan import PlanDecision
from actions.suspend_campaign import suspend_campaign
from models import Approval, Contact, Document
from models.queries import office_pages
from rules.visibility import READS_CAMPAIGNS
from rules.words import (
    CampaignState,
    DocumentKind,
    DutyKind,
    DutyState,
    ItemAnswer,
    MessageState,
    Mode,
    ProtectionSign,
    Role,
    SuspendReason,
    VisitState,
)
from tests.actions.desk import COORDINATOR, FIRST
from tests.actions.dump import dump
from tests.actions.work import CODE
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
PAGES = (
    "/office",
    "/office/late.xlsx",
    "/office/late.txt",
    "/office/c",
    f"/office/c/{CODE}",
    f"/office/c/{CODE}/schedule",
    f"/office/c/{CODE}/schedule.xlsx",
)
WAITING = Role.COORDINATOR


def late(portal: Portal, **asked: str) -> list[list[str]]:
    """The cells of the late list, as a person reads them."""
    page = portal.get("/office", params=asked)
    assert page.status == 200, page.text
    rows = page.tree.xpath("//table[contains(@class, 'stack')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in rows]


def sheet(portal: Portal, path: str) -> list[list[object]]:
    response = portal.client.get(path)
    assert response.status_code == 200 and "attachment" in response.headers["content-disposition"]
    return CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0).to_python()


@pytest.fixture
def silent(portal_at: Open) -> Portal:
    """Invitations were due on Monday 8 February 2021; after Tết (10 to 16) it is Thursday the 18th, eight o'clock, the
    third working day late. Nobody has answered: the reminders of days 1 and 3 have gone, the superior's turn is on
    day 5, Monday the 22nd."""
    portal = portal_at("approve")
    for day in (date(2021, 2, 9), date(2021, 2, 18)):
        portal.desk.at(day)
        portal.desk.advance()
    return portal


def set_mail(portal: Portal, agency: str, letter: str, state: MessageState) -> None:
    """What became of the newest such letter to an agency."""
    with portal.desk.work() as work:
        work.letters(letter, agency=agency)[-1].state = state


def test_late_list_says_who_what_how_late_what_was_done_and_what_comes_next(silent: Portal) -> None:
    silent.sign_in(WAITING)
    rows = late(silent)
    assert len(rows) == 6
    assert rows[0] == [
        "Công an tỉnh Hưng Yên",
        "Xác nhận tham gia và cử thành viên HY-2021-KT-01",
        "3 hạn hết ngày 08/02/2021",
        "08:00 18/02/2021 Nơi phải làm",
        "Chờ gửi",
        "07:30 22/02/2021 Cấp trên của nơi phải làm",
        "0221 000 0209",
    ]


def test_mail_state_is_that_of_the_last_letter_to_this_agency_about_this_duty(silent: Portal) -> None:
    for agency, state in (("CAT", MessageState.FAILED), ("SCT", MessageState.AMBIGUOUS), ("SYT", MessageState.SENT)):
        set_mail(silent, agency, "reminder", state)
    with silent.desk.work() as work:  # earlier letters, and one about something else, say nothing
        work.letters("reminder", agency="CQLTT")[0].state = MessageState.FAILED
        work.letters("invitation", agency="CQLTT")[0].state = MessageState.FAILED
        work.letters("plan_approved", agency="SVHTTDL")[0].state = MessageState.FAILED
    silent.sign_in(WAITING)
    shown = {row[0].split(" tỉnh")[0]: row[4] for row in late(silent)}
    assert shown["Công an"] == "Không gửi được" and shown["Sở Công Thương"] == "Chưa rõ đã đến"
    assert shown["Sở Y tế"] == "Đã gửi"
    assert shown["Cục Quản lý thị trường"] == shown["Sở Văn hóa, Thể thao và Du lịch"] == "Chờ gửi"


def test_letter_to_another_office_of_the_agency_is_not_taken_for_it(silent: Portal) -> None:
    """A reminder of the same minute that went to who decides sanctions says nothing of the liaison's."""
    with silent.desk.work() as work:
        other = work.letters("reminder", agency="CAT")[-1]
        holder = select(Contact).where(Contact.agency == "SYT", Contact.role == Role.SANCTION_HOLDER)
        other.contact_id = work.session.exec(holder).one().id or 0
        other.agency, other.state = "SYT", MessageState.FAILED
    silent.sign_in(WAITING)
    assert [row[4] for row in late(silent, agency="SYT")] == ["Chờ gửi"]


def test_before_the_first_reminder_the_invitation_counts_as_the_last_letter(portal_at: Open) -> None:
    portal = portal_at("approve")
    portal.desk.at(date(2021, 2, 9), time(0, 30))
    set_mail(portal, "CAT", "invitation", MessageState.SENT)
    portal.sign_in(WAITING)
    assert late(portal)[0][3:6] == ["chưa", "Đã gửi", "07:30 09/02/2021 Nơi phải làm"]


def test_top_of_the_ladder_says_to_call_and_the_longest_late_comes_first(silent: Portal) -> None:
    with silent.desk.work() as work:
        *_, last = work.duties(DutyKind.CONFIRM)
        last.rung, last.rung_at = 5, None
        last.due_at = silent.desk.office.pack.calendar.at(date(2021, 2, 6), time(0))
    silent.sign_in(WAITING)
    first = late(silent)[0]
    assert first[0] == "Sở Y tế tỉnh Hưng Yên" and "xin gọi điện" in first[5]


def test_only_what_is_late_and_open_is_listed(silent: Portal) -> None:
    silent.desk.confirm("CAT")
    with silent.desk.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        duty.due_at = work.now
    silent.sign_in(WAITING)
    shown = [row[0] for row in late(silent)]
    assert len(shown) == 4 and not any("Công an" in name or "Công Thương" in name for name in shown)


def test_list_is_narrowed_by_campaign_and_agency(silent: Portal) -> None:
    silent.sign_in(WAITING)
    assert [row[0] for row in late(silent, agency="SYT")] == ["Sở Y tế tỉnh Hưng Yên"]
    assert len(late(silent, campaign=CODE)) == 6
    assert late(silent, campaign="HY-2021-KT-99") == late(silent, agency="'; --") == []
    page = silent.get("/office", params={"agency": "SYT"})
    assert page.tree.xpath("//option[@selected]/@value") == ["SYT"]
    assert "/office/late.xlsx?campaign=&agency=SYT" in page.links


def test_suspended_campaign_owes_nothing_for_now_but_its_remedies(silent: Portal) -> None:
    with silent.desk.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="CAT")
        duty.kind = DutyKind.SANCTION_DECISION
        campaign = work.campaign()
        suspend_campaign(work.session, campaign, SuspendReason.EPIDEMIC, actor=COORDINATOR, **work.given)
    silent.sign_in(WAITING)
    assert [row[0] for row in late(silent)] == ["Công an tỉnh Hưng Yên"]


def test_workbook_has_the_same_rows_as_text_and_numbers(silent: Portal) -> None:
    with silent.desk.work() as work:
        work.session.exec(
            select(Contact).where(Contact.agency == "CAT", Contact.role == Role.LIAISON)
        ).one().telephone = "=1+1"
    silent.sign_in(WAITING)
    title, headings, *rows = sheet(silent, "/office/late.xlsx")
    assert str(title[0]).startswith("Chưa trả lời") and headings[:3] == ["Cơ quan", "Việc", "Đợt công tác"]
    assert len(rows) == 6 and rows[0] == [
        "Công an tỉnh Hưng Yên",
        "Xác nhận tham gia và cử thành viên",
        CODE,
        3.0,
        "hết ngày 08/02/2021",
        "08:00 18/02/2021, Nơi phải làm",
        "Chờ gửi",
        "07:30 22/02/2021, Cấp trên của nơi phải làm",
        "=1+1",
        "HY-2021-KT-01-N0002",
    ]
    assert len(sheet(silent, "/office/late.xlsx?agency=SYT")) == 3


def test_text_is_short_composed_lines_without_premises(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.at(date(2021, 3, 22))
    portal.desk.advance()
    with portal.desk.look() as work:
        owed = [duty for duty in work.duties(DutyKind.FINDINGS) if duty.due_at < work.now]
        by_agency = {duty.agency: sum(other.agency == duty.agency for other in owed) for duty in owed}
    portal.sign_in(WAITING)
    response = portal.client.get("/office/late.txt")
    text = response.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert text == unicodedata.normalize("NFC", text) and max(map(len, text.splitlines())) <= 60
    counts = sorted(int(count) for count in re.findall(r"- (\d+) × Gửi kết quả kiểm tra", text))
    assert counts == sorted(count for count in by_agency.values() if count > 1) and counts
    assert "Mẫu" not in text and "HY-323" not in text and "ĐT: 0221" in text


def test_nobody_late_is_said_plainly(portal_at: Open) -> None:
    portal = portal_at("approve")
    portal.sign_in(WAITING)
    assert "Không có việc nào quá hạn" in portal.get("/office").text
    assert "Không có." in portal.get("/office/late.txt").response.text
    assert len(sheet(portal, "/office/late.xlsx")) == 2


def statements(portal: Portal, path: str) -> int:
    """How many a page needs."""
    seen: list[str] = []

    def note(*said: object) -> None:
        seen.append(str(said[2]))

    sa.event.listen(portal.desk.office.engine, "before_cursor_execute", note)
    try:
        assert portal.get(path).status == 200
    finally:
        sa.event.remove(portal.desk.office.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.lstrip().upper().startswith("SELECT")])


def test_pages_need_the_same_few_statements_whatever_they_show(silent: Portal) -> None:
    silent.sign_in(WAITING)
    many = {path: statements(silent, path) for path in PAGES}
    for agency in ("CAT", "CQLTT", "SCT", "SLDTBXH", "SVHTTDL"):
        silent.desk.confirm(agency)
    few = {path: statements(silent, path) for path in PAGES}
    assert len(late(silent)) == 1
    assert many == few and max(many.values()) <= 25, many
    assert many["/office"] <= 12, (
        "session, moment, foot, the switches, dead addresses, who is left out, four for the list"
    )


@pytest.mark.parametrize("role", sorted(READS_CAMPAIGNS))
def test_every_officer_reads_planned_campaigns_and_reading_changes_nothing(silent: Portal, role: Role) -> None:
    silent.sign_in(role)
    before = dump(silent.desk.office.engine)
    for path in PAGES:
        assert silent.get(path).status == 200, path
    assert dump(silent.desk.office.engine) == before


def test_navigation_and_links_are_those_of_the_role(silent: Portal) -> None:
    nav = {}
    for role in sorted(READS_CAMPAIGNS):
        page = silent.sign_in(role)
        nav[role] = [str(address) for address in page.tree.xpath("//nav//a/@href")]
        records = any("/office/d/" in link for link in page.links)
        assert records == (role is Role.COORDINATOR)
    every = ["/office", "/office/c", "/office/year"]
    assert nav[Role.CHAIRMAN] == nav[Role.COMMITTEE] == every
    keeps = [f"/office/{page}" for page in ("contacts", "returns", "areas", "reports", "register")]
    assert nav[Role.COORDINATOR] == [*every, *keeps]
    assert nav[Role.TEAM_LEADER] == nav[Role.DEPUTY_LEADER] == [*every, "/office/checks"]


@pytest.mark.parametrize("role", sorted(set(Role) - READS_CAMPAIGNS))
def test_role_that_is_not_named_gets_nothing_from_any_query(silent: Portal, role: Role) -> None:
    with silent.desk.look() as work:
        session, now, campaign = work.session, work.now, work.campaign()
        duties = work.duties(DutyKind.CONFIRM)
        assert len(office_pages.late_duties(session, WAITING, now, resting=())) == 6
        assert office_pages.late_duties(session, role, now, resting=()) == []
        assert office_pages.chases_of(session, WAITING, duties) and office_pages.chases_of(session, role, duties) == []
        assert (
            office_pages.letters_to(session, WAITING, duties) and office_pages.letters_to(session, role, duties) == []
        )
        assert office_pages.offices_of(session, role, {"CAT"}, now.date()) == {}
        assert office_pages.planned_campaigns(session, role, 9) == []
        assert office_pages.planned_campaign(session, role, CODE) is None
        assert office_pages.plans_waiting(session, role) == []
        assert office_pages.duties_of(session, role, campaign, state=None) == []
        assert office_pages.documents_of(session, role, campaign) == []
        assert office_pages.schedule_of(session, role, campaign) == []


@pytest.mark.parametrize("role", sorted(READS_CAMPAIGNS))
def test_unannounced_check_is_on_no_page_of_anybody(silent: Portal, role: Role) -> None:
    with silent.desk.work() as work:
        work.campaign().mode = Mode.UNANNOUNCED
        campaign = work.campaign()
        assert office_pages.schedule_of(work.session, role, campaign) == []
        assert office_pages.duties_of(work.session, role, campaign, state=None) == []
        assert office_pages.documents_of(work.session, role, campaign) == []
    silent.sign_in(role)
    for path in PAGES:
        page = silent.client.get(path)
        assert page.status_code == (404 if CODE in path else 200)
        assert CODE not in page.text.replace(path, "")
    assert len(sheet(silent, "/office/late.xlsx")) == 2


def test_protected_person_changes_nothing_that_an_officer_may_read(portal_at: Open) -> None:
    """A visit with signs of crime, and the same with a person who may be a victim: every page says the same."""
    shown = []
    for signs in (frozenset(), frozenset({ProtectionSign.TRAFFICKING})):
        portal = portal_at("go_on_first_visits")
        portal.desk.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME}, signs=signs)
        portal.desk.at(date(2021, 3, 20))
        with portal.desk.look() as work:
            assert len(work.duties(DutyKind.PROTECTION)) == len(signs)
        portal.sign_in(WAITING)
        pages = [portal.get(path).response.text for path in PAGES if not path.endswith("xlsx")]
        books = [str(sheet(portal, path)) for path in PAGES if path.endswith("xlsx")]
        shown.append([re.sub(r"-N\d{4}", "-N", text) for text in pages + books])
    assert shown[0] == shown[1]
    assert not any(word in text for text in shown[1] for word in (DutyKind.PROTECTION.label, "Đầu mối hỗ trợ", "NV-"))


def test_referral_duty_long_overdue_is_on_no_list(portal_at: Open) -> None:
    portal = portal_at("suspect")
    portal.desk.at(date(2021, 3, 20))
    with portal.desk.look() as work:
        assert work.duty(DutyKind.REFERRAL_APPROVAL).due_at < work.now
    portal.sign_in(Role.TEAM_LEADER)
    for path in (*PAGES, f"/office/c/{CODE}?state="):
        assert DutyKind.REFERRAL_APPROVAL.label not in portal.client.get(path).text
    cells = [cell for row in sheet(portal, "/office/late.xlsx") for cell in row]
    assert DutyKind.REFERRAL_APPROVAL.label not in cells


def test_campaign_page_tells_steps_duties_letters_findings_and_documents(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    portal.desk.find(FIRST, {"K10": ItemAnswer.SHORTCOMING})
    with portal.desk.work() as work:
        work.letters("invitation")[0].state = MessageState.AMBIGUOUS
        work.session.add(
            Document(
                campaign_id=work.campaign().id or 0,
                subject=CODE,
                kind=DocumentKind.DECISION,
                number="45/QĐ-UBND",
                signed_on=date(2021, 2, 1),
                signer=Role.CHAIRMAN,
                recorded_by=Role.COORDINATOR,
                recorded_at=work.now,
            )
        )
        areas = [visit.area for visit in work.visits()]
        findings = len(work.duties(DutyKind.FINDINGS))
    portal.sign_in(WAITING)
    page = portal.get(f"/office/c/{CODE}")
    assert "chờ kết quả của mọi lượt kiểm tra" in page.text and "45/QĐ-UBND" in page.text
    assert "Chuyển cơ quan Công an" not in page.text, "that there are referrals is for their officers alone"
    tables = [
        [[" ".join(cell.text_content().split()) for cell in row.xpath("th | td")] for row in table.xpath(".//tr")]
        for table in page.tree.xpath("//table")
    ]
    duties, mail, by_area = tables
    assert sum(DutyKind.FINDINGS.label in row[0] for row in duties) == findings
    assert mail[0] == ["Thư", "Chờ gửi", "Đã gửi", "Chưa rõ đã đến", "Không gửi được", "Bị trả lại", "Quá hạn gửi"]
    assert ["Đề nghị xác nhận tham gia", "5", "0", "1", "0", "0", "0"] in mail
    town = next(row for row in by_area if row[0] == "Thành phố Hưng Yên")
    assert town[1:4] == [str(areas.count("323")), "1", "0"] and sorted(town[4:]) == ["0", "0", "0", "0", "1"]


def duty_states(page: Page) -> list[str]:
    cells = page.tree.xpath("//table[contains(@class, 'stack')]//td[4]")
    return [cell.text_content().split("\n")[0].strip() for cell in cells]


def test_duties_of_a_campaign_are_filtered_by_state_and_agency(silent: Portal) -> None:
    silent.desk.confirm("CAT")
    silent.sign_in(WAITING)
    path = f"/office/c/{CODE}"
    assert len(duty_states(silent.get(path))) == 5, "the open ones"
    assert len(duty_states(silent.get(path, params={"state": ""}))) == 7, "with the chairman's and the one confirmed"
    assert len(duty_states(silent.get(path, params={"state": DutyState.FULFILLED.value}))) == 2
    assert len(duty_states(silent.get(path, params={"state": "", "agency": "CAT"}))) == 1
    assert len(duty_states(silent.get(path, params={"state": "nonsense"}))) == 5


def test_schedule_names_the_premises_of_every_visit_on_page_and_in_workbook(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    with portal.desk.work() as work:
        gone = work.visits()[0]
        gone.state = VisitState.CANCELLED
        kept = {visit.establishment for visit in work.visits() if visit.id != gone.id}
        names = office_pages.schedule_of(work.session, WAITING, work.campaign())
        places = {place.code: place.name for _, _, visits in names for _, place in visits}
        cards = {seat.card for seat, _ in work.seats()}
    assert set(places) == kept
    portal.sign_in(Role.TEAM_LEADER)
    page = portal.get(f"/office/c/{CODE}/schedule")
    assert all(name in page.text for name in places.values())
    assert all(str(card) in page.text for card in cards)
    _, headings, *rows = sheet(portal, f"/office/c/{CODE}/schedule.xlsx")
    assert sorted(str(row[4]) for row in rows) == sorted(places.values())
    assert isinstance(rows[0][0], date) and headings[4] == "Cơ sở"
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)  # type: ignore[type-var]


def test_partner_behind_his_own_link_sees_no_officers_page(silent: Portal) -> None:
    link = silent.link("reminder", Role.LIAISON, "CAT")
    assert silent.get(link).status == 200
    for path in PAGES:
        page = silent.get(path)
        assert page.status == 303 and page.response.headers["location"].startswith("/office/sign-in")


DECIDE = f"/office/c/{CODE}/decide"


@pytest.fixture
def submitted(portal_at: Open) -> Portal:
    return portal_at("schedule")


def test_chairman_finds_the_plan_on_top_and_approves_it_as_himself(submitted: Portal) -> None:
    start = submitted.sign_in(Role.CHAIRMAN)
    assert DECIDE in start.links and f"/office/c/{CODE}/schedule" in start.links
    receipt = submitted.answer(DECIDE, {"decision": "approve"})
    assert "Đã ghi nhận" in receipt.text and "Phê duyệt" in receipt.text
    with submitted.desk.look() as work:
        assert work.campaign().state is CampaignState.APPROVED
        (approval,) = work.session.exec(select(Approval))
        assert approval.role is Role.CHAIRMAN
        assert work.session.get_one(Contact, approval.contact_id).role is Role.CHAIRMAN
    assert DECIDE not in submitted.get("/office").links


def test_same_decision_sent_twice_is_taken_once_and_a_second_one_is_refused(submitted: Portal) -> None:
    submitted.sign_in(Role.CHAIRMAN)
    nonce = submitted.get(DECIDE).nonce
    for _ in range(2):
        assert submitted.post(DECIDE, {"nonce": nonce, "decision": "approve"}).status == 303
    assert submitted.post(DECIDE, {"nonce": "x" * 20, "decision": "return", "reason": "window"}).status == 409
    with submitted.desk.look() as work:
        assert len(work.session.exec(select(Approval)).all()) == 1


def test_decision_without_its_reason_shows_the_form_again_with_what_was_chosen(submitted: Portal) -> None:
    submitted.sign_in(Role.CHAIRMAN)
    before = dump(submitted.desk.office.engine)
    fields = {"nonce": submitted.get(DECIDE).nonce, "decision": "return", "most_visits": "500"}
    for sent in (fields, fields | {"reason": "window"}):
        page = submitted.post(DECIDE, sent)
        assert page.status == 422 and page.tree.xpath("//input[@name='most_visits']/@value") == ["500"]
    assert dump(submitted.desk.office.engine) == before


def test_committee_decides_only_once_the_chairmans_time_has_run(submitted: Portal) -> None:
    submitted.sign_in(Role.COMMITTEE)
    nonce = submitted.get(DECIDE).nonce
    assert submitted.post(DECIDE, {"nonce": nonce, "decision": "approve"}).status == 403
    with submitted.desk.look() as work:
        due = work.duty(DutyKind.APPROVE_PLAN).due_at
    submitted.desk.at(submitted.desk.office.pack.calendar.day_of(due))
    submitted.sign_in(Role.COMMITTEE)
    assert "Đã ghi nhận" in submitted.answer(DECIDE, {"decision": "approve"}).text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TEAM_LEADER, Role.DEPUTY_LEADER])
def test_nobody_else_decides(submitted: Portal, role: Role) -> None:
    start = submitted.sign_in(role)
    assert DECIDE not in start.links
    before = dump(submitted.desk.office.engine)
    for page in (submitted.get(DECIDE), submitted.post(DECIDE, {"nonce": "n" * 20, "decision": "approve"})):
        assert page.status == 404
    assert dump(submitted.desk.office.engine) == before


def test_plan_proposed_from_the_same_address_is_for_another_officer(submitted: Portal) -> None:
    with submitted.desk.work() as work:
        addresses = work.session.exec(select(Contact).where(Contact.role == Role.COORDINATOR)).one().address
        chairman = work.session.exec(select(Contact).where(Contact.role == Role.CHAIRMAN)).one()
        chairman.address = addresses.upper()
    submitted.sign_in(Role.CHAIRMAN)
    nonce = submitted.get(DECIDE).nonce
    page = submitted.post(DECIDE, {"nonce": nonce, "decision": "approve"})
    assert page.status == 403
    with submitted.desk.look() as work:
        assert work.campaign().state is CampaignState.SCHEDULED


def test_plan_decided_elsewhere_is_told(submitted: Portal) -> None:
    submitted.desk.decide(PlanDecision())
    submitted.sign_in(Role.CHAIRMAN)
    assert "Đã ghi nhận" in submitted.get(DECIDE).text
    assert submitted.get("/office/c/HY-2021-KT-77/decide").status == 404


def test_pages_are_understood_in_english(silent: Portal) -> None:
    silent.get("/office/sign-in?lang=en")
    silent.sign_in(WAITING)
    assert "Who has not answered" in silent.get("/office").text
    assert "NOT ANSWERED" in silent.get("/office/late.txt").response.text
    assert "waits for every agency" in silent.get(f"/office/c/{CODE}").text
    assert sheet(silent, "/office/late.xlsx")[1][0] == "Agency"
