"""One unit of work is all or nothing, may be repeated, and lets one of many answers win; on both databases."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import select

from actions.confirm_participation import Confirmation, confirm_participation
from actions.decide_plan import PlanDecision
from actions.office import open_office
from actions.run_step import run_steps
from actions.suspend_campaign import suspend_campaign
from models import Answer, Campaign, Contact, Duty, Establishment, JournalEntry, Referral, SanctionCase, Visit
from rules.refusals import AlreadyHandled, TransitionRefused
from rules.words import CampaignState, DutyKind, DutyState, ItemAnswer, ReturnReason, SuspendReason
from tests.actions.conftest import home_at
from tests.actions.desk import COORDINATOR, FIRST, Desk, arrival
from tests.actions.dump import dump

HAVE_STATES = (Campaign, Visit, Duty, Referral, SanctionCase)
STAGES = ["schedule", "approve", "coordinate", "go_on_first_visits"]


class Broken(Exception):
    """Something fails after the verb."""


def test_verb_whose_unit_of_work_fails_leaves_nothing(coordinating: Desk) -> None:
    before = dump(coordinating.office.engine)
    with pytest.raises(Broken), coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="CAT")
        said = Confirmation(work.cards_needed("CAT"))
        confirm_participation(work.session, duty, said, arrival(), actor=work.owner(duty), **work.given)
        suspend_campaign(work.session, work.campaign(), SuspendReason.DISASTER, actor=COORDINATOR, **work.given)
        work.session.flush()
        assert work.letters("campaign_suspended")
        raise Broken
    assert dump(coordinating.office.engine) == before


def test_every_state_was_reached_by_the_moves_that_stand_in_the_journal(visiting: Desk) -> None:
    """What changed and what the journal says of it are written together, so the two always agree."""
    visiting.find(FIRST, {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": ItemAnswer.VIOLATION, "K10": ItemAnswer.SHORTCOMING})
    visiting.at(date(2021, 3, 10))
    visiting.advance()
    with visiting.look() as work:
        last = {
            entry.subject: entry.after
            for entry in work.session.exec(select(JournalEntry).order_by("id"))  # type: ignore[arg-type]
            if entry.noun != "step" and entry.verb not in ("chase", "replan")
        }
        seen = Counter()
        for table in HAVE_STATES:
            for row in work.session.exec(select(table)):
                if isinstance(row, Visit) and row.code not in last:
                    assert row.state.value == "planned"
                    continue
                assert last[row.code] == row.state.value, row.code
                seen[table.__name__] += 1
        assert seen.keys() == {table.__name__ for table in HAVE_STATES}


def test_journal_goes_from_state_to_state_without_a_gap(visiting: Desk) -> None:
    visiting.find(FIRST, {})
    with visiting.look() as work:
        entries = work.session.exec(select(JournalEntry).order_by("id")).all()  # type: ignore[arg-type]
        at: dict[tuple[str, str], str | None] = {}
        for entry in entries:
            if entry.noun in ("campaign", "visit", "duty") and entry.before is not None:
                assert at.get((entry.noun, entry.subject), entry.before) == entry.before
            if entry.verb != "chase":
                at[entry.noun, entry.subject] = entry.after
        assert [(e.verb, e.after) for e in entries if e.noun == "campaign"] == [
            ("start", "draft"),
            ("submit", "scheduled"),
            ("approve", "approved"),
            ("coordinate", "coordinating"),
            ("inspect", "inspecting"),
            ("notify", "inspecting"),
        ]


@pytest.mark.parametrize("stage", STAGES)
def test_same_moment_again_changes_nothing(desk_at: Callable[[str], Desk], stage: str) -> None:
    desk = desk_at(stage)
    desk.advance()
    first = dump(desk.office.engine)
    for _ in range(4):
        desk.advance()
    assert dump(desk.office.engine) == first


@pytest.mark.parametrize("stage", STAGES)
def test_steps_run_again_at_the_same_moment_change_nothing(desk_at: Callable[[str], Desk], stage: str) -> None:
    """Also when nothing is due: every step does only what is due."""
    desk = desk_at(stage)
    dumps = []
    for _ in range(5):
        with desk.office.transaction() as (session, now):
            (campaign,) = session.exec(select(Campaign))
            run_steps(session, campaign, now=now, context=desk.office.context(session, campaign))
        dumps.append(dump(desk.office.engine))
    assert all(later == dumps[0] for later in dumps[1:])


@pytest.mark.parametrize("stage", STAGES)
def test_later_moments_of_the_same_day_send_no_letter_twice(desk_at: Callable[[str], Desk], stage: str) -> None:
    desk = desk_at(stage)
    for day in (date(2021, 3, 2), date(2021, 3, 5), date(2021, 3, 8)):
        desk.at(day)
        desk.advance()
        first = dump(desk.office.engine)["message"]
        desk.at(day, time(9))
        desk.advance()
        assert dump(desk.office.engine)["message"] == first


def test_plan_is_approved_and_every_agency_confirms_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.come_to("coordinate")
    with desk_on_both.look() as work:
        assert work.campaign().state is CampaignState.INSPECTING
        assert [seat for seat, _ in work.seats() if not seat.card] == []
        assert len(work.letters("area_notice")) == 2
    desk_on_both.at(desk_on_both.first_party()[0])
    desk_on_both.advance()
    with desk_on_both.look() as work:
        visits = [duty.subject for duty in work.duties(DutyKind.FINDINGS)]
    desk_on_both.find(visits[0], {"K27": ItemAnswer.SIGNS_OF_CRIME, "K12": ItemAnswer.VIOLATION})
    before = dump(desk_on_both.office.engine)
    desk_on_both.advance()
    desk_on_both.advance()
    after = dump(desk_on_both.office.engine)
    assert {name for name in after if after[name] != before[name]} <= {"message", "duty", "campaign", "link"}
    with desk_on_both.look() as work:
        assert work.duty(DutyKind.REFERRAL_APPROVAL)


def test_one_of_eight_answers_at_once_wins_on_both_databases(desk_on_both: Desk) -> None:
    desk_on_both.come_to("approve")
    with desk_on_both.look() as work:
        cards = work.cards_needed("SCT")
    together = Barrier(8)

    def answer(number: int) -> str:
        together.wait()
        try:
            with desk_on_both.work() as work:
                duty = work.duty(DutyKind.CONFIRM, agency="SCT", state=None)
                said = Confirmation(tuple(f"{card}-{number}" for card in cards))
                return confirm_participation(
                    work.session, duty, said, arrival(), actor=work.owner(duty), **work.given
                ).receipt
        except (TransitionRefused, AlreadyHandled, StaleDataError, IntegrityError, OperationalError):
            return ""

    with ThreadPoolExecutor(8) as pool:
        receipts = [receipt for receipt in pool.map(answer, range(8)) if receipt]
    with desk_on_both.look() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT", state=DutyState.FULFILLED)
        answers = work.session.exec(select(Answer).where(Answer.duty_id == duty.id)).all()
        assert receipts == [row.receipt for row in answers] == [f"{duty.code}-A1"]
        assert [row.content["cards"] for row in answers] == [duty.answered["cards"]]
        own = {seat.card for seat, _ in work.seats() if seat.agency == "SCT"}
        assert own <= set(duty.answered["cards"])
        assert len(work.journal(subject=duty.code, verb="fulfil")) == 1


def test_chairman_who_approves_and_returns_at_once_has_decided_once(desk_on_both: Desk) -> None:
    desk_on_both.schedule()
    together = Barrier(2)

    def decide(decision: PlanDecision) -> bool:
        together.wait()
        try:
            desk_on_both.decide(decision)
        except (TransitionRefused, ValueError, StaleDataError, IntegrityError, OperationalError):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(decide, [PlanDecision(), PlanDecision(ReturnReason.WINDOW)]))
    assert sorted(done) == [False, True]
    with desk_on_both.look() as work:
        verbs = [entry.verb for entry in work.journal(noun="campaign")]
        assert len([verb for verb in verbs if verb in ("approve", "return")]) == 1


def test_real_home_accepts_no_simulated_moment(desk: Desk) -> None:
    address = desk.office.engine.url.render_as_string(hide_password=False)
    real = open_office(replace(home_at(address), practice=False))
    try:
        with pytest.raises(ValueError, match="only a practice home"):
            real.set_practice_moment(datetime(2021, 3, 1, tzinfo=UTC))
        desk.at(date(2021, 3, 1))
        with real.reading() as (_, now):
            assert now == datetime(2021, 2, 1, 1, tzinfo=UTC), "a real home goes by its clock alone"
    finally:
        real.engine.dispose()


def test_pack_applied_again_overwrites_nothing_that_the_province_changed(desk: Desk) -> None:
    with desk.work() as work:
        place = work.session.get_one(Establishment, "HY-323-011")
        place.name = "Tên mới"
        contact = work.session.exec(select(Contact).where(Contact.address == "daumoi@cat.hungyen.example")).one()
        contact.address = "moi@cat.hungyen.example"
    before: Any = dump(desk.office.engine, without=frozenset())
    open_office(home_at(desk.office.engine.url.render_as_string(hide_password=False))).engine.dispose()
    assert dump(desk.office.engine, without=frozenset()) == before


def test_campaign_keeps_the_pack_revision_that_it_began_with(scheduled: Desk) -> None:
    newer = replace(scheduled.office.pack, revision="0123456789abcdef", title="Bản mới")
    office = replace(scheduled.office, pack=newer)
    with office.reading() as (session, _):
        (campaign,) = session.exec(select(Campaign))
        assert office.context(session, campaign).pack.revision == campaign.pack_revision != newer.revision
        assert office.context(session).pack.revision == newer.revision
