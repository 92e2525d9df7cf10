"""The figures of a campaign in both editions, on both databases."""

import dataclasses
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from actions.context import Context
from actions.report_figures import report_figures
from models import Campaign
from rules.figures import Progress, ReportFigures
from rules.words import Edition, Outcome, ReferralState, SanctionState
from tests.actions.finished_campaign import CANARY, NOW, finish_campaign, province_context


@pytest.fixture(scope="module")
def context() -> Context:
    return province_context()


@pytest.fixture
def session(database: sa.Engine) -> Iterator[Session]:
    with Session(database) as session:
        yield session


def figures(session: Session, campaign: Campaign, edition: Edition, context: Context) -> ReportFigures:
    return report_figures(session, campaign, edition, now=NOW, context=context)


def test_coordinator_sees_every_count(session: Session, context: Context) -> None:
    told = figures(session, finish_campaign(session, context), Edition.COORDINATOR, context)
    visits = told.visits
    assert visits.progress == Progress(planned=150, conducted=142, not_conducted=8, remaining=0)
    assert (visits.establishments_planned, visits.establishments_visited) == (150, 142)
    assert sum(visits.missed.values()) == 8  # type: ignore[arg-type]
    assert sum(visits.outcomes.values()) == 142  # type: ignore[arg-type]
    assert visits.outcomes[Outcome.UNDER_ASSESSMENT] == 2
    for name in ("planned", "conducted", "not_conducted"):
        assert sum(getattr(row.visits, name) for row in visits.areas) == getattr(visits.progress, name)
        assert sum(getattr(row.visits, name) for row in visits.types) == getattr(visits.progress, name)
    assert [row.visits for row in visits.slices] == [114, 28]
    assert sum(row.violations for row in visits.slices) == visits.outcomes[Outcome.VIOLATION]  # type: ignore[misc]
    assert told.referrals is not None and told.referrals[ReferralState.ACKNOWLEDGED] == 1
    assert told.sanctions.states[SanctionState.FROZEN] == 1
    assert len(told.visit_rows) == 150
    assert [row.code for row in told.visit_rows] == sorted(row.code for row in told.visit_rows)


def test_late_and_silent_agencies_are_counted_in_working_days(session: Session, context: Context) -> None:
    told = figures(session, finish_campaign(session, context), Edition.COORDINATOR, context)
    by_code = {row.agency.code: row for row in told.agencies}
    assert (by_code["SCT"].opened, by_code["SCT"].waived, by_code["SCT"].silent, by_code["SCT"].late) == (1, 1, 1, 0)
    assert by_code["SYT"].late > 0 and by_code["SYT"].workdays_late == 3, "four days over a Saturday"
    assert by_code["SLDTBXH"].late == by_code["SLDTBXH"].silent == 0
    assert "CQCSDT" not in by_code, "what the police owe about a referral is in no list"


def test_recommendations_say_what_became_of_them(session: Session, context: Context) -> None:
    remedies = figures(session, finish_campaign(session, context), Edition.COORDINATOR, context).recommendations
    assert remedies.total == sum(remedies.states.values())  # type: ignore[arg-type]
    assert remedies.overdue and remedies.overdue > 0


def test_partners_get_no_small_count_and_no_referral(session: Session, context: Context) -> None:
    told = figures(session, finish_campaign(session, context), Edition.PARTNERS, context)
    assert told.referrals is None and told.visit_rows == ()
    assert SanctionState.FROZEN not in told.sanctions.states
    counts = [count for count in _counts(told.visits) if count is not None]
    assert counts and all(count == 0 or count >= context.pack.minimum_cell for count in counts)
    assert told.visits.progress.planned == 150, "what is large is told"
    assert all(row.outcomes[Outcome.UNDER_ASSESSMENT] is None for row in told.visits.areas)


def test_sanction_cases_told_to_partners_do_not_tell_of_suspicion(session: Session, context: Context) -> None:
    """Cases less violations would be the suspected hotspots."""
    campaign = finish_campaign(session, context)
    coordinator = figures(session, campaign, Edition.COORDINATOR, context)
    partners = figures(session, campaign, Edition.PARTNERS, context)
    assert coordinator.sanctions.total == coordinator.visits.outcomes[Outcome.VIOLATION] + 1  # type: ignore[operator]
    assert partners.sanctions.total == partners.visits.outcomes[Outcome.VIOLATION]


@pytest.mark.parametrize("edition", Edition)
def test_protected_visit_looks_like_any_other_under_assessment(
    session: Session, context: Context, edition: Edition
) -> None:
    """Canary: with everything about the protection there, no figure is other than without it."""
    guarded = finish_campaign(session, context, protected=True)
    plain = finish_campaign(session, context, protected=False, silent_crime=True)
    told, otherwise = figures(session, guarded, edition, context), figures(session, plain, edition, context)
    assert CANARY not in repr(told) and "DMHTNN" not in repr(told)
    if edition is Edition.COORDINATOR:  # the case that a visit with signs of crime has is the coordinator's to see
        assert otherwise.sanctions.total == told.sanctions.total + 1  # type: ignore[operator]
        otherwise = dataclasses.replace(otherwise, sanctions=told.sanctions)
    assert repr(told) == repr(otherwise).replace(plain.code, guarded.code)


def test_figures_are_of_one_campaign(session: Session, context: Context) -> None:
    first = finish_campaign(session, context)
    before = figures(session, first, Edition.COORDINATOR, context)
    finish_campaign(session, context, visits=40)
    assert figures(session, first, Edition.COORDINATOR, context) == before


def test_tiny_campaign_tells_partners_next_to_nothing(session: Session, context: Context) -> None:
    told = figures(session, finish_campaign(session, context, visits=4), Edition.PARTNERS, context)
    assert [count for count in _counts(told.visits) if count] == [4], "the number planned, which they know"


def _counts(value: object) -> Iterator[int | None]:
    """Every count in the figures of visits."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _counts(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _counts(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _counts(getattr(value, field.name))
