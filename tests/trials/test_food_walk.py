"""The same engine on another field: a campaign of food inspections, with its own week, quorum, ladder and no police."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from email import message_from_bytes

import pytest
from sqlmodel import col, select

from actions.context import Actor
from actions.start_campaign import Opening, start_campaign
from config.packs import pack_files
from config.settings import PROJECT
from models import Campaign, Duty, Establishment, JournalEntry, Message, Party, Referral, Visit
from rules.words import CampaignKind, CampaignState, DutyState, Mode, Role
from tests.trials.walking import Walk, open_walk, walk_until
from trials.coordinator import first_day_of
from trials.partners import Partners
from trials.paths import STEPS, count_paths, not_in_pack
from trials.script import script_with_every_path

pytestmark = pytest.mark.slow

VISITS, MOST = 22, 20
FRIDAY, SATURDAY = 4, 5


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """From the opening to the last due moment, but for the check, which the walk of the other pack makes."""
    office = open_walk(tmp_path_factory.mktemp("food"), pack_files(PROJECT / "config" / "packs" / "qasira-food-2026"))
    pack = office.pack
    first = first_day_of(pack)
    # Nobody presses a button for who calls: everybody answers in writing.
    script = replace(script_with_every_path(pack, 3, first, MOST), by_telephone="")
    walk = Walk(office, Partners(script))
    office.set_practice_moment(pack.calendar.at(first, time(8)))
    opening = Opening(CampaignKind.INSPECTION, Mode.PLANNED, first, date(2026, 8, 31), visits=VISITS, seed=1)
    with office.transaction() as (session, now):
        context = office.context(session)
        start_campaign(session, opening, actor=Actor(Role.COORDINATOR, "FSI"), now=now, context=context)
    walk_until(walk, date(2026, 12, 31))
    yield walk
    office.engine.dispose()


def test_campaign_closes_with_every_step_but_that_of_the_police(walked: Walk) -> None:
    assert walked.refusals == []
    with walked.reading() as session:
        campaign = session.exec(select(Campaign)).one()
        assert campaign.state is CampaignState.CLOSED
        steps = session.exec(select(JournalEntry.after).where(JournalEntry.noun == "step")).all()
        assert set(steps) == STEPS - {"escalate"}
        assert session.exec(select(Referral)).all() == []
        assert session.exec(select(Duty).where(Duty.state == DutyState.OPEN)).all() == []


def test_paths_that_the_pack_has_were_taken(walked: Walk) -> None:
    pack = walked.office.pack
    with walked.reading() as session:
        campaign = session.exec(select(Campaign)).one()
        paths = count_paths(session, campaign, None, not_in_pack(pack, walked.partners.script))
    # Those of the coordinator's buttons and of the check are the demo's.
    beside = {"suspended", "cancelled", "unannounced"}
    assert {path for path, count in paths.items() if not count} == beside
    assert "late_acknowledgement" not in paths


def test_parties_by_day_keep_its_week_and_those_of_the_weekend_go_then(walked: Walk) -> None:
    calendar = walked.office.pack.calendar
    visited = select(Party.on).join(Visit, col(Visit.party_id) == col(Party.id))
    query = visited.join(Establishment, col(Establishment.code) == col(Visit.establishment)).where(
        col(Establishment.weekend_only), col(Party.active)
    )
    with walked.reading() as session:
        days = session.exec(select(Party.on).where(col(Party.active), Party.session == "day")).all()
        weekends = session.exec(query).all()
    assert days and all(calendar.is_workday(day) for day in days)
    assert all(day.weekday() in (FRIDAY, SATURDAY) for day in weekends)


def test_letters_are_english_and_tell_the_hours_of_its_zone(walked: Walk) -> None:
    with walked.reading() as session:
        letters = session.exec(select(Message)).all()
        assert len(letters) > 50 and {letter.locale for letter in letters} == {"en"}
        calendars = [
            part.get_payload(decode=True).decode()
            for letter in letters
            if letter.letter == "invitation"
            for part in message_from_bytes(letter.mime).walk()
            if part.get_content_type() == "text/calendar"
        ]
    assert calendars and all("TZID=Asia/Muscat" in text and "Ho_Chi_Minh" not in text for text in calendars)
