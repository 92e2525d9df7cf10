"""The route of a victim: begun by the focal point alone, step after step on its answers, and told to nobody else."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import col, select

from actions.answer_reception import StepTaken, answer_reception
from actions.chase_duties import chase_duties
from actions.hand_over_reception import hand_over_reception
from actions.start_reception import Received, start_reception
from actions.still_wanted import still_wanted
from actions.waive_owed import waive_owed
from actions.withdraw_reception import withdraw_reception
from models import Campaign, Contact, Duty, JournalEntry, Message, Reception
from models.queries.receptions import open_receptions, reception_of
from rules.refusals import AnswerRefused, ContactMissing, RightMissing, TransitionRefused, UnknownCode
from rules.visibility import RECEIVES_VICTIMS, RECEPTION_KINDS
from rules.words import (
    CampaignKind,
    CampaignState,
    Confidentiality,
    DutyState,
    NotPossibleReason,
    Role,
    WaiveReason,
    WithdrawReason,
)
from tests.actions.desk import COORDINATOR, Desk, arrival
from tests.actions.dump import dump
from tests.actions.mail_parts import text_of
from tests.actions.receptions import (
    DONE,
    RECEIVED_ON,
    RESPONSIBLE,
    begun,
    open_step,
    said,
    steps_told,
    without_focal_point,
    working,
)

STEPS = [kind.value for kind in RECEPTION_KINDS]
NOT_POSSIBLE = StepTaken(not_possible=NotPossibleReason.OTHER_BODY)


def test_a_day_and_an_agency_open_the_first_step_under_a_code_that_says_nothing(desk: Desk) -> None:
    code = begun(desk)
    assert code.startswith("NV-")
    with desk.look() as work:
        campaign = work.campaign(code)
        row = reception_of(work.session, campaign, Role.FOCAL_POINT)
        assert (row.received_on, row.agency) == (RECEIVED_ON, RESPONSIBLE)
        assert (campaign.state, campaign.next_at, campaign.activity) == (CampaignState.CARRYING_OUT, None, None)
        duty = open_step(work)
        assert duty.kind is RECEPTION_KINDS[0] and duty.confidential and duty.subject == code
        (letter,) = work.letters("reception_task")
        contact = work.session.get_one(Contact, letter.contact_id)
    assert contact.role is Role.FOCAL_POINT and letter.confidentiality is Confidentiality.CONFIDENTIAL
    assert code in text_of(letter)


@pytest.mark.parametrize("taken", [DONE, NOT_POSSIBLE], ids=["done", "not possible"])
def test_each_answer_opens_the_next_step_and_the_last_closes_it(desk: Desk, taken: StepTaken) -> None:
    code = begun(desk)
    for number in range(len(STEPS)):
        assert steps_told(desk) == [
            *((step, DutyState.FULFILLED) for step in STEPS[:number]),
            (STEPS[number], DutyState.OPEN),
        ]
        said(desk, taken)
    with desk.look() as work:
        campaign = work.campaign(code)
        assert (campaign.state, campaign.next_at, campaign.looking_until) == (CampaignState.CLOSED, None, None)
        texts = {text_of(letter).split("Mở nhiệm vụ")[0] for letter in work.letters("reception_task")}
        assert len(work.letters("reception_task")) == len(STEPS) and len(texts) == 1, "no letter says which step it is"


def test_clock_has_nothing_to_look_at_however_often_it_looks(desk: Desk) -> None:
    begun(desk)
    before = dump(desk.office.engine)
    desk.at(date(2021, 6, 1), time(9))
    assert desk.advance() == 0
    after = dump(desk.office.engine)
    assert {**before, "practiceday": None} == {**after, "practiceday": None}


def test_unset_clock_makes_a_duty_without_a_day_and_a_set_one_a_day_in_the_letter(desk: Desk) -> None:
    begun(desk)
    with desk.look() as work:
        untimed = open_step(work)
        assert not untimed.timed and untimed.rung_at is None
        assert "Hạn" not in text_of(work.letters("reception_task")[0])
    said(desk, timed=True)
    with desk.look() as work:
        assert open_step(work).timed and open_step(work).rung_at is not None
        assert "Hạn: hết ngày 04/02/2021" in text_of(work.letters("reception_task")[1])


def chase(desk: Desk, day: date) -> None:
    desk.at(day, time(9))
    with working(desk, timed=True) as work:
        chase_duties(work.session, now=work.now, context=replace(work.context, pack_of=None))


def test_ladder_tells_the_focal_point_then_its_deputy_and_nobody_else(desk: Desk) -> None:
    begun(desk, timed=True)
    chase(desk, date(2021, 2, 5))
    chase(desk, date(2021, 2, 8))
    chase(desk, date(2021, 4, 1))
    with desk.look() as work:
        letters = work.letters("reception_reminder")
        roles = [work.session.get_one(Contact, letter.contact_id).role for letter in letters]
        assert roles == [Role.FOCAL_POINT, Role.FOCAL_DEPUTY]
        others = select(Message).where(col(Message.letter).not_in(["reception_task", "reception_reminder"]))
        assert work.session.exec(others).all() == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ENGINE, Role.LIAISON, Role.SUPERIOR, Role.AREA}))
def test_only_the_focal_point_and_its_deputy_begin_one(desk: Desk, role: Role) -> None:
    if role in RECEIVES_VICTIMS:
        assert begun(desk, role)
        return
    with pytest.raises(RightMissing):
        begun(desk, role)


@pytest.mark.parametrize(
    ("timed", "role", "days", "may"),
    [
        (True, Role.FOCAL_POINT, 0, True),
        (True, Role.FOCAL_DEPUTY, 3, False),
        (True, Role.FOCAL_DEPUTY, 8, True),
        (False, Role.FOCAL_POINT, 90, True),
        (False, Role.FOCAL_DEPUTY, 90, False),
        (True, Role.SUPERIOR, 90, False),
        (True, Role.COORDINATOR, 90, False),
        (True, Role.TEAM_LEADER, 90, False),
    ],
)
def test_deputy_has_its_turn_when_the_ladder_tells_it_and_nobody_else_ever(
    desk: Desk, timed: bool, role: Role, days: int, may: bool
) -> None:
    begun(desk, timed=timed)
    desk.at(date(2021, 2, 1) + timedelta(days=days), time(9))
    if may:
        said(desk, role=role, timed=timed)
        assert steps_told(desk)[0] == (STEPS[0], DutyState.FULFILLED)
        return
    with pytest.raises(RightMissing):
        said(desk, role=role, timed=timed)


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (StepTaken(), "a day, or a reason"),
        (StepTaken(DONE.done_on, NotPossibleReason.NOT_NEEDED), "a day, or a reason"),
        (StepTaken(done_on=RECEIVED_ON - timedelta(days=1)), "from 30/01/2021 to today, 01/02/2021"),
        (StepTaken(done_on=date(2021, 2, 2)), "from 30/01/2021 to today, 01/02/2021"),
    ],
)
def test_answer_is_a_day_since_the_reception_or_a_reason(desk: Desk, taken: StepTaken, words: str) -> None:
    begun(desk)
    with pytest.raises(AnswerRefused, match=words):
        said(desk, taken)
    assert steps_told(desk) == [(STEPS[0], DutyState.OPEN)]


def test_second_answer_to_a_step_finds_it_settled(desk: Desk) -> None:
    begun(desk)
    said(desk)
    with pytest.raises(TransitionRefused), desk.work() as work:
        (duty,) = work.duties(RECEPTION_KINDS[0], state=None)
        actor = work.actor(Role.FOCAL_POINT)
        answer_reception(work.session, duty, DONE, arrival(), actor=actor, **work.given)


@pytest.mark.parametrize("received", [Received(date(2021, 2, 2), RESPONSIBLE), Received(RECEIVED_ON, "NOBODY")])
def test_day_to_come_or_agency_there_is_none_of_begins_nothing(desk: Desk, received: Received) -> None:
    with pytest.raises((AnswerRefused, UnknownCode)), desk.work() as work:
        start_reception(work.session, received, actor=work.actor(Role.FOCAL_POINT), **work.given)
    with desk.look() as work:
        assert work.session.exec(select(Reception)).all() == []


def test_same_page_sent_twice_begins_one(desk: Desk) -> None:
    received = Received(RECEIVED_ON, RESPONSIBLE)
    codes = set()
    for _ in range(2):
        with desk.work() as work:
            actor = work.actor(Role.FOCAL_POINT)
            row = start_reception(work.session, received, actor=actor, nonce="nonce-0001", **work.given)
            codes.add(row.code)
    with desk.look() as work:
        assert len(codes) == 1 and len(work.session.exec(select(Reception)).all()) == 1


def test_step_waits_for_a_focal_point_that_is_missing_and_is_asked_once_there_is_one(desk: Desk) -> None:
    code = begun(desk, timed=True)
    desk.at(date(2021, 2, 9), time(9))
    with without_focal_point(desk):
        said(desk, role=Role.FOCAL_DEPUTY, timed=True)
        assert steps_told(desk) == [(STEPS[0], DutyState.FULFILLED)]
    desk.at(date(2021, 2, 9), time(10))
    assert desk.advance() == 1
    assert steps_told(desk)[-1] == (STEPS[1], DutyState.OPEN)
    with desk.look() as work:
        assert work.campaign(code).looking_until is None


def test_none_is_begun_while_there_is_no_focal_point_to_ask(desk: Desk) -> None:
    with without_focal_point(desk), pytest.raises(ContactMissing):
        begun(desk, Role.FOCAL_DEPUTY)
    with desk.look() as work:
        assert work.session.exec(select(Campaign)).all() == []


def withdrawn(desk: Desk, code: str, role: Role = Role.FOCAL_POINT) -> None:
    with desk.work() as work:
        actor = COORDINATOR if role is Role.COORDINATOR else work.actor(role)
        withdraw_reception(work.session, work.campaign(code), WithdrawReason.MISTAKE, actor=actor, now=work.now)


def handed_over(desk: Desk, code: str, role: Role = Role.FOCAL_POINT, timed: bool = False) -> None:
    with working(desk, timed) as work:
        actor = COORDINATOR if role is Role.COORDINATOR else work.actor(role)
        hand_over_reception(work.session, work.campaign(code), actor=actor, **work.given)


def test_reception_begun_by_mistake_is_withdrawn_with_a_reason_and_asks_for_nothing_more(desk: Desk) -> None:
    code = begun(desk)
    withdrawn(desk, code)
    assert steps_told(desk) == [(STEPS[0], DutyState.WAIVED)]
    with desk.look() as work:
        assert work.campaign(code).state is CampaignState.CANCELLED
        assert open_receptions(work.session, Role.FOCAL_POINT) == []
        (letter,) = work.letters("reception_task")
        assert not still_wanted(work.session, letter), "a letter that still waits is not sent"
        entries = [entry for entry in work.session.exec(select(JournalEntry)) if entry.noun != "message"]
        assert all(entry.restricted for entry in entries)
        (cancel,) = work.journal(verb="cancel")
        assert (cancel.reason, cancel.role, cancel.note) == ("mistake", Role.FOCAL_POINT, None)
    with pytest.raises(TransitionRefused):
        withdrawn(desk, code)
    with pytest.raises(TransitionRefused):
        handed_over(desk, code)


def test_deputy_withdraws_what_it_began_itself_and_nobody_else_anything(desk: Desk) -> None:
    code = begun(desk)
    with pytest.raises(RightMissing):
        withdrawn(desk, code, Role.FOCAL_DEPUTY)
    for role in (Role.COORDINATOR, Role.TEAM_LEADER, Role.CHAIRMAN):
        for act in (withdrawn, handed_over):
            with pytest.raises(UnknownCode):
                act(desk, code, role)
    desk.at(date(2021, 2, 2))
    withdrawn(desk, begun(desk, Role.FOCAL_DEPUTY), Role.FOCAL_DEPUTY)
    assert [state for _, state in steps_told(desk)] == [DutyState.OPEN, DutyState.WAIVED]


@pytest.mark.parametrize("by", sorted(RECEIVES_VICTIMS))
def test_deputy_is_let_in_by_hand_where_no_clock_would_ever_bring_its_turn(desk: Desk, by: Role) -> None:
    code = begun(desk)
    with pytest.raises(RightMissing):
        said(desk, role=Role.FOCAL_DEPUTY)
    handed_over(desk, code, by)
    handed_over(desk, code, by)
    with desk.look() as work:
        (entry,) = work.journal(verb="hand_over")
        assert entry.restricted and entry.role is by
        told = [work.session.get_one(Contact, letter.contact_id).role for letter in work.letters("reception_task")]
        assert told == [Role.FOCAL_POINT, Role.FOCAL_DEPUTY]
    said(desk, role=Role.FOCAL_DEPUTY)
    said(desk, role=Role.FOCAL_POINT)
    assert steps_told(desk)[-1] == (STEPS[2], DutyState.OPEN)
    with desk.look() as work:
        told = [work.session.get_one(Contact, letter.contact_id).role for letter in work.letters("reception_task")]
        assert told == [Role.FOCAL_POINT, Role.FOCAL_DEPUTY] * 3, "each further step is told to both"


def test_deputy_does_not_help_itself_to_a_step_that_has_a_clock(desk: Desk) -> None:
    code = begun(desk, timed=True)
    with pytest.raises(RightMissing):
        handed_over(desk, code, Role.FOCAL_DEPUTY, timed=True)
    handed_over(desk, code, Role.FOCAL_POINT, timed=True)
    said(desk, role=Role.FOCAL_DEPUTY, timed=True)
    assert steps_told(desk)[0] == (STEPS[0], DutyState.FULFILLED)


def test_coordinator_can_neither_let_it_off_nor_read_it(desk: Desk) -> None:
    code = begun(desk)
    with pytest.raises(RightMissing), desk.work() as work:
        duty = open_step(work)
        waive_owed(work.session, duty, WaiveReason.NOT_NEEDED, actor=COORDINATOR, **work.given)
    with desk.look() as work:
        for role in set(Role) - RECEIVES_VICTIMS:
            with pytest.raises(UnknownCode):
                reception_of(work.session, work.campaign(code), role)


def test_journal_keeps_it_out_of_every_shared_view_and_has_no_word_of_day_agency_or_reason(desk: Desk) -> None:
    code = begun(desk)
    said(desk, NOT_POSSIBLE)
    said(desk)
    with desk.look() as work:
        entries = [entry for entry in work.session.exec(select(JournalEntry)) if entry.noun != "message"]
        assert len(entries) >= 9 and all(entry.restricted for entry in entries)
        assert {entry.reason for entry in entries} | {entry.note for entry in entries} == {None}
        told = str([(entry.subject, entry.verb, entry.before, entry.after) for entry in entries])
        assert code in told and "2021" not in told and RESPONSIBLE not in told
        kinds = [row.kind for row in work.session.exec(select(Campaign))]
        assert kinds == [CampaignKind.RECEPTION]
        assert {duty.agency for duty in work.session.exec(select(Duty))} == {work.actor(Role.FOCAL_POINT).agency}
