"""A step waits as a whole while an office that must hear of it cannot be written to, until there is a contact or the
coordinator goes on without."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from actions.add_contact import add_contact
from actions.change_contact import ContactFacts, change_contact
from actions.go_on_unheard import go_on_unheard, note_told
from actions.prepare_report import release_report
from actions.rehearse_step import Rehearsal, rehearse_next
from models import Contact
from models.queries.contacts import contact_as
from models.queries.unheard import holding_up, to_telephone, unheard_in
from rules.refusals import AlreadyHandled, AnswerRefused, NobodyHears, RightMissing
from rules.words import CampaignState, DutyKind, GoOnReason, NotHeard, Role, Step
from tests.actions.desk import COORDINATOR, Desk
from tests.actions.dump import dump
from tests.actions.forms_desk import answer_all, begin_of, opening_of
from tests.actions.work import CODE, Work

PRESS = "CT3-BAOCHI"
TODAY = date(2021, 2, 1)
FACTS = ContactFacts("Phòng Thư ký biên tập", "0221 000 0777", "thu-ky@dptth.example", shared=True)


def contact_of(work: Work, agency: str, role: Role = Role.LIAISON) -> Contact:
    contact = contact_as(work.session, agency, role, work.context.pack.calendar.day_of(work.now))
    assert contact is not None
    return contact


def spoil(desk: Desk, why: NotHeard, agency: str = "DPTTH") -> None:
    """Make an agency's one contact useless in a way."""
    with desk.work() as work:
        contact = contact_of(work, agency)
        today = work.context.pack.calendar.day_of(work.now)
        match why:
            case NotHeard.MISSING:
                work.session.delete(contact)
                return
            case NotHeard.NOT_YET:
                contact.valid_from = today + timedelta(days=3)
            case NotHeard.EXPIRED:
                contact.valid_to = today - timedelta(days=1)
            case NotHeard.BOUNCED:
                contact.bounced = True
        work.session.add(contact)


def foresee(desk: Desk, code: str = CODE) -> Rehearsal | None:
    """What the campaign does next; asking for it changes nothing."""
    before = dump(desk.office.engine)
    with desk.work() as work:
        campaign = work.campaign(code)
        found = rehearse_next(work.session, campaign, now=work.now, context=work.context.on(campaign))
    assert dump(desk.office.engine) == before
    return found


def heard_of(rehearsal: Rehearsal | None) -> set[tuple[str, str]]:
    assert rehearsal is not None
    return {(one.letter, one.agency) for one in rehearsal.hearers}


def go_on(desk: Desk, code: str, reason: GoOnReason = GoOnReason.URGENT) -> int:
    with desk.work() as work:
        return go_on_unheard(work.session, work.campaign(code), reason, actor=COORDINATOR, **work.given)


@pytest.mark.parametrize("why", [NotHeard.MISSING, NotHeard.NOT_YET, NotHeard.EXPIRED, NotHeard.BOUNCED])
def test_step_is_undone_as_a_whole_and_says_who_cannot_be_written_to_and_why(desk: Desk, why: NotHeard) -> None:
    spoil(desk, why)
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    desk.advance()
    with desk.look() as work:
        campaign = work.campaign(code)
        assert work.duties(DutyKind.PRESS_PLAN, state=None) == [] and work.letters("press_plan") == []
        assert campaign.state is CampaignState.DRAFT and campaign.looking_until is None
        (row,) = holding_up(work.session, campaign.id or 0)
        assert (row.step, row.agency, row.role, row.why) == ("agree", "DPTTH", Role.LIAISON, why)
        assert campaign.next_at == work.context.pack.calendar.at(TODAY + timedelta(days=1), time(7, 30))
        (entry,) = work.journal(noun="hearing")
        assert (entry.subject, entry.verb, entry.after, entry.reason) == ("DPTTH/liaison", "wait", "agree", why)


def test_contact_that_begins_to_hold_lets_the_step_go_on_by_itself(desk: Desk) -> None:
    spoil(desk, NotHeard.NOT_YET)
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    desk.at(TODAY + timedelta(days=3))
    desk.advance()
    with desk.look() as work:
        assert {letter.agency for letter in work.letters("press_plan")} == {"BAOHY", "DPTTH"}
        assert unheard_in(work.session, work.campaign(code).id or 0) == []


@pytest.mark.parametrize("why", [NotHeard.MISSING, NotHeard.EXPIRED])
def test_contact_that_is_entered_lets_it_go_on_at_once(desk: Desk, why: NotHeard) -> None:
    spoil(desk, why)
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    with desk.work() as work:
        add_contact(work.session, "DPTTH", Role.LIAISON, FACTS, actor=COORDINATOR, **work.given)
    assert desk.advance() == 1
    with desk.look() as work:
        assert {letter.address for letter in work.letters("press_plan", agency="DPTTH")} == {FACTS.address}
        assert unheard_in(work.session, work.campaign(code).id or 0) == []


def test_address_that_bounced_lets_it_go_on_once_it_is_changed(desk: Desk) -> None:
    spoil(desk, NotHeard.BOUNCED)
    desk.start(opening_of(desk, PRESS))
    desk.advance()
    with desk.work() as work:
        change_contact(work.session, contact_of(work, "DPTTH"), FACTS, actor=COORDINATOR, **work.given)
    assert desk.advance() == 1
    with desk.look() as work:
        assert {letter.agency for letter in work.letters("press_plan")} == {"BAOHY", "DPTTH"}


def test_contact_is_entered_by_the_coordinator_alone_and_without_faults(desk: Desk) -> None:
    with desk.work() as work:
        with pytest.raises(RightMissing):
            add_contact(work.session, "DPTTH", Role.LIAISON, FACTS, actor=work.actor(Role.CHAIRMAN), **work.given)
        wrong = ContactFacts("", "không có", "hai@a.example, ba@a.example", shared=True)
        with pytest.raises(AnswerRefused) as refused:
            add_contact(work.session, "DPTTH", Role.LIAISON, wrong, actor=COORDINATOR, **work.given)
        assert {field for field, _ in refused.value.faults} == {"office", "telephone", "address"}


def test_coordinator_goes_on_with_a_reason_and_the_office_is_told_by_telephone(desk: Desk) -> None:
    spoil(desk, NotHeard.BOUNCED)
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    assert go_on(desk, code) == 1
    desk.advance()
    with desk.work() as work:
        assert [letter.agency for letter in work.letters("press_plan")] == ["BAOHY"], "none to a dead address"
        assert {duty.agency for duty in work.duties(DutyKind.PRESS_PLAN)} == {"BAOHY", "DPTTH"}
        assert holding_up(work.session, work.campaign(code).id or 0) == []
        ((row, campaign),) = to_telephone(work.session)
        assert (row.agency, row.reason, campaign.code) == ("DPTTH", GoOnReason.URGENT, code)
        assert [entry.verb for entry in work.journal(noun="hearing")] == ["wait", "go_on"]
        assert work.journal(verb="go_on")[0].reason == "urgent"
        for _ in range(2):
            note_told(work.session, row, actor=COORDINATOR, **work.given)
        assert to_telephone(work.session) == []
        assert [entry.verb for entry in work.journal(noun="hearing")] == ["wait", "go_on", "tell"]


def test_it_waits_goes_on_and_foresees_on_both_databases(desk_on_both: Desk) -> None:
    desk = desk_on_both
    spoil(desk, NotHeard.EXPIRED)
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    rehearsal = foresee(desk, code)
    assert heard_of(rehearsal) == {("press_plan", "BAOHY"), ("press_plan", "DPTTH")}
    assert rehearsal is not None and [gap.agency for gap in rehearsal.gaps] == ["DPTTH"]
    assert rehearsal.duties["DPTTH", Role.LIAISON] == (DutyKind.PRESS_PLAN,)
    with desk.look() as work:
        assert work.duties(DutyKind.PRESS_PLAN) == []
    assert go_on(desk, code) == 1
    desk.advance()
    with desk.look() as work:
        assert len(work.duties(DutyKind.PRESS_PLAN)) == 2 and len(work.letters("press_plan")) == 1


def test_going_on_is_decided_for_one_step_and_before_it_comes_too(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRESS))
    desk.advance()
    spoil(desk, NotHeard.BOUNCED)
    rehearsal = foresee(desk, code)
    assert rehearsal is not None and rehearsal.step is Step.PUBLISH
    assert [gap.agency for gap in rehearsal.gaps] == ["DPTTH"]
    assert go_on(desk, code, GoOnReason.NO_MAILBOX) == 1
    answer_all(desk, DutyKind.PRESS_PLAN)
    desk.at(begin_of(desk, code, Step.PUBLISH.value))
    desk.advance()
    with desk.look() as work:
        assert {duty.agency for duty in work.duties(DutyKind.PUBLICATION)} == {"BAOHY", "DPTTH"}
        assert [letter.agency for letter in work.letters("publication")] == ["BAOHY"]
        assert [row.agency for row, _ in to_telephone(work.session)] == ["DPTTH"]


def test_nobody_else_goes_on_and_not_where_everybody_hears_or_somebody_has_to_decide(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRESS))
    with desk.work() as work:
        with pytest.raises(RightMissing):
            go_on_unheard(
                work.session, work.campaign(code), GoOnReason.URGENT, actor=work.actor(Role.CHAIRMAN), **work.given
            )
        with pytest.raises(AnswerRefused, match="every office of the next step can be written to"):
            go_on_unheard(work.session, work.campaign(code), GoOnReason.URGENT, actor=COORDINATOR, **work.given)
    spoil(desk, NotHeard.EXPIRED)
    desk.advance()
    with desk.work() as work:
        (row,) = holding_up(work.session, work.campaign(code).id or 0)
        with pytest.raises(AlreadyHandled):
            note_told(work.session, row, actor=COORDINATOR, **work.given)


def test_step_that_needs_an_officer_cannot_go_on_without_him(desk: Desk) -> None:
    with desk.work() as work:
        chairman = work.actor(Role.CHAIRMAN)
        work.session.delete(work.session.get_one(Contact, chairman.contact_id))
    desk.start()
    desk.advance()
    with pytest.raises(AnswerRefused, match="as chairman decides or asks in this step: enter its contact"):
        go_on(desk, CODE)


def test_who_will_be_invited_is_known_while_the_plan_lies_before_the_chairman(scheduled: Desk) -> None:
    rehearsal = foresee(scheduled)
    assert rehearsal is not None and rehearsal.step is Step.COORDINATE
    assert heard_of(rehearsal) == {("invitation", agency) for agency in scheduled.agencies()}
    assert all(one.doubted for one in rehearsal.hearers), "nobody has ever confirmed an address"


def test_party_that_cannot_be_briefed_holds_the_visits_up_until_the_coordinator_goes_on(inspecting: Desk) -> None:
    on, _ = inspecting.first_party()
    with inspecting.look() as work:
        agency, calendar = work.parties()[0].lead_agency, work.context.pack.calendar
    spoil(inspecting, NotHeard.BOUNCED, agency)
    inspecting.at(calendar.previous_workday(on))
    inspecting.advance()
    with inspecting.look() as work:
        assert [row.agency for row in holding_up(work.session, work.campaign().id or 0)] == [agency]
        assert work.letters("brief") == []
    assert go_on(inspecting, CODE) == 1
    inspecting.advance()
    with inspecting.look() as work:
        briefed = {letter.agency for letter in work.letters("brief")}
        assert briefed and agency not in briefed
        (row,) = [row for row, _ in to_telephone(work.session)]
        assert row.agency == agency


def test_office_let_go_is_told_by_telephone_again_when_it_misses_another_letter(inspecting: Desk) -> None:
    with inspecting.look() as work:
        calendar = work.context.pack.calendar
        days = sorted({party.on for seat, party in work.seats() if seat.agency == "CAT"})
    spoil(inspecting, NotHeard.BOUNCED, "CAT")
    for on in days[:2]:
        inspecting.at(calendar.previous_workday(on))
        inspecting.advance()
        with inspecting.work() as work:
            if holding_up(work.session, work.campaign().id or 0):
                go_on_unheard(work.session, work.campaign(), GoOnReason.URGENT, actor=COORDINATOR, **work.given)
        inspecting.advance()
        with inspecting.work() as work:
            (row,) = [row for row, _ in to_telephone(work.session) if row.step == "inspect"]
            assert row.since == work.now
            note_told(work.session, row, actor=COORDINATOR, **work.given)


def test_report_is_not_released_while_a_partner_cannot_be_written_to(desk_at: Callable[[str], Desk]) -> None:
    desk = desk_at("report")
    rehearsal = foresee(desk)
    assert rehearsal is not None and rehearsal.step is Step.REPORT
    expected = heard_of(rehearsal)
    with desk.look() as work:
        agency = work.agencies()[0]
    spoil(desk, NotHeard.BOUNCED, agency)

    def release() -> None:
        with desk.work() as work:
            release_report(work.session, work.campaign(), actor=COORDINATOR, **work.given)

    with pytest.raises(NobodyHears, match=f"{agency} as liaison"):
        release()
    with desk.look() as work:
        assert work.campaign().state is CampaignState.REPORTING
    assert go_on(desk, CODE) == 1
    release()
    with desk.look() as work:
        assert work.campaign().state is CampaignState.CLOSED
        told = {("campaign_report", letter.agency) for letter in work.letters("campaign_report")}
        assert told == expected - {("campaign_report", agency)}


def test_nothing_is_foreseen_of_a_campaign_that_rests_or_is_over(desk: Desk) -> None:
    code = desk.start(opening_of(desk, PRESS))
    with desk.work() as work:
        work.campaign(code).state = CampaignState.SUSPENDED
    assert foresee(desk, code) is None
