"""A whole campaign in plain calls: scripted partners, every path, and nothing personal left behind."""

import re
from collections.abc import Iterator
from datetime import date, time

import pytest
from sqlmodel import Session, col, select

from actions.context import Actor
from actions.raise_check import Ground, raise_check
from actions.start_campaign import Opening, start_campaign
from campaigns import KINDS
from models import Campaign, Duty, JournalEntry, Message, Party, Referral, SanctionCase, Seat, Visit
from models.queries.contacts import office_as
from rules.words import (
    CampaignKind,
    CampaignState,
    DutyState,
    Mode,
    OrderGround,
    ReferralState,
    Role,
    VisitState,
)
from tests.actions.dump import dump
from tests.trials.walking import COORDINATOR, Walk, open_walk, walk_until
from trials.check_plan import CheckPlan
from trials.partners import Partners
from trials.paths import count_paths, count_protection_forks
from trials.script import Script

pytestmark = pytest.mark.slow

FIRST_DAY = date(2021, 2, 1)
SCRIPT = Script(
    seed=7,
    silent="CQLTT",
    declines="SCT",
    late="SYT",
    absent="SVHTTDL",
    on_paper="CAT",
    protected=(4,),
    check=CheckPlan(agency="SVHTTDL", raise_on=FIRST_DAY, muster_on=date(2021, 2, 3)),
    most_visits=16,
    remedy_workdays=3,
    result_days=10,
    hotspots=(2, 5, 8),
    closed_every=6,
    postponed=(3,),
    not_remedied_every=2,
)
THREE_AREAS = ("323", "325", "327")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """From an opening on 1 February to the last due moment."""
    office = open_walk(tmp_path_factory.mktemp("walk"))
    walk = Walk(office, Partners(SCRIPT))
    office.set_practice_moment(office.pack.calendar.at(FIRST_DAY, time(8)))
    window = (FIRST_DAY, date(2021, 6, 30))
    opening = Opening(CampaignKind.INSPECTION, Mode.PLANNED, *window, visits=20, seed=1, areas=THREE_AREAS)
    with office.transaction() as (session, now):
        context = office.context(session)
        start_campaign(session, opening, actor=COORDINATOR, now=now, context=context)
        leader = office_as(session, Role.TEAM_LEADER, FIRST_DAY)
        assert leader is not None
        ground = Ground(OrderGround.COMPLAINT, "15/ĐT", FIRST_DAY)
        raise_check(session, ground, actor=Actor(leader.role, leader.agency, leader.id), now=now, context=context)
    walk_until(walk, date(2021, 12, 1))
    yield walk
    office.engine.dispose()


def only_campaign(session: Session) -> Campaign:
    """The planned one."""
    return session.exec(select(Campaign).where(Campaign.mode == Mode.PLANNED)).one()


def test_campaign_ends_closed_and_nobody_was_refused(walked: Walk) -> None:
    assert walked.refusals == []
    with walked.reading() as session:
        campaign = only_campaign(session)
        assert campaign.state is CampaignState.CLOSED
        assert campaign.round == 2
        entered = select(JournalEntry.after).where(JournalEntry.noun == "step", JournalEntry.campaign_id == campaign.id)
        steps = session.exec(entered).all()
        assert sorted(map(str, steps)) == sorted(
            spec.step.value for spec in KINDS[CampaignKind.INSPECTION].steps[Mode.PLANNED]
        )


def test_every_path_of_the_script_was_taken(walked: Walk) -> None:
    with walked.reading() as session:
        paths = count_paths(session, only_campaign(session), None)
        forks = count_protection_forks(session, only_campaign(session))
    taken = {name for name, count in paths.items() if count}
    assert taken >= {"silent_agency", "declined", "postponed", "closed_establishment", "late_findings", "plan_returned"}
    assert taken >= {"late_acknowledgement", "second_officer_refused", "unannounced", "recorded_from_paper", "voided"}
    assert paths["unannounced"] == paths["voided"] == 1 and forks == 1


def test_every_visit_ended_and_every_finding_led_somewhere(walked: Walk) -> None:
    with walked.reading() as session:
        visits = session.exec(select(Visit).where(Visit.campaign_id == only_campaign(session).id)).all()
        assert len(visits) == 16
        assert {visit.state for visit in visits} <= {VisitState.ASSESSED, VisitState.NOT_CONDUCTED}
        assert all(visit.outcome for visit in visits if visit.state is VisitState.ASSESSED)
        assert all(visit.missed for visit in visits if visit.state is VisitState.NOT_CONDUCTED)


def test_nothing_is_left_open_and_nothing_was_fined_and_prosecuted(walked: Walk) -> None:
    with walked.reading() as session:
        open_duties = session.exec(select(Duty).where(Duty.state == DutyState.OPEN)).all()
        assert [(duty.kind, duty.subject) for duty in open_duties] == []
        referrals = session.exec(select(Referral)).all()
        assert {row.state for row in referrals} == {ReferralState.RESOLVED, ReferralState.REFUSED}
        prosecuted = {row.visit_id for row in referrals if row.state is ReferralState.RESOLVED}
        for case in session.exec(select(SanctionCase).where(col(SanctionCase.visit_id).in_(prosecuted))):
            assert case.state.value == "dropped"


def test_referral_of_the_check_took_no_path_away_from_those_of_the_campaign(walked: Walk) -> None:
    with walked.reading() as session:
        of_campaigns = select(Referral.code, Campaign.mode).select_from(Referral)
        query = of_campaigns.join(Visit, col(Visit.id) == Referral.visit_id).join(
            Campaign, col(Campaign.id) == Visit.campaign_id
        )
        referrals = dict(session.exec(query).all())
    assert set(referrals.values()) == {Mode.PLANNED, Mode.UNANNOUNCED}, "the script's check finds a hotspot too"
    assert set(walked.partners.rulings) == {code for code, mode in referrals.items() if mode == Mode.PLANNED}


def test_no_member_was_ever_in_two_places_and_no_agency_that_left_has_a_seat(walked: Walk) -> None:
    with walked.reading() as session:
        seats = session.exec(select(Seat).join(Party).where(col(Party.active))).all()
        cards = [(seat.card, seat.slot) for seat in seats if seat.card]
        assert len(set(cards)) == len(cards)
        assert not {seat.agency for seat in seats} & {SCRIPT.silent, SCRIPT.declines}


def test_each_letter_was_written_once(walked: Walk) -> None:
    with walked.reading() as session:
        letters = session.exec(select(Message)).all()
        assert len(letters) > 100
        assert len({letter.sha256 for letter in letters}) == len(letters)


NAME = re.compile(
    r"\b(Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý)( [A-ZĐÀ-Ỹ][\wà-ỹ]*){1,3}"
)
"""A family name and one to three given names, as a person's name is written."""
OF_THE_PACK = frozenset({"packrevision", "establishment", "message"})


def test_no_column_holds_anything_that_looks_like_a_persons_name(walked: Walk) -> None:
    rows = dump(walked.office.engine, without=OF_THE_PACK)
    assert NAME.search("do Nguyễn Văn A ký")
    assert sum(len(found) for found in rows.values()) > 500
    for table, found in rows.items():
        for row in found:
            for column, value in row.items():
                assert not NAME.search(str(value)), (table, column, value)
