"""Two districts become one in the middle of the year, from the pack's files on: communes, forms, figures, visits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from actions.apply_pack import apply_pack
from actions.hand_in_findings import Findings
from actions.hand_in_form import earlier_figures, form_of, units_of
from actions.prepare_report import release_report
from actions.report_figures import report_figures
from actions.work_figures import work_figures
from config.packs import pack_files, read_pack, revision_of
from config.settings import PROJECT
from models import Campaign, MonitoredUnit
from models.queries.forms import figures_before
from rules.pack import Pack
from rules.words import DutyKind, DutyState, Edition, NotConductedReason
from tests.actions.desk import COORDINATOR, OPENING, Desk
from tests.actions.forms_desk import answer_all, begin_of, hand_in, open_codes, opening_of, walk_to, year_opening
from tests.actions.work import CODE

FILES = pack_files(PROJECT / "config" / "packs" / "hung-yen-2021")
MERGED = ("323", "325")
NEW = "334"
CONTACT = (
    "  - {agency: UBND-334, role: %s, office: Văn phòng, telephone: 0221 000 0777, "
    'address: "%s@ubnd334.hungyen.example", shared: yes}\n'
)


def merged_files(last: date) -> dict[str, str]:
    """The pack in which the city and Văn Lâm have become one district the day after `last`."""
    files = dict(FILES)
    first = last.fromordinal(last.toordinal() + 1)
    areas = []
    for line in files["areas.yaml"].splitlines():
        if any(f'code: "{code}"' in line for code in MERGED):
            line = line.replace("valid_to: 2025-06-30", f'valid_to: {last}, successor: "{NEW}"')
        areas.append(line)
    areas.append(f'  - {{code: "{NEW}", name: Huyện Mới, level: district, parent: "33", valid_from: {first}}}')
    files["areas.yaml"] = "\n".join(areas) + "\n"
    communes = []
    for line in files["communes.yaml"].splitlines():
        if any(f'parent: "{code}"' in line for code in MERGED):
            old = line.replace("valid_to: 2025-06-30", f"valid_to: {last}")
            communes += [old]
            for code in MERGED:
                line = line.replace(f'parent: "{code}"', f'parent: "{NEW}"')
            line = line.replace("valid_to: 2025-06-30", f"valid_from: {first}, valid_to: 2025-06-30")
        communes.append(line)
    files["communes.yaml"] = "\n".join(communes) + "\n"
    agencies = []
    for line in files["agencies.yaml"].splitlines():
        for code in MERGED:
            if f"code: UBND-{code}," in line:
                agencies.append(line.replace("valid_to: 2025-06-30", f"valid_to: {last}, successor: UBND-{NEW}"))
                break
        else:
            agencies.append(line)
            continue
        if code == MERGED[-1]:
            agencies.append(
                f"  - {{code: UBND-{NEW}, name: Ủy ban nhân dân huyện Mới, telephone: 0221 000 0777, "
                f'roles: [area_authority], area: "{NEW}", valid_from: {first}}}'
            )
    files["agencies.yaml"] = "\n".join(agencies) + "\n"
    files["contacts.yaml"] += CONTACT % ("area", "phong") + CONTACT % ("superior", "vanphong")
    return files


@pytest.fixture
def merge(desk: Desk, inspecting: Desk) -> Iterator[object]:
    """Apply the merger to a desk, as `pack apply` does; desks are shared by tests, so that the pack is put back."""
    touched: list[tuple[Desk, Pack]] = []

    def act(where: Desk, last: date) -> Pack:
        files = merged_files(last)
        pack = read_pack(files)
        touched.append((where, where.office.pack))
        with where.work() as work:
            apply_pack(work.session, pack, files, now=work.now)
        where.office.put_in_force(pack)
        where.at(pack.calendar.add_workdays(last, 1), time(9))
        where.advance()
        return pack

    yield act
    for where, pack in touched:
        where.office.put_in_force(pack)


def test_nomination_of_both_is_owed_by_the_new_district_each_for_its_own_communes(desk: Desk, merge) -> None:  # type: ignore[no-untyped-def]
    desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    for code in open_codes(desk):
        hand_in(desk, code)
    walk_to(desk, begin_of(desk, "HY-2021-TH-01", "nominate"))
    with desk.look() as work:
        asked = {
            d.passed_from or d.agency: units_of(d, form_of(d, work.context), work.context)
            for d in work.duties(DutyKind.NOMINATION)
        }
    pack = merge(desk, begin_of(desk, "HY-2021-TH-01", "nominate"))
    with desk.look() as work:
        campaign = work.campaign("HY-2021-TH-01")
        assert campaign.pack_revision != pack.revision
        context = work.context.on(campaign)
        duties = work.duties(DutyKind.NOMINATION, agency=f"UBND-{NEW}")
        assert {duty.passed_from for duty in duties} == {f"UBND-{code}" for code in MERGED}
        for duty in duties:
            assert units_of(duty, form_of(duty, context), context) == asked[duty.passed_from or ""]
        assert len(work.letters("duties_passed", agency=f"UBND-{NEW}")) == 2
    answer_all(desk, DutyKind.NOMINATION)
    with desk.look() as work:
        campaign = work.campaign("HY-2021-TH-01")
        figures = work_figures(
            work.session, campaign, Edition.COORDINATOR, now=work.now, context=work.context.on(campaign)
        )
        rows = {row.agency.code: row for row in figures.agencies}
        assert [rows[f"UBND-{code}"].owed_first for code in (*MERGED, NEW)] == [1, 1, 0]
        assert [rows[f"UBND-{code}"].opened for code in (*MERGED, NEW)] == [0, 0, 2]
        table = next(form for form in figures.forms if form.code == "nomination")
        for column in table.columns:
            assert table.totals[column.code] == sum(row.values.get(column.code) or 0 for row in table.rows)


def test_report_of_the_new_district_is_held_against_the_sum_of_the_two(desk: Desk, merge) -> None:  # type: ignore[no-untyped-def]
    desk.start(year_opening(desk))
    desk.advance()
    walk_to(desk, date(2021, 3, 15))
    answer_all(desk, DutyKind.PERIODIC_REPORT)
    with desk.look() as work:
        second = (date(2021, 3, 15), date(2021, 6, 14))
        before = figures_before(work.session, "prostitution_figures", [f"UBND-{c}" for c in MERGED], *second)
        each = [figures_before(work.session, "prostitution_figures", [f"UBND-{c}"], *second) for c in MERGED]
    assert before is not None and all(each)
    for unit, line in before.items():
        for field, value in line.items():
            assert value == sum((one or {}).get(unit, {}).get(field, 0) for one in each)
    merge(desk, date(2021, 3, 31))
    walk_to(desk, date(2021, 6, 14))
    with desk.look() as work:
        (duty,) = [
            d for d in work.duties(DutyKind.PERIODIC_REPORT, agency=f"UBND-{NEW}") if d.form == "prostitution_figures"
        ]
        context = work.context.on(work.session.get_one(Campaign, duty.campaign_id))
        form = form_of(duty, context)
        assert earlier_figures(work.session, duty, form, context) == before
        assert not [d for d in work.duties(DutyKind.PERIODIC_REPORT) if d.agency in ("UBND-323", "UBND-325")]


def test_round_that_sampled_the_old_districts_concludes_to_the_new_one(desk: Desk, merge) -> None:  # type: ignore[no-untyped-def]
    desk.at(date(2021, 7, 1))
    desk.start(opening_of(desk, "CT6-GIAMSAT"))
    desk.advance()
    walk_to(desk, begin_of(desk, "HY-2021-GS-01", "self_report"))
    answer_all(desk, DutyKind.SELF_REPORT)
    last = begin_of(desk, "HY-2021-GS-01", "sample")
    walk_to(desk, last)
    merge(desk, last)
    for step in ("on_site", "conclude"):
        walk_to(desk, begin_of(desk, "HY-2021-GS-01", step))
        for _ in range(40):
            if not open_codes(desk, DutyKind.WORKING_RECORD) and step == "conclude":
                break
            answer_all(desk, DutyKind.WORKING_RECORD, good=False)
            with desk.look() as work:
                today = work.context.pack.calendar.day_of(work.now)
                following = work.context.pack.calendar.add_workdays(today, 1)
            if following >= begin_of(desk, "HY-2021-GS-01", "conclude") and step == "on_site":
                break
            walk_to(desk, following)
    with desk.look() as work:
        areas = {unit.area for unit in work.session.exec(select(MonitoredUnit)) if unit.points is not None}
        assert set(MERGED) <= areas
        assert work.letters("monitoring_conclusion", agency=f"UBND-{NEW}")
        assert not work.letters("monitoring_conclusion", agency="UBND-323")
        assert {d.agency for d in work.duties(DutyKind.MONITORING_REMEDY)} >= {f"UBND-{NEW}"}


def test_inspection_ends_under_the_old_names_that_say_where_they_lie_now(inspecting: Desk, merge) -> None:  # type: ignore[no-untyped-def]
    merge(inspecting, date(2021, 2, 26))
    walk_to(inspecting, date(2021, 3, 31))
    with inspecting.look() as work:
        subjects = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
    assert subjects
    for subject in subjects:
        inspecting.hand_in(subject, Findings(missed=NotConductedReason.CLOSED))
    inspecting.advance()
    with inspecting.work() as work:
        campaign = work.campaign(CODE)
        context = work.context.on(campaign)
        figures = report_figures(work.session, campaign, Edition.COORDINATOR, now=work.now, context=context)
        rows = {row.area.code: row for row in figures.visits.areas}
        assert {row.now_in.code for row in rows.values() if row.now_in} == {NEW}
        assert sum(row.visits.planned or 0 for row in rows.values()) == figures.visits.progress.planned
        release_report(work.session, campaign, actor=COORDINATOR, now=work.now, context=context)
        assert {letter.agency for letter in work.letters("campaign_report")} >= {f"UBND-{NEW}"}
        assert not work.letters("campaign_report", agency="UBND-323")


def test_revision_of_the_merger_is_another(desk: Desk) -> None:
    assert revision_of(merged_files(date(2021, 3, 31))) not in (desk.office.pack.revision, revision_of(FILES))


def test_new_plan_counts_the_register_where_it_lies_now(desk: Desk, merge) -> None:  # type: ignore[no-untyped-def]
    merge(desk, date(2021, 2, 1))

    desk.start(replace(OPENING, areas=(NEW,)))
    desk.advance()
    with desk.look() as work:
        visits = work.visits()
        assert visits and {visit.area for visit in visits} == {NEW}
        assert work.duty(DutyKind.APPROVE_PLAN, state=DutyState.OPEN)
