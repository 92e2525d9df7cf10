"""An agency ends in the middle of a campaign: its duties pass to its successor, its people are told, figures add up."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from actions.change_pack import change_of_pack
from actions.pass_duties import pass_duties
from actions.work_figures import work_figures
from rules.words import DutyKind, DutyState, Edition, WaiveReason
from tests.actions.desk import Desk
from tests.actions.forms_desk import hand_in, open_codes, opening_of
from tests.actions.work import Work

LAST_DAY = date(2021, 2, 28)
AFTER = date(2021, 3, 1)


def merged(work: Work) -> Work:
    """The pack in which the radio has been merged into the newspaper since the first of March."""
    agencies = tuple(
        replace(row, valid_to=LAST_DAY, successor="BAOHY") if row.code == "DPTTH" else row
        for row in work.context.pack.agencies
    )
    pack = replace(work.context.pack, agencies=agencies, revision="merged")
    return replace(work, context=replace(work.context, pack=pack))


@pytest.fixture
def press(desk: Desk) -> Desk:
    """Newspaper and radio have been asked for their plans; the radio has not answered."""
    desk.start(opening_of(desk, "CT3-BAOCHI"))
    desk.advance()
    desk.at(AFTER)
    return desk


def test_only_what_the_successor_does_not_owe_itself_passes(press: Desk) -> None:
    with press.work() as work:
        assert pass_duties(work.session, **merged(work).given) == 0
        waived = [duty for duty in work.duties(DutyKind.PRESS_PLAN, state=DutyState.WAIVED)]
        assert [(duty.agency, duty.waived) for duty in waived] == [("DPTTH", WaiveReason.SUPERSEDED)]


def test_duty_passes_with_its_day_and_its_people_are_told(desk: Desk) -> None:
    desk.start(opening_of(desk, "CT1-TAPHUAN"))
    desk.advance()
    for code in open_codes(desk):
        hand_in(desk, code)
    with desk.look() as work:
        day = date.fromisoformat(work.campaign("HY-2021-TH-01").milestones["nominate"])
    desk.at(day, time(9))
    desk.advance()
    with desk.work() as work:
        agencies = tuple(
            replace(row, valid_to=day, successor="UBND-325") if row.code == "UBND-323" else row
            for row in work.context.pack.agencies
        )
        pack = replace(work.context.pack, agencies=agencies)
        for duty in work.duties(DutyKind.NOMINATION, agency="UBND-325"):
            work.session.delete(duty)  # so that there is something to take over
        work.session.flush()
        due_at = work.duty(DutyKind.NOMINATION, agency="UBND-323").due_at
    desk.at(pack.calendar.add_workdays(day, 1), time(9))
    with desk.work() as work:
        given: dict[str, Any] = {"now": work.now, "context": replace(work.context, pack=pack)}
        assert pass_duties(work.session, **given) == 1
        assert pass_duties(work.session, **given) == 0
    with desk.look() as work:
        duty = work.duty(DutyKind.NOMINATION, passed_from="UBND-323")
        assert (duty.agency, duty.due_at) == ("UBND-325", due_at)
        (letter,) = work.letters("duties_passed")
        assert letter.agency == "UBND-325"
        assert [(e.before, e.after) for e in work.journal(verb="pass")] == [("UBND-323", "UBND-325")]
        figures = work_figures(work.session, work.campaign("HY-2021-TH-01"), Edition.COORDINATOR, **work.given)
        rows = {row.agency.code: row.opened for row in figures.agencies}
        assert sum(rows.values()) == sum(row.asked for row in figures.asked)


def test_pack_without_an_agency_that_owes_something_may_not_be_applied(press: Desk) -> None:
    with press.look() as work:
        pack = work.context.pack
        gone = replace(pack, agencies=tuple(row for row in pack.agencies if row.code != "DPTTH"), revision="gone")
        change = change_of_pack(work.session, pack, gone, now=work.now)
        assert change.orphans == (("DPTTH", 1),)
        assert change_of_pack(work.session, pack, merged(work).context.pack, now=work.now).orphans == ()
        assert [code for code, _ in change.campaigns] == ["HY-2021-BC-01"]


def test_open_campaign_keeps_its_revision_unless_the_new_one_says_from_when(press: Desk) -> None:
    office = press.office
    with press.work() as work:
        campaign = work.campaign("HY-2021-BC-01")
        old = office.pack
        try:
            office.pack = replace(old, revision="newer")
            office._packs[old.revision] = old
            assert office.context(work.session, campaign).pack.revision == old.revision
            office.pack = replace(old, revision="newer", as_of=AFTER)
            assert office.context(work.session, campaign).pack.revision == "newer"
            office.pack = replace(old, revision="newer", as_of=date(2021, 3, 2))
            assert office.context(work.session, campaign).pack.revision == old.revision
        finally:
            office.pack = old
