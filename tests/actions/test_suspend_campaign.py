"""Suspended: nobody is chased and time stands still. Cancelled: nothing more is owed and everybody is free."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import select

from actions.confirm_participation import Confirmation, confirm_participation
from actions.context import Actor
from actions.decide_plan import PlanDecision
from actions.extend_duty import extend_duty
from actions.show_hearing import show_hearing
from actions.suspend_campaign import cancel_campaign, resume_campaign, suspend_campaign
from models import Contact
from models.queries.campaigns import campaigns_due
from models.queries.unheard import CANCELLED, held_up, to_telephone
from models.queries.visits import campaign_seats
from notifications.letters import (
    AreaResumed,
    AreaSuspended,
    CampaignCancelled,
    CampaignResumed,
    CampaignSuspended,
    PlanApproved,
    VisitPostponed,
)
from rules.refusals import AnswerRefused, RightMissing, TransitionRefused
from rules.words import (
    CampaignState,
    CancelReason,
    DutyKind,
    DutyState,
    GoOnReason,
    NotHeard,
    Role,
    Step,
    SuspendReason,
    VisitState,
    WaiveReason,
)
from tests.actions.desk import COORDINATOR, OPENING, Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import calendar_of, text_of
from tests.actions.work import CODE

EPIDEMIC = SuspendReason.EPIDEMIC


def suspend(desk: Desk, actor: Actor = COORDINATOR) -> None:
    with desk.work() as work:
        suspend_campaign(work.session, work.campaign(), EPIDEMIC, actor=actor, **work.given)


def resume(desk: Desk) -> None:
    with desk.work() as work:
        resume_campaign(work.session, work.campaign(), actor=COORDINATOR, **work.given)


def cancel(desk: Desk, actor: Actor = COORDINATOR, code: str = CODE) -> None:
    with desk.work() as work:
        cancel_campaign(work.session, work.campaign(code), CancelReason.DIRECTIVE, actor=actor, **work.given)


def test_suspended_campaign_chases_nobody_and_is_not_looked_at(coordinating: Desk) -> None:
    suspend(coordinating)
    before = dump(coordinating.office.engine)
    coordinating.at(date(2021, 3, 12))
    coordinating.advance()
    assert dump(coordinating.office.engine) == before
    with coordinating.look() as work:
        assert campaigns_due(work.session, work.now) == []


def test_everybody_invited_is_told_why_it_waits_and_when_it_goes_on(coordinating: Desk) -> None:
    suspend(coordinating)
    coordinating.at(date(2021, 2, 4))
    resume(coordinating)
    with coordinating.look() as work:
        waits, goes_on = work.letters("campaign_suspended"), work.letters("campaign_resumed")
        assert [letter.agency for letter in waits] == [letter.agency for letter in goes_on] == work.agencies()
        assert EPIDEMIC.label.lower() in text_of(waits[0]).lower()
        (entry,) = work.journal(noun="campaign", verb="suspend")
        assert (entry.reason, entry.role, entry.before) == ("epidemic", Role.COORDINATOR, "coordinating")


@pytest.mark.parametrize("stage", ["schedule", "approve", "coordinate", "go_on_first_visits"])
def test_campaign_goes_back_to_where_it_was(desk_at, stage: str) -> None:  # type: ignore[no-untyped-def]
    desk = desk_at(stage)
    with desk.look() as work:
        state = work.campaign().state
    suspend(desk)
    with desk.look() as work:
        assert (work.campaign().state, work.campaign().resumes_to) == (CampaignState.SUSPENDED, state)
    resume(desk)
    with desk.look() as work:
        assert (work.campaign().state, work.campaign().resumes_to) == (state, None)


def test_due_moments_move_by_as_long_as_it_waited(coordinating: Desk) -> None:
    with coordinating.look() as work:
        calendar = work.context.pack.calendar
        assert {duty.due_at for duty in work.duties(DutyKind.CONFIRM)} == {calendar.end_of(date(2021, 2, 8))}
    suspend(coordinating)
    coordinating.at(date(2021, 2, 2))
    resume(coordinating)
    with coordinating.look() as work:
        assert {duty.due_at for duty in work.duties(DutyKind.CONFIRM)} == {calendar.end_of(date(2021, 2, 9))}
    coordinating.at(date(2021, 2, 16))
    coordinating.advance()
    with coordinating.look() as work:
        assert work.letters("reminder") == [], "10 to 16 February is Tết"
    coordinating.at(date(2021, 2, 17))
    coordinating.advance()
    with coordinating.look() as work:
        assert {letter.agency for letter in work.letters("reminder")} == set(work.agencies())


def test_visits_missed_meanwhile_get_new_days_and_those_that_took_place_stay(visiting: Desk) -> None:
    """The visits of Monday 1 March took place and only their findings are still owed."""
    with visiting.look() as work:
        days = {party.code: party.on for party in work.parties()}
    suspend(visiting)
    visiting.at(date(2021, 3, 9))
    resume(visiting)
    with visiting.look() as work:
        moved = {party.code: party.on for party in work.parties() if party.on != days[party.code]}
        missed = {code for code, on in days.items() if date(2021, 3, 2) <= on <= date(2021, 3, 10)}
        assert moved.keys() == missed
        assert all(on > date(2021, 3, 10) for on in moved.values())
        assert [seat for seat, _ in work.seats() if not seat.card] == []


def test_campaign_that_is_not_suspended_cannot_be_resumed(coordinating: Desk) -> None:
    with pytest.raises(TransitionRefused, match="is coordinating: 'resume' is not possible there; possible: inspect"):
        resume(coordinating)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CHAIRMAN, Role.TEAM_LEADER, Role.ENGINE])
def test_only_the_coordinator_suspends_and_cancels(coordinating: Desk, role: Role) -> None:
    before = dump(coordinating.office.engine)
    for act in (suspend, cancel):
        with pytest.raises(RightMissing, match=f"{role.value} may not"):
            act(coordinating, Actor(role))
    assert dump(coordinating.office.engine) == before


def test_cancelled_campaign_owes_nothing_visits_nobody_and_takes_its_days_out_of_calendars(inspecting: Desk) -> None:
    with inspecting.look() as work:
        agencies = work.agencies()
    cancel(inspecting)
    with inspecting.look() as work:
        assert work.campaign().state is CampaignState.CANCELLED
        assert {visit.state for visit in work.visits()} == {VisitState.CANCELLED}
        letters = work.letters("campaign_cancelled")
        assert [letter.agency for letter in letters] == agencies
        for letter in letters:
            calendar = Calendar.from_ical(calendar_of(letter))
            assert str(calendar["METHOD"]) == "CANCEL"
            (event,) = calendar.walk("VEVENT")
            (invitation,) = work.letters("invitation", agency=letter.agency)
            (invited,) = Calendar.from_ical(calendar_of(invitation)).walk("VEVENT")
            assert event["UID"] == invited["UID"]
            assert event["SEQUENCE"] > invited["SEQUENCE"]
            assert str(event["STATUS"]) == "CANCELLED"


def test_what_lives_with_the_campaign_is_waived_when_it_is_cancelled(coordinating: Desk) -> None:
    cancel(coordinating)
    with coordinating.look() as work:
        assert work.duties(DutyKind.CONFIRM) == []
        waived = work.duties(DutyKind.CONFIRM, state=DutyState.WAIVED)
        assert {duty.waived for duty in waived} == {WaiveReason.CAMPAIGN_CANCELLED}
    coordinating.at(date(2021, 3, 12))
    before = dump(coordinating.office.engine)
    coordinating.advance()
    assert dump(coordinating.office.engine) == before


def test_nobody_is_told_that_a_campaign_is_off_who_was_never_told_of_it(scheduled: Desk) -> None:
    cancel(scheduled)
    with scheduled.look() as work:
        assert work.letters("campaign_cancelled") == []
        assert work.duty(DutyKind.APPROVE_PLAN, state=DutyState.WAIVED)


def test_suspended_campaign_can_be_cancelled(coordinating: Desk) -> None:
    suspend(coordinating)
    cancel(coordinating)
    with coordinating.look() as work:
        assert work.campaign().state is CampaignState.CANCELLED


def test_members_of_a_cancelled_campaign_are_free_for_another_on_the_same_days(inspecting: Desk) -> None:
    with inspecting.look() as work:
        days = [party.on for party in work.parties()]
        cards = {agency: work.cards_needed(agency) for agency in work.agencies()}
    cancel(inspecting)
    other = inspecting.start(replace(OPENING))
    inspecting.advance()
    inspecting.decide(PlanDecision())
    inspecting.advance()
    with inspecting.work() as work:
        for duty in work.duties(DutyKind.CONFIRM, subject=other):
            said = Confirmation(cards[duty.agency])
            confirm_participation(work.session, duty, said, arrival(), actor=work.owner(duty), **work.given)
    inspecting.advance()
    with inspecting.look() as work:
        seats = campaign_seats(work.session, work.campaign(other).id or 0)
        assert sorted({party.on for _, party in seats}) == sorted(set(days))
        assert [seat for seat, _ in seats if not seat.card] == []
        assert work.campaign(other).state is CampaignState.INSPECTING


def test_more_time_moves_the_due_day_and_its_ladder_begins_anew(coordinating: Desk) -> None:
    coordinating.at(date(2021, 2, 9))
    coordinating.advance()
    with coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        assert duty.rung == 1
        extend_duty(work.session, duty, date(2021, 2, 22), actor=COORDINATOR, **work.given)
        calendar = work.context.pack.calendar
    with coordinating.look() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        assert (duty.due_at, duty.rung) == (calendar.end_of(date(2021, 2, 22)), 0)
    coordinating.at(date(2021, 2, 22))
    coordinating.advance()
    with coordinating.look() as work:
        assert len(work.letters("reminder", agency="SCT")) == 1
    coordinating.at(date(2021, 2, 23))
    coordinating.advance()
    with coordinating.look() as work:
        assert len(work.letters("reminder", agency="SCT")) == 2


@pytest.mark.parametrize("due_on", [date(2021, 2, 8), date(2021, 2, 1), date(2021, 1, 4)])
def test_more_time_is_more(coordinating: Desk, due_on: date) -> None:
    with (
        pytest.raises(AnswerRefused, match="due_on: must be later than 08/02/2021 and than today"),
        coordinating.work() as work,
    ):
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        extend_duty(work.session, duty, due_on, actor=COORDINATOR, **work.given)


def test_only_the_coordinator_gives_more_time(coordinating: Desk) -> None:
    with pytest.raises(RightMissing, match="liaison may not extend"), coordinating.work() as work:
        duty = work.duty(DutyKind.CONFIRM, agency="SCT")
        extend_duty(work.session, duty, date(2021, 2, 26), actor=work.owner(duty), **work.given)


def test_time_that_was_waited_is_not_counted_as_late(coordinating: Desk) -> None:
    suspend(coordinating)
    coordinating.at(date(2021, 2, 1) + timedelta(days=30))
    resume(coordinating)
    coordinating.advance()
    with coordinating.look() as work:
        assert work.letters("reminder") == []
        assert all(duty.due_at > work.now for duty in work.duties(DutyKind.CONFIRM))


def test_no_decision_waits_for_a_contact_and_who_has_none_is_told_by_telephone(coordinating: Desk) -> None:
    with coordinating.work() as work:
        (contact,) = work.session.exec(select(Contact).where(Contact.agency == "SCT", Contact.role == Role.LIAISON))
        contact.bounced = True
        others = {letter.agency for letter in work.letters("invitation")} - {"SCT"}
    decisions = (
        (suspend, CampaignSuspended.name),
        (resume, CampaignResumed.name),
        (suspend, CampaignSuspended.name),
        (cancel, CampaignCancelled.name),
    )
    for decide, letter in decisions:
        decide(coordinating)
        with coordinating.look() as work:
            assert {told.agency for told in work.letters(letter)} == others
            ((row, _),) = to_telephone(work.session)  # and nothing that is not true any more
            assert (row.step, row.agency, row.why) == (letter, "SCT", NotHeard.BOUNCED)
            assert row.reason is GoOnReason.URGENT and held_up(work.session) == []
    with coordinating.look() as work:
        assert [entry.after for entry in work.journal(noun="hearing")] == [letter for _, letter in decisions]
        shown = show_hearing(work.session, work.campaign(), now=work.now, context=work.context)
        assert [told["step"] for told in shown.to_telephone] == [CANCELLED] == [CampaignCancelled.name]


def test_office_that_was_invited_by_telephone_is_told_of_the_end_by_telephone_too(coordinating: Desk) -> None:
    with coordinating.work() as work:
        for contact in work.session.exec(select(Contact).where(Contact.agency == "SCT")):
            contact.bounced = True
        for letter in work.letters("invitation", agency="SCT"):
            work.session.delete(letter.frozen)
            work.session.delete(letter)
    cancel(coordinating)
    with coordinating.look() as work:
        assert [(row.agency, row.step) for row, _ in to_telephone(work.session)] == [("SCT", CANCELLED)]


def test_plan_is_approved_though_an_agency_has_no_contact(scheduled: Desk) -> None:
    with scheduled.work() as work:
        for contact in work.session.exec(select(Contact).where(Contact.agency == "SCT")):
            contact.bounced = True
    scheduled.decide(PlanDecision())
    with scheduled.look() as work:
        assert work.letters("plan_approved") and work.letters("plan_approved", agency="SCT") == []
        assert [(row.agency, row.step) for row, _ in to_telephone(work.session)] == [("SCT", "plan_approved")]


def test_no_step_goes_by_the_name_of_a_decision() -> None:
    decisions = (PlanApproved, CampaignSuspended, CampaignResumed, CampaignCancelled, VisitPostponed)
    assert not {letter.name for letter in (*decisions, AreaSuspended, AreaResumed)} & set(Step)
