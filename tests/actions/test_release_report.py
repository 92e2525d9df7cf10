"""The campaign closes when the coordinator releases its report, whatever lives on after it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from actions.prepare_report import release_report
from actions.report_remedy import report_remedy
from models import Recommendation, Referral
from rules.refusals import RightMissing, TransitionRefused
from rules.words import (
    CampaignState,
    DutyKind,
    ReferralState,
    RemedyState,
    Role,
    VisitState,
)
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of


@pytest.fixture
def reporting(desk_at: Callable[[str], Desk]) -> Desk:
    """All findings are in; a remedy and a referral are still open."""
    return desk_at("report")


def release(desk: Desk) -> None:
    with desk.work() as work:
        release_report(work.session, work.campaign(), actor=COORDINATOR, **work.given)


def test_open_remedies_and_referrals_hold_up_neither_the_report_nor_the_closing(reporting: Desk) -> None:
    with reporting.look() as work:
        assert work.campaign().state is CampaignState.REPORTING
        assert work.session.exec(select(Referral)).one().state is ReferralState.PROPOSED
        assert work.session.exec(select(Recommendation)).one().state is RemedyState.SENT
    release(reporting)
    with reporting.look() as work:
        assert work.campaign().state is CampaignState.CLOSED
        assert work.campaign().released_at == work.now


def test_what_lives_on_is_still_chased_and_answered_after_the_closing(reporting: Desk) -> None:
    release(reporting)
    reporting.at(date(2021, 4, 15))
    reporting.advance()
    with reporting.look() as work:
        assert len(work.letters("reminder", agency="UBND-323")) == 1
        code = work.session.exec(select(Recommendation)).one().code
    reporting.settle(DutyKind.REMEDY, report_remedy, True, subject=code)
    with reporting.look() as work:
        assert work.session.exec(select(Recommendation)).one().state is RemedyState.REMEDIED


def test_report_is_not_released_by_time_or_by_anybody_else(reporting: Desk) -> None:
    reporting.at(date(2021, 6, 1))
    reporting.advance()
    with reporting.look() as work:
        assert work.campaign().state is CampaignState.REPORTING
        assert work.letters("campaign_report") == []
    before = dump(reporting.office.engine)
    for role in (Role.CHAIRMAN, Role.TEAM_LEADER, Role.LIAISON):
        with pytest.raises(RightMissing, match=f"{role.value} may not release"), reporting.work() as work:
            release_report(work.session, work.campaign(), actor=work.actor(role), **work.given)
    assert dump(reporting.office.engine) == before


def test_every_partner_gets_the_link_once_and_no_figure_by_mail(reporting: Desk) -> None:
    release(reporting)
    with reporting.look() as work:
        letters = work.letters("campaign_report")
        expected = {*work.agencies(), "UBND-33", *(f"UBND-{visit.area}" for visit in work.visits())}
        assert sorted(letter.agency for letter in letters) == sorted(expected)
        referral = work.session.exec(select(Referral)).one()
        for letter in letters:
            text = text_of(letter)
            assert referral.code not in text
            assert "tội phạm" not in text and "Công an" not in text.replace("Công an tỉnh", "")


def test_report_is_released_once(reporting: Desk) -> None:
    release(reporting)
    before = dump(reporting.office.engine)
    with pytest.raises(TransitionRefused, match="is closed"):
        release(reporting)
    assert dump(reporting.office.engine) == before


def test_campaign_before_its_report_cannot_be_released(visiting: Desk) -> None:
    with pytest.raises(TransitionRefused, match="is inspecting: 'release' is not possible there"):
        release(visiting)


def test_visits_keep_what_became_of_them(reporting: Desk) -> None:
    with reporting.look() as work:
        assert len(work.visits(VisitState.ASSESSED)) == 2
        assert len(work.visits(VisitState.NOT_CONDUCTED)) == 10
