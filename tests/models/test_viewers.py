"""Who looks at what: what a viewer must not see is not there, is not counted, and costs no further statement.

Two campaigns are alike but for an unannounced check that was raised and ordered beside the one, a person who is being
looked after there, and a victim who was received. Every read that others make must tell the same of both, with the same
number of statements.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from actions.protect_person import protect_person
from campaigns import KINDS
from models import Campaign, Contact, Duty, Protection
from models.queries import board, duties, figures, journal_counts, office_pages, office_records, status, year
from models.queries.campaigns import codes_begun
from models.queries.protections import LOOKS_AFTER, protection_by_code, protection_state
from models.queries.receptions import open_receptions, reception_of
from models.queries.unannounced import muster_call, open_checks, order_of, places_to_choose
from rules.refusals import UnknownCode
from rules.visibility import RAISES_CHECKS, RECEIVES_VICTIMS
from rules.words import CampaignKind, DutyKind, ProtectionSign, ProtectionState, Role
from tests.actions.checks import order_for, ordered, raised
from tests.actions.conftest import desk_at, stages
from tests.actions.desk import FIRST, Desk
from tests.actions.receptions import begun, said

__all__ = ["desk_at", "stages"]
IDENTITY = frozenset({"id", "version"})
EARLY, MUSTER_ON = date(2021, 1, 1), date(2021, 3, 2)


@dataclass(frozen=True)
class Look:
    """One reader's chance: the session, the planned campaign, and now."""

    session: Session
    campaign: Campaign
    now: datetime

    @property
    def id(self) -> int:
        return self.campaign.id or 0


AS_VIEWER: dict[str, Callable[[Look, Role], Any]] = {
    "late duties": lambda at, who: office_pages.late_duties(at.session, who, at.now, resting=()),
    "rungs climbed": lambda at, who: office_pages.chases_of(at.session, who, owed(at)),
    "letters to the late": lambda at, who: office_pages.letters_to(at.session, who, owed(at)),
    "offices": lambda at, who: office_pages.offices_of(at.session, who, {"DMHTNN", "CAT"}, EARLY),
    "campaigns": lambda at, who: office_pages.planned_campaigns(at.session, who, 50),
    "plans waiting": lambda at, who: office_pages.plans_waiting(at.session, who),
    "duties": lambda at, who: office_pages.duties_of(at.session, who, at.campaign, state=None),
    "documents": lambda at, who: office_pages.documents_of(at.session, who, at.campaign),
    "schedule": lambda at, who: office_pages.schedule_of(at.session, who, at.campaign),
}
BY_ITSELF: dict[str, Callable[[Look], Any]] = {
    "status: campaigns": lambda at: status.newest_campaigns(at.session, 50),
    "status: visits": lambda at: status.visits_by_state(at.session, [at.id]),
    "status: open duties": lambda at: status.duties_open(at.session, [at.id]),
    "status: late duties": lambda at: status.duties_late(at.session, [at.id], at.now),
    "status: late list": lambda at: status.late_duties(at.session, at.id, at.now),
    "status: mail": lambda at: status.mail_by_state(at.session, [at.id]),
    "status: letters": lambda at: status.mail_by_letter(at.session, at.id),
    "status: referrals": lambda at: status.referrals_of(at.session, [at.id]),
    "board: duties": lambda at: board.open_routine_duties(at.session, at.id),
    "board: mail": lambda at: board.mail_by_letter(at.session, at.id),
    "board: visits": lambda at: board.visit_counts(at.session, at.id),
    "board: parties": lambda at: board.party_rows(at.session, at.id),
    "board: steps": lambda at: board.steps_entered(at.session, at.id),
    "figures: visits": lambda at: figures.visit_tallies(at.session, at.id),
    "figures: establishments": lambda at: figures.establishments_counted(at.session, at.id),
    "figures: duties": lambda at: figures.duties_owed(at.session, at.id),
    "figures: sanctions": lambda at: figures.sanctions_by_state(at.session, at.id, shared=True),
    "figures: list": lambda at: figures.visits_listed(at.session, at.id),
    "counts of the campaign": lambda at: journal_counts.campaign_counts(at.session, at.campaign, at.now),
    "an agency's own page": lambda at: [duties.owed_by(at.session, agency, at.id) for agency in ("CAT", "DMHTNN")],
    "an agency's pages everywhere": lambda at: [duties.owed_by(at.session, agency, None) for agency in ("CAT", "SYT")],
    "year: calendar": lambda at: year.campaigns_by_activity(at.session),
    "year: plan": lambda at: year.newest_plan(at.session),
    "codes of campaigns to come": lambda at: [
        codes_begun(at.session, f"HY-2021-{kind.code}-") for kind in KINDS.values()
    ],
    "records: contacts": lambda at: office_records.contacts_on(at.session, EARLY),
}


def owed(at: Look) -> list[Duty]:
    return list(at.session.exec(select(Duty).where(Duty.kind == DutyKind.REMEDY)))


def plain(told: Any) -> Any:
    """What was told, without the numbers that rows happen to have."""
    if isinstance(told, SQLModel):
        return {name: value for name, value in told.model_dump().items() if name not in IDENTITY and "_id" not in name}
    if isinstance(told, dict):
        return {key: plain(value) for key, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [plain(one) for one in told]
    return repr(told)


@contextmanager
def looking(desk: Desk) -> Iterator[tuple[Look, list[str]]]:
    """A reader at the desk, and the statements made while it looks."""
    statements: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with desk.look() as work:
        at = Look(work.session, work.campaign(), work.now)
        sa.event.listen(desk.office.engine, "before_cursor_execute", note)
        try:
            yield at, statements
        finally:
            sa.event.remove(desk.office.engine, "before_cursor_execute", note)


@pytest.fixture
def without(desk_at: Callable[[str], Desk]) -> Desk:
    desk = desk_at("suspect")
    desk.at(MUSTER_ON, time(11))
    desk.advance()
    return desk


@pytest.fixture
def beside(desk_at: Callable[[str], Desk], without: Desk) -> Desk:
    """The same, with what others must not know of."""
    desk = desk_at("suspect")
    raised(desk)
    ordered(desk, order_for(desk, muster_at=desk.office.pack.calendar.at(MUSTER_ON, time(22))))
    with desk.work() as work:
        visit = next(visit for visit in work.visits() if visit.code == FIRST)
        signs = (ProtectionSign.TRAFFICKING,)
        protect_person(work.session, work.campaign(), visit, signs, **work.given)
    begun(desk)
    said(desk)
    desk.at(MUSTER_ON, time(11))
    desk.advance()
    return desk


def told_by(desk: Desk, read: Callable[[Look], Any]) -> tuple[Any, int]:
    """What a read tells, and in how many statements."""
    with looking(desk) as (at, statements):
        told = plain(read(at))
        return told, len(statements)


def test_no_role_can_tell_from_a_page_that_there_is_more(without: Desk, beside: Desk) -> None:
    differ = []
    for (name, read), who in product(AS_VIEWER.items(), Role):
        as_this_role = partial(lambda at, read, who: read(at, who), read=read, who=who)
        if told_by(without, as_this_role) != told_by(beside, as_this_role):
            differ.append((name, who))
    assert differ == []


def test_no_count_list_or_figure_tells_that_there_is_more(without: Desk, beside: Desk) -> None:
    assert [name for name, read in BY_ITSELF.items() if told_by(without, read) != told_by(beside, read)] == []


def test_the_two_do_differ(without: Desk, beside: Desk) -> None:
    """Otherwise nothing above could fail."""
    found = []
    for desk in (without, beside):
        with looking(desk) as (at, _):
            found.append(len(list(at.session.exec(select(Duty)))))
    assert found[1] == found[0] + 4


def test_restricted_rows_are_read_by_those_who_need_them_alone(beside: Desk) -> None:
    with beside.look() as work:
        case = work.session.exec(select(Protection)).one()
        hidden = {row.kind: row for row in work.session.exec(select(Campaign)) if row.code.startswith("NV-")}
        check, reception = hidden[CampaignKind.INSPECTION], hidden[CampaignKind.RECEPTION]
        for who in Role:
            assert may_read(partial(protection_by_code, work.session, case.code, who)) is (who in LOOKS_AFTER), who
            state = ProtectionState.RAISED if who is Role.ENGINE else None
            assert protection_state(work.session, case.visit_id, who) is state, who
            receives = who in RECEIVES_VICTIMS
            assert may_read(partial(reception_of, work.session, reception, who)) is receives, who
            assert bool(open_receptions(work.session, who)) is receives, who
            leads = who in RAISES_CHECKS or who is Role.ENGINE
            assert may_read(partial(order_of, work.session, check, who)) is leads, who
            assert bool(places_to_choose(work.session, who)) is leads, who
            assert (muster_call(work.session, check, "CAT", who) is not None) is (who is Role.LIAISON), who
            assert muster_call(work.session, check, "SYT", who) is None, "an agency without a seat"


def may_read(read: Callable[[], Any]) -> bool:
    try:
        read()
    except UnknownCode:
        return False
    return True


def test_open_checks_are_listed_to_the_leaders_alone(beside: Desk) -> None:
    with beside.look() as work:
        for contact in work.session.exec(select(Contact)):
            assert open_checks(work.session, contact) == [] or contact.role in RAISES_CHECKS
