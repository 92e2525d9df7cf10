"""Each kind of answer, whole: the letter's link, the form, the answer, its receipt."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from actions.prepare_report import release_report
from models.queries.portal_pages import recommendation_by_code, referral_shown, sanction_by_code
from models.queries.visits import visit_by_code
from rules.words import (
    CampaignState,
    DutyKind,
    DutyState,
    ItemAnswer,
    ReferralResult,
    ReferralState,
    RemedyState,
    Role,
    SanctionState,
    VisitState,
)
from tests.actions.desk import COORDINATOR, Work
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
FIRST = "HY-2021-KT-01-V-HY-323-011"
LEAD = "SVHTTDL"


def campaign_state(portal: Portal) -> CampaignState:
    with portal.desk.look() as work:
        return work.campaign().state


def test_plan_is_approved(portal_at: Open) -> None:
    portal = portal_at("schedule")
    link = portal.link("plan_submitted", Role.CHAIRMAN)
    path = portal.duty_path(link, DutyKind.APPROVE_PLAN)
    assert path in portal.get(link).links
    shown = portal.get(path)
    assert "Nhà nghỉ Mẫu 003" in shown.text and "đơn thư phản ánh 20" in shown.text and "Chọn ngẫu nhiên" in shown.text
    receipt = portal.answer(path, {"decision": "approve"})
    assert "HY-2021-KT-01-N0001-A1" in receipt.text and "Phê duyệt" in receipt.text
    assert campaign_state(portal) is CampaignState.APPROVED


def test_plan_is_returned_with_a_reason_and_a_number(portal_at: Open) -> None:
    portal = portal_at("schedule")
    path = portal.duty_path(portal.link("plan_submitted", Role.CHAIRMAN), DutyKind.APPROVE_PLAN)
    receipt = portal.answer(path, {"decision": "return", "reason": "too_many", "most_visits": "8"})
    assert "Số lượt kiểm tra quá nhiều" in receipt.text and "Số lượt tối đa8" in receipt.text
    with portal.desk.look() as work:
        assert work.campaign().state is CampaignState.DRAFT and work.campaign().visits_wanted == 8


def confirm_path(portal: Portal, agency: str = "CAT") -> str:
    return portal.duty_path(portal.link("invitation", Role.LIAISON, agency), DutyKind.CONFIRM, agency)


def test_agency_confirms_with_cards_and_days(portal_at: Open) -> None:
    portal = portal_at("approve")
    path = confirm_path(portal)
    assert "Cần cùng một lúc2 thành viên" in portal.get(path).text
    receipt = portal.answer(
        path,
        {
            "decision": "confirm",
            "cards": "TKT-CAT-01\ntkt-cat-02",
            "absences": "2021-03-16",
            "other_absences": "17/03/2021",
        },
    )
    assert "TKT-CAT-01, TKT-CAT-02" in receipt.text and "16/03/2021, 17/03/2021" in receipt.text
    with portal.desk.look() as work:
        days = {party.on for seat, party in work.seats() if seat.agency == "CAT"}
        assert not days & {date(2021, 3, 16), date(2021, 3, 17)}


def test_agency_declines(portal_at: Open) -> None:
    portal = portal_at("approve")
    receipt = portal.answer(confirm_path(portal, "SVHTTDL"), {"decision": "decline", "decline_reason": "no_staff"})
    assert "Từ chối tham gia" in receipt.text and "Không bố trí được người" in receipt.text
    with portal.desk.look() as work:
        assert "SVHTTDL" not in work.agencies()


def findings_path(portal: Portal) -> str:
    return portal.duty_path(portal.link("findings_request", Role.LIAISON, LEAD), DutyKind.FINDINGS)


def screened(portal: Portal, path: str, **signs: str) -> Page:
    """The record page, after the two questions."""
    fields = {"trafficking": "no", "apparent_minor": "no", "step": "screening", **signs}
    return portal.post(path, {"nonce": portal.get(path).nonce, **fields})


def filled(page: Page, **changed: str) -> dict[str, object]:
    """Everybody present and everything in order, except what is changed."""
    items = {name: "met" for name in page.items()} | changed
    carried = {name: page.values(name)[0] for name in ("trafficking", "apparent_minor")}
    return {"nonce": page.nonce, "happened": "yes", "cards": page.values("cards"), **carried, **items}


def test_findings_are_handed_in(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    path = findings_path(portal)
    record = screened(portal, path)
    assert record.status == 200 and record.items() == ["item.K01", "item.K10"]
    receipt = portal.follow(portal.post(path, filled(record, **{"item.K10": "shortcoming"})))
    assert "Tồn tại, thiếu sót" in receipt.text and "Thành viên có mặt" in receipt.text
    with portal.desk.look() as work:
        assert visit_by_code(work.session, FIRST).state is VisitState.ASSESSED


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"happened": "missed", "missed_reason": "closed"}, VisitState.NOT_CONDUCTED),
        ({"happened": "postponed", "postpone_reason": "weather"}, VisitState.PLANNED),
    ],
)
def test_visit_that_did_not_take_place(portal_at: Open, fields: dict[str, str], state: VisitState) -> None:
    portal = portal_at("go_on_first_visits")
    receipt = portal.answer(findings_path(portal), fields)
    assert "Số biên nhận" in receipt.text
    with portal.desk.look() as work:
        assert visit_by_code(work.session, FIRST).state is state


def test_agency_that_does_not_lead_enters_its_own_items_once(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    link = portal.link("brief", Role.LIAISON, "CAT")
    path = f"{link}/v/{FIRST}"
    shown = portal.get(path)
    assert path in portal.get(link).links and "item.K01" not in shown.items() and "item.K12" in shown.items()
    kept = portal.follow(portal.post(path, {name: "met" for name in shown.items()}))
    assert "Đã ghi nhận lúc" in kept.text and not kept.items()
    again = portal.follow(portal.post(path, {name: "violation" for name in shown.items()}))
    assert "Vi phạm" not in again.text


def follow_up(portal: Portal, item: str, answer: ItemAnswer) -> None:
    """The findings of the first visit, and the letters of the next morning."""
    portal.desk.find(FIRST, {item: answer})
    portal.desk.at(date(2021, 3, 2))
    portal.desk.advance()


def test_area_reports_and_the_place_is_inspected_again(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    follow_up(portal, "K10", ItemAnswer.SHORTCOMING)
    link = portal.link("recommendation", Role.AREA)
    path = portal.duty_path(link, DutyKind.REMEDY)
    assert "Nhà nghỉ Mẫu 003" in portal.get(link).text and "K10." in portal.get(path).text
    assert "Chưa khắc phục" in portal.answer(path, {"remedied": "no"}).text
    portal.desk.at(date(2021, 3, 3))
    portal.desk.advance()
    again = portal.link("recommendation", Role.LIAISON, LEAD)
    path = portal.duty_path(again, DutyKind.RE_INSPECTION)
    assert "Đã phúc tra" in portal.answer(path, {"done": "yes"}).text
    with portal.desk.look() as work:
        (duty,) = work.duties(DutyKind.RE_INSPECTION, state=DutyState.FULFILLED)
        assert recommendation_by_code(work.session, duty.subject).state is RemedyState.RE_INSPECTED


def test_area_reports_that_it_was_put_right(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    follow_up(portal, "K10", ItemAnswer.SHORTCOMING)
    path = portal.duty_path(portal.link("recommendation", Role.AREA), DutyKind.REMEDY)
    assert "Đã khắc phục" in portal.answer(path, {"remedied": "yes"}).text


def case_of(work: Work) -> SanctionState:
    duty = work.duties(DutyKind.SANCTION_DECISION, state=None)[0]
    return sanction_by_code(work.session, duty.subject).state


def test_sanction_is_decided_and_carried_out(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    follow_up(portal, "K12", ItemAnswer.VIOLATION)
    link = portal.link("recommendation", Role.SANCTION_HOLDER)
    path = portal.duty_path(link, DutyKind.SANCTION_DECISION)
    receipt = portal.answer(path, {"decision": "sanction", "number": "12/QĐ-XPHC", "decided_on": "02/03/2021"})
    assert "12/QĐ-XPHC" in receipt.text and "02/03/2021" in receipt.text
    path = portal.duty_path(link, DutyKind.SANCTION_EXECUTION)
    assert "Ngày chấp hành02/03/2021" in portal.answer(path, {"executed_on": "2021-03-02"}).text
    with portal.desk.look() as work:
        assert case_of(work) is SanctionState.EXECUTED


def test_no_sanction_is_imposed(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    follow_up(portal, "K12", ItemAnswer.VIOLATION)
    path = portal.duty_path(portal.link("recommendation", Role.SANCTION_HOLDER), DutyKind.SANCTION_DECISION)
    assert "Không xử phạt" in portal.answer(path, {"decision": "none"}).text
    with portal.desk.look() as work:
        assert case_of(work) is SanctionState.DROPPED


def referred(portal: Portal) -> str:
    """A sign of crime was found; the referral's code."""
    portal.desk.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME})
    with portal.desk.look() as work:
        return work.duties(DutyKind.REFERRAL_APPROVAL)[0].subject


def approve_referral(portal: Portal, role: Role) -> Page:
    link = portal.link("referral_approval", role)
    portal.enter(link)
    path = portal.duty_path(link, DutyKind.REFERRAL_APPROVAL)
    return portal.answer(path, {"decision": "approve"})


def referral_state(portal: Portal, code: str) -> ReferralState:
    with portal.desk.look() as work:
        referral = referral_shown(work.session, code)
        assert referral is not None
        return referral.state


def test_referral_is_approved_twice_acknowledged_early_and_resolved(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    code = referred(portal)
    shown = portal.enter(portal.link("referral_approval", Role.LEGAL_OFFICER))
    assert "Nghi vấn, chưa xác minh." in shown.text and "K27" in shown.text and "10 / 10" in shown.text
    assert "Phê duyệt chuyển hồ sơ" in approve_referral(portal, Role.LEGAL_OFFICER).text
    approve_referral(portal, Role.DEPARTMENT_HEAD)
    link = portal.link("referral", Role.POLICE_DUTY)
    shown = portal.enter(link)
    assert "Nhà nghỉ Mẫu 003" in shown.text and "K27" in shown.text
    # No duty is open yet: the letter was read the day it came.
    receipt = portal.answer(f"{link}/d/{code}", {"acknowledge": "yes"})
    assert "Đã tiếp nhận hồ sơ" in receipt.text
    receipt = portal.answer(portal.duty_path(link, DutyKind.REFERRAL_RESULT), {"result": "opened"})
    assert ReferralResult.OPENED.label in receipt.text
    assert referral_state(portal, code) is ReferralState.RESOLVED
    told = portal.enter(portal.link("referral_result", Role.TEAM_LEADER))
    assert "Đã có kết quả" in told.text and "Nhà nghỉ" not in told.text


def test_referral_is_refused_with_a_ground(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    code = referred(portal)
    link = portal.link("referral_approval", Role.LEGAL_OFFICER)
    portal.enter(link)
    receipt = portal.answer(f"{link}/d/{code}", {"decision": "refuse", "ground": "evidence"})
    assert "Chưa đủ căn cứ" in receipt.text and referral_state(portal, code) is ReferralState.REFUSED


def test_deputy_decides_once_the_officers_clock_has_run(portal_at: Open) -> None:
    portal = portal_at("go_on_first_visits")
    code = referred(portal)
    portal.desk.at(date(2021, 3, 2), time(9, 1))
    portal.desk.advance()
    link = portal.link("referral_approval", Role.DEPUTY_LEADER)
    portal.enter(link)
    portal.answer(f"{link}/d/{code}", {"decision": "approve"})
    late = portal.link("referral_approval", Role.LEGAL_OFFICER)
    assert "Phê duyệt chuyển hồ sơ" in portal.enter(late).text
    assert referral_state(portal, code) is ReferralState.FIRST_APPROVED


def test_agency_tells_days_it_cannot_come(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    link = portal.link("invitation", Role.LIAISON, "CAT")
    told = portal.follow(portal.post(f"{link}/absence", {"absences": "2021-03-16", "other_absences": "18/03/2021"}))
    assert "Đã ghi nhận các ngày" in told.text
    with portal.desk.look() as work:
        assert date(2021, 3, 16) not in {party.on for seat, party in work.seats() if seat.agency == "CAT"}
    portal.follow(portal.post(f"{link}/absence", {"absences": "2021-03-16"}))


def test_absence_that_leaves_no_day_changes_nothing_and_says_so(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    link = portal.link("invitation", Role.LIAISON, "CAT")
    days = [(date(2021, 3, 1) + timedelta(days=n)).isoformat() for n in range(31)]
    refused = portal.post(f"{link}/absence", {"other_absences": "\n".join(days)})
    assert refused.status == 422 and "Không còn ngày nào phù hợp" in refused.text
    with portal.desk.look() as work:
        assert date(2021, 3, 1) in {party.on for seat, party in work.seats() if seat.agency == "CAT"}


def test_report_is_read_after_its_release_only(portal_at: Open) -> None:
    portal = portal_at("coordinate")
    link = portal.link("invitation", Role.LIAISON, "CAT")
    assert portal.get(f"{link}/report").status == 404
    with portal.desk.work() as work:
        campaign = work.campaign()
        campaign.state = CampaignState.REPORTING
        release_report(work.session, campaign, actor=COORDINATOR, **work.given)
    link = portal.link("campaign_report", Role.LIAISON, "CAT")
    assert f"{link}/report" in portal.get(link).links
    report = portal.get(f"{link}/report")
    assert (
        report.status == 200
        and "HY-2021-KT-01" in report.text
        and "'sha256-" in report.response.headers["content-security-policy"]
    )
