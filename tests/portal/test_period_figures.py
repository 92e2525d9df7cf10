"""Figures that the engine draws up for a report: filled in, with their rows, and confirmed or corrected."""

import io
from collections.abc import Callable
from datetime import date, time

import pytest
import xlsxwriter
from sqlmodel import col, select

from actions.hand_in_form import form_of
from actions.period_figures import drawn_figures
from actions.run_step import run_steps
from config.workbook_safety import read_cells
from models import Campaign, Party, SanctionCase, Visit
from models.queries.duties import duty_by_code
from models.queries.forms import entry_of, figures_in
from models.queries.portal_pages import last_answer
from rules.forms import WHOLE
from rules.words import DutyKind, DutyState, Mode, Role, VisitState
from tests.actions.desk import FIRST, Desk
from tests.actions.forms_desk import year_opening
from tests.portal.visitor import Page, Portal

Open = Callable[..., Portal]
YEAR = "HY-2021-KH-01"


def ask_on(desk: Desk, day: date) -> None:
    """The year asks for the reports of every period so far."""
    desk.at(day, time(9))
    with desk.work() as work:
        run_steps(work.session, work.campaign(YEAR), **work.given)


def report_of(desk: Desk, subject: str) -> str:
    with desk.look() as work:
        return next(d.code for d in work.duties(DutyKind.PERIODIC_REPORT) if d.subject == f"{YEAR}-{subject}")


def rows_of(desk: Desk, subject: str) -> dict[str, list[str]]:
    with desk.look() as work:
        duty = duty_by_code(work.session, report_of(desk, subject))
        drawn = drawn_figures(work.session, duty, form_of(duty, work.context), work.context)
        return {code: [row.code for row in figure.rows] for code, figure in drawn.items()}


@pytest.fixture
def reporting(portal_at: Open) -> Portal:
    """The inspection of March has come in, with one suspected hotspot, and reports of the half-year are asked for."""
    portal = portal_at("report")
    portal.desk.start(year_opening(portal.desk))
    ask_on(portal.desk, date(2021, 6, 14))
    return portal


def page_of(portal: Portal, subject: str, role: Role = Role.TEAM_LEADER) -> str:
    return f"{portal.link('periodic_report', role)}/d/{report_of(portal.desk, subject)}"


def test_figures_are_filled_in_and_every_row_behind_them_is_listed(reporting: Portal) -> None:
    with reporting.desk.look() as work:
        conducted = {visit.code for visit in work.visits(VisitState.RECORDED, VisitState.ASSESSED)}
        missed = {visit.code for visit in work.visits(VisitState.NOT_CONDUCTED)}
    page = reporting.get(page_of(reporting, "D178-6T-2021-H1"))
    assert page.values("f.visits") == [str(len(conducted))] and FIRST in conducted
    listed = {str(code) for code in page.tree.xpath("//details//td[@class='title']/text()")}
    assert conducted <= listed and missed and not missed & listed
    assert f"Hệ thống tính: {len(conducted)}" in page.text
    english = reporting.get(f"{page_of(reporting, 'D178-6T-2021-H1')}?lang=en")
    assert f"Counted by the engine: {len(conducted)}" in english.text


def test_each_report_counts_its_own_window(reporting: Portal) -> None:
    desk = reporting.desk
    with desk.look() as work:
        days = dict(work.session.exec(select(Visit.code, Party.on).join(Party)).all())
    half = rows_of(desk, "D178-6T-2021-H1")["visits"]
    first, second = rows_of(desk, "D178-Q-2021-Q1")["visits"], rows_of(desk, "D178-Q-2021-Q2")["visits"]
    assert sorted(half) == sorted([*first, *second])
    assert all(days[code] <= date(2021, 3, 14) for code in first)
    assert all(days[code] > date(2021, 3, 14) for code in second)


def test_suspected_hotspot_is_a_visit_in_a_report_and_nothing_else(reporting: Portal) -> None:
    """What its violation led to would tell it from a visit that is not assessed yet."""
    half = rows_of(reporting.desk, "D178-6T-2021-H1")
    assert FIRST in half["visits"] and FIRST not in half["violations"]
    with reporting.desk.look() as work:
        visit = work.session.exec(select(Visit).where(Visit.code == FIRST)).one()
        cases = work.session.exec(select(SanctionCase.code).where(SanctionCase.visit_id == visit.id)).all()
    assert cases and not set(cases) & set(half["sanctions"])


def test_pages_name_no_premises(reporting: Portal) -> None:
    page = reporting.get(page_of(reporting, "D178-6T-2021-H1"))
    assert "Mẫu" not in page.text, "every invented establishment bears the word"


def confirmed(portal: Portal, path: str) -> dict[str, str]:
    page = portal.get(path)
    return {
        str(name): page.values(str(name))[0]
        for name in page.tree.xpath("//form[.//input[@name='nonce']]//input[starts-with(@name, 'f.')]/@name")
    } | {"f.document": "12/BC-D178"}


def test_figures_left_as_they_are_need_no_further_word(reporting: Portal) -> None:
    path = page_of(reporting, "D178-6T-2021-H1")
    fields = confirmed(reporting, path)
    receipt = reporting.answer(path, fields)
    assert f"{fields['f.visits']} lượt (hệ thống tính: {fields['f.visits']})" in receipt.text


@pytest.mark.parametrize(("locale", "said"), [("vi", "hệ thống tính {}"), ("en", "it counts {}")])
def test_figure_that_is_changed_is_asked_back_once_and_both_are_kept(reporting: Portal, locale: str, said: str) -> None:
    path, code = page_of(reporting, "D178-6T-2021-H1"), report_of(reporting.desk, "D178-6T-2021-H1")
    fields = confirmed(reporting, path)
    counted, more = fields["f.visits"], str(int(fields["f.visits"]) + 3)
    shown = reporting.get(f"{path}?lang={locale}")
    doubted = reporting.post(path, fields | {"f.visits": more, "nonce": shown.nonce})
    assert doubted.status == 422 and said.format(counted) in doubted.text
    assert doubted.values("f.visits") == [more] and doubted.values("confirmed") == ["yes"]
    ticked = fields | {"f.visits": more, "confirmed": "yes"}
    for remark in ("", "gọi 0912 345 678"):
        unsaid = reporting.post(path, ticked | {"remark": remark, "nonce": doubted.nonce})
        assert unsaid.status == 422 and len(unsaid.tree.xpath("//p[@id='e-remark']")) == 1
        assert unsaid.values("confirmed") == ["yes"] and unsaid.values("f.visits") == [more]
    sent = reporting.post(path, ticked | {"remark": "Tính cả ba lượt ghi tay", "nonce": unsaid.nonce})
    assert "Tính cả ba lượt ghi tay" in reporting.follow(sent).text
    with reporting.desk.look() as work:
        duty = duty_by_code(work.session, code)
        entry, answer = entry_of(work.session, duty.id or 0), last_answer(work.session, duty)
        assert duty.state is DutyState.FULFILLED and entry is not None and entry.confirmed and answer is not None
        assert figures_in(work.session, entry.id or 0)[WHOLE]["visits"] == int(more)
        assert answer.content["drawn"]["visits"] == int(counted)


def test_workbook_goes_out_with_what_the_engine_counts_and_takes_a_correction(reporting: Portal) -> None:
    path = page_of(reporting, "D178-6T-2021-H1")
    counted = reporting.get(path).values("f.visits")[0]
    (rows,) = read_cells(reporting.client.get(f"{path}/form.xlsx").content, "form.xlsx").values()
    visits = rows[0].index("visits")
    assert str(int(rows[2][visits])) == counted and rows[2][rows[0].index("document")] == ""
    rows[2][visits] = int(counted) + 1
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Biểu")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    brought = Page(reporting.client.post(f"{path}/workbook", files={"file": ("form.xlsx", content.getvalue())}))
    assert brought.values("f.visits") == [str(int(counted) + 1)]
    assert f"Hệ thống tính: {counted}" in brought.text


def test_figure_that_was_emptied_is_not_filled_in_again(reporting: Portal) -> None:
    path = page_of(reporting, "D178-6T-2021-H1")
    shown = reporting.get(path)
    page = reporting.post(path, confirmed(reporting, path) | {"f.visits": "", "nonce": shown.nonce})
    assert page.status == 422 and page.values("f.visits") == [""]


def test_review_of_the_plan_counts_activities_and_reports(reporting: Portal) -> None:
    desk = reporting.desk
    path = page_of(reporting, "D178-Q-2021-Q1")
    reporting.answer(path, confirmed(reporting, path))
    with desk.work() as work:
        opened = list(work.session.exec(select(Campaign).where(col(Campaign.year_id).is_not(None))))
        for campaign in opened:
            run_steps(work.session, campaign, **work.given)
        codes = {campaign.code for campaign in opened if campaign.activity and campaign.kind.value != "reception"}
        begun = {row.campaign_id for row in work.journal(noun="step", verb="enter")}
        codes -= {campaign.code for campaign in opened if campaign.id not in begun}
    review = rows_of(desk, "SK-6T-2021-H1")
    assert len(review["reports"]) == 1 and review["late"] == review["reports"], "it was due in March"
    assert codes and set(review["activities"]) == codes
    assert set(review["finished"]) <= codes


def test_unannounced_check_is_in_no_figure(reporting: Portal) -> None:
    desk = reporting.desk
    assert rows_of(desk, "D178-6T-2021-H1")["visits"]
    with desk.work() as work:
        work.campaign().mode = Mode.UNANNOUNCED
    assert set(map(tuple, rows_of(desk, "D178-6T-2021-H1").values())) == {()}


def test_agency_that_is_not_the_standing_one_fills_in_its_report_itself(reporting: Portal) -> None:
    code = report_of(reporting.desk, "D178-6T-2021-H1")
    with reporting.desk.work() as work:
        duty = duty_by_code(work.session, code)
        duty.agency = "UBND-323"
        assert drawn_figures(work.session, duty, form_of(duty, work.context), work.context) == {}
