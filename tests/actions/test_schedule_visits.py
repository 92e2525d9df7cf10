"""Step `schedule`: from an opening to a plan before the chairman, or a refusal that leaves nothing behind."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import delete

from actions.context import Actor
from actions.start_campaign import Opening, start_campaign
from models import Contact, Establishment
from models.queries.unheard import holding_up
from models.queries.visits import campaign_seats
from rules.refusals import (
    AnswerRefused,
    QuotaTooLarge,
    Refusal,
    RightMissing,
    UnknownCode,
    WindowRefused,
)
from rules.risk import score_risk
from rules.words import CampaignState, DutyKind, NotHeard, Role, VisitState
from tests.actions.desk import OPENING, Desk
from tests.actions.dump import dump
from tests.actions.work import CODE


def plan_of(desk: Desk) -> list[tuple[object, ...]]:
    """Who goes where on which day."""
    with desk.look() as work:
        parties = {party.id: party for party in work.parties()}
        return [
            (visit.establishment, visit.ranked, parties[visit.party_id].on, parties[visit.party_id].session)
            for visit in work.visits()
        ]


def test_every_visit_keeps_the_explained_score_it_was_chosen_by(scheduled: Desk) -> None:
    with scheduled.look() as work:
        weights = work.context.pack.risk_on(date(2021, 2, 1))
        places = {place.code: place for place in work.context.pack.establishments}
        for visit in work.visits():
            score = score_risk(places[visit.establishment], weights, date(2021, 2, 1))
            assert visit.risk == {point.reason: point.points for point in score.points} != {}
            assert visit.state is VisitState.PLANNED


def test_visits_are_shared_over_the_areas_asked_for_and_no_other(scheduled: Desk) -> None:
    with scheduled.look() as work:
        stock = Counter(p.area for p in work.context.pack.establishments if p.area in ("323", "325"))
        counts = Counter(visit.area for visit in work.visits())
    assert counts.keys() == {"323", "325"}
    assert counts.total() == 12
    for area, count in counts.items():
        assert abs(count - 12 * stock[area] / stock.total()) < 1


def test_fixed_quota_of_an_area_is_kept_and_the_rest_is_shared(desk: Desk) -> None:
    desk.start(replace(OPENING, visits=10, areas=("323",), quotas=(("325", 3),)))
    desk.advance()
    with desk.look() as work:
        assert Counter(visit.area for visit in work.visits()) == {"325": 3, "323": 7}


def test_seed_is_recorded_and_the_same_seed_makes_the_same_plan(scheduled: Desk, desk: Desk) -> None:
    desk.schedule()
    assert plan_of(desk) == plan_of(scheduled)
    with desk.look() as work:
        assert work.campaign().seed == OPENING.seed


def test_another_seed_draws_another_slice(scheduled: Desk, desk: Desk) -> None:
    desk.start(replace(OPENING, seed=8))
    desk.advance()
    mine, other = plan_of(desk), plan_of(scheduled)
    assert {row[0] for row in mine if row[1]} == {row[0] for row in other if row[1]}
    assert {row[0] for row in mine if not row[1]} != {row[0] for row in other if not row[1]}


def test_plan_lies_before_the_chairman_with_one_letter_and_one_duty(scheduled: Desk) -> None:
    with scheduled.look() as work:
        assert work.campaign().state is CampaignState.SCHEDULED
        duty = work.duty(DutyKind.APPROVE_PLAN)
        assert (duty.role, duty.agency, duty.subject) == (Role.CHAIRMAN, "UBND-33", CODE)
        (letter,) = work.letters("plan_submitted")
        assert letter.address == "chutich@ubnd.hungyen.example"
        assert [entry.verb for entry in work.journal(noun="campaign")] == ["start", "submit"]


def test_no_agency_hears_of_a_plan_that_nobody_has_approved(scheduled: Desk) -> None:
    with scheduled.look() as work:
        assert [
            letter for name in ("invitation", "plan_approved", "area_notice") for letter in work.letters(name)
        ] == []


def test_first_visit_leaves_time_to_approve_to_confirm_and_to_tell_the_areas(desk: Desk) -> None:
    desk.start(replace(OPENING, opens_on=date(2021, 2, 1)))
    desk.advance()
    with desk.look() as work:
        # Fifteen working days after 1 February, over the seven days of Tết.
        assert min(party.on for party in work.parties()) >= date(2021, 3, 1)


@pytest.mark.parametrize(
    ("changed", "refusal", "says"),
    [
        ({"opens_on": date(2021, 4, 1)}, WindowRefused, "01/04/2021 to 31/03/2021 ends before it begins"),
        (
            {"opens_on": date(2021, 1, 4), "closes_on": date(2021, 1, 29)},
            WindowRefused,
            "is over; today is 01/02/2021",
        ),
        ({"areas": ("999",)}, UnknownCode, "no area '999'"),
        ({"quotas": (("nowhere", 1),)}, UnknownCode, "no area 'nowhere'"),
        ({"visits": 0}, AnswerRefused, "visits: must be at least 1, not 0"),
        ({"quotas": (("323", 13),)}, AnswerRefused, "quotas: must not be negative, nor together more"),
        ({"quotas": (("323", -1),)}, AnswerRefused, "quotas: must not be negative"),
    ],
)
def test_opening_that_makes_no_sense_is_refused_and_nothing_saved(
    desk: Desk, changed: dict[str, Any], refusal: type[Refusal], says: str
) -> None:
    before = dump(desk.office.engine)
    with pytest.raises(refusal, match=says):
        desk.start(replace(OPENING, **changed))
    assert dump(desk.office.engine) == before


def test_only_the_coordinator_starts_a_campaign(desk: Desk) -> None:
    with pytest.raises(RightMissing, match="liaison may not start"), desk.work() as work:
        start_campaign(work.session, OPENING, actor=Actor(Role.LIAISON, "CAT"), **work.given)


@pytest.mark.parametrize(
    ("opening", "refusal", "says"),
    [
        (replace(OPENING, visits=5000), QuotaTooLarge, "asks for 5000"),
        (replace(OPENING, visits=900, quotas=(("323", 800),)), QuotaTooLarge, "Area 323 .* asks for 800"),
        (
            replace(OPENING, closes_on=date(2021, 2, 10), opens_on=date(2021, 2, 1)),
            WindowRefused,
            "leaves no day after",
        ),
    ],
)
def test_plan_that_cannot_be_made_is_refused_and_the_draft_stays_as_it_was(
    desk: Desk, opening: Opening, refusal: type[Refusal], says: str
) -> None:
    desk.start(opening)
    before = dump(desk.office.engine)
    with pytest.raises(refusal, match=says):
        desk.advance()
    assert dump(desk.office.engine) == before


def test_plan_without_a_chairman_to_ask_waits_for_his_contact(desk: Desk) -> None:
    with desk.work() as work:
        work.session.exec(delete(Contact).where(Contact.role == Role.CHAIRMAN))  # type: ignore[arg-type]
    code = desk.start()
    desk.advance()
    with desk.look() as work:
        assert work.campaign(code).state is CampaignState.SCHEDULED
        assert work.duties(DutyKind.APPROVE_PLAN) == [] and work.letters("plan_submitted") == []
        (row,) = holding_up(work.session, work.campaign(code).id or 0)
        assert (row.step, row.role, row.why) == ("approve", Role.CHAIRMAN, NotHeard.MISSING)


def test_establishment_that_the_province_took_off_its_list_is_not_chosen(scheduled: Desk, desk: Desk) -> None:
    gone = str(plan_of(scheduled)[0][0])
    with desk.work() as work:
        work.session.get_one(Establishment, gone).valid_to = date(2021, 1, 31)
    desk.schedule()
    assert gone not in {row[0] for row in plan_of(desk)}


def test_two_campaigns_of_the_same_days_share_what_agencies_can_give(desk: Desk) -> None:
    short = replace(OPENING, visits=12, areas=("323",), closes_on=date(2021, 3, 7))
    codes = [desk.start(short), desk.start(short)]
    desk.advance()
    with desk.look() as work:
        seats = [pair for code in codes for pair in campaign_seats(work.session, work.campaign(code).id or 0)]
        assert {party.campaign_id for _, party in seats} == {work.campaign(code).id for code in codes}
        taken = Counter((seat.agency, seat.slot) for seat, _ in seats)
        limits = {agency.code: agency.members_per_slot for agency in work.context.pack.agencies}
        assert all(count <= limits[agency] for (agency, _), count in taken.items())
        slots = Counter(slot for slot, _ in {(seat.slot, party.code) for seat, party in seats})
        assert max(slots.values()) == work.context.pack.team_on(date(2021, 2, 1)).parties_per_slot
