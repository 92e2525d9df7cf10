"""What the province wants reached: set by the pack, also after the year was opened, and told wherever the year is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from actions.target_progress import progress_of_year
from actions.work_figures import work_figures
from actions.year_calendar import year_calendar
from cli.year import print_year
from notifications.work_tables import work_tables
from rules.pack import Pack
from rules.plan import Target
from rules.words import Edition, PeriodFigure, VisitState
from tests.actions.desk import Desk
from tests.actions.forms_desk import answer_all, open_codes, walk_to, year_opening

PEOPLE = Target(
    code="people", label="Số người được tập huấn", number=200, form="attendance", field="attended",
    label_en="People trained",
)  # fmt: skip
VISITS = Target(code="visits", label="Số lượt kiểm tra", number=40, figure=PeriodFigure.VISITS_CONDUCTED)
YEAR, TRAINING = "HY-2021-KH-01", "HY-2021-TH-01"


def with_targets(pack: Pack, **targets: Target) -> Pack:
    """`CT1_TAPHUAN=...` for the activity CT1-TAPHUAN."""
    wanted = {code.replace("_", "-"): target for code, target in targets.items()}
    return replace(
        pack,
        activities=tuple(
            replace(row, targets=(wanted[row.code],)) if row.code in wanted else row for row in pack.activities
        ),
    )


@contextmanager
def in_force(desk: Desk, pack: Pack) -> Iterator[None]:
    before = desk.office.pack
    desk.office.put_in_force(pack)
    try:
        yield
    finally:
        desk.office.put_in_force(before)


def trained(desk: Desk) -> None:
    """The year is open, and its first training was held."""
    desk.at(date(2021, 1, 18))
    desk.start(year_opening(desk))
    desk.advance()
    walk_to(desk, date(2021, 2, 1))
    for day in (date(2021, 4, 20), date(2021, 8, 20), date(2021, 11, 30)):
        walk_to(desk, day)
        while answer_all(desk, campaign=TRAINING):
            desk.advance()
    assert open_codes(desk, campaign=TRAINING) == []


def target_table(desk: Desk, code: str, edition: Edition) -> list[tuple[object, ...]]:
    with desk.look() as work:
        campaign = work.campaign(code)
        context = work.context.on(campaign)
        figures = work_figures(work.session, campaign, edition, now=work.now, context=context)
    return [tuple(row) for table in work_tables(figures, "vi") if table.name == "targets" for row in table.rows]


def test_target_is_told_with_its_progress_in_the_year_and_in_both_reports(desk: Desk, capsys: object) -> None:
    with in_force(desk, with_targets(desk.office.pack, CT1_TAPHUAN=PEOPLE)):
        trained(desk)
        with desk.look() as work:
            year = year_calendar(work.session, **work.given)
        (told,) = year.targets
        assert told.reached > 0 and (told.activity, told.number) == ("CT1-TAPHUAN", 200)
        percent = round(100 * told.reached / 200, 1)
        row = ("CT1-TAPHUAN", PEOPLE.label, 200, told.reached, percent)
        for code in (YEAR, TRAINING):
            assert target_table(desk, code, Edition.COORDINATOR) == [row], code
        print_year(year)
        assert f"{PEOPLE.label}: {told.reached}/200" in capsys.readouterr().out  # type: ignore[attr-defined]


def test_small_progress_is_hidden_from_partners_as_every_other_sum(desk: Desk) -> None:
    few = replace(desk.office.pack, minimum_cell=1_000_000)
    with in_force(desk, with_targets(few, CT1_TAPHUAN=PEOPLE)):
        trained(desk)
        for code in (YEAR, TRAINING):
            assert target_table(desk, code, Edition.PARTNERS) == [("CT1-TAPHUAN", PEOPLE.label, 200, None, "")]


def test_target_of_a_part_is_told_by_the_campaign_that_carries_it_out(desk: Desk) -> None:
    part = next(row for row in desk.office.pack.activities if row.part_of)
    with in_force(desk, with_targets(desk.office.pack, **{part.code.replace("-", "_"): VISITS})):
        with desk.look() as work:
            told = {activity.code for activity, _, _ in progress_of_year(work.session, work.context)}
        assert told == {part.code}


def test_visits_made_count_towards_the_plans_inspection_however_it_was_begun(visiting: Desk) -> None:
    with in_force(visiting, with_targets(visiting.office.pack, CT5_KIEMTRA=VISITS)):
        with visiting.look() as work:
            assert [reached for _, _, reached in progress_of_year(work.session, work.context)] == [0]
        visiting.suspect()
        visiting.report()
        with visiting.look() as work:
            made = len(work.visits(VisitState.RECORDED, VisitState.ASSESSED))
            assert made and [reached for _, _, reached in progress_of_year(work.session, work.context)] == [made]
