"""Every state, verb and role of every table; and what the law says of them, written down by hand."""

from itertools import product
from typing import Any

import pytest

from campaigns import KINDS
from rules.lifecycle import (
    CONTACT_BOOK,
    DUTY,
    LIFECYCLES,
    MESSAGE,
    PLANNED_CAMPAIGN,
    PROTECTION,
    RECEPTION_CAMPAIGN,
    REFERRAL,
    REMEDY,
    SANCTION,
    UNANNOUNCED_CAMPAIGN,
    VISIT,
    WORK_CAMPAIGN,
    Lifecycle,
)
from rules.refusals import RightMissing, TransitionRefused
from rules.visibility import RECEIVES_VICTIMS
from rules.words import (
    CampaignState,
    CampaignVerb,
    DutyState,
    DutyVerb,
    MessageState,
    MessageVerb,
    Mode,
    ProtectionState,
    ProtectionVerb,
    ReferralState,
    ReferralVerb,
    RemedyState,
    Role,
    SanctionState,
    SanctionVerb,
    VisitState,
    VisitVerb,
)

C, D, R, A = CampaignState, CampaignVerb, ReferralState, ReferralVerb
RUNNING = (C.DRAFT, C.SCHEDULED, C.APPROVED, C.COORDINATING, C.INSPECTING, C.ASSESSING, C.REPORTING)
NEVER_PLANNED = {C.CARRYING_OUT}
"""An inspection goes from its schedule to its assessment; to be carried out is for everything else."""
NEVER_UNANNOUNCED = {C.SCHEDULED, C.COORDINATING, C.SUSPENDED, C.CARRYING_OUT}
"""No plan is submitted, no agency asked, nothing put off."""
NEVER_WORK = {C.SCHEDULED, C.APPROVED, C.COORDINATING, C.INSPECTING, C.ASSESSING}
"""No plan of visits, no visit, nothing to assess."""
NEVER_CONTACTS = set(C) - {C.CARRYING_OUT, C.CLOSED}
"""It is kept for as long as the year lasts."""
NEVER_RECEPTION = set(C) - {C.DRAFT, C.CARRYING_OUT, C.CLOSED}
"""Nobody approves, suspends or calls off what is done for a person."""
NEVER = {
    PLANNED_CAMPAIGN.noun: NEVER_PLANNED,
    UNANNOUNCED_CAMPAIGN.noun: NEVER_UNANNOUNCED,
    WORK_CAMPAIGN.noun: NEVER_WORK,
    RECEPTION_CAMPAIGN.noun: NEVER_RECEPTION,
    CONTACT_BOOK.noun: NEVER_CONTACTS,
}
MAY_BE_MAILED = {"notify", "notify_areas", "announce"}


def vocabularies(lifecycle: Lifecycle[Any, Any]) -> tuple[Any, Any]:
    """The states and the verbs there are, used by the table or not."""
    state, verb = next(iter(lifecycle.table))
    return type(state), type(verb)


def every_attempt() -> list[Any]:
    tables = {id(table): table for table in (*LIFECYCLES, *(t for k in KINDS.values() for t in k.lifecycles.values()))}
    return [
        pytest.param(table, state, verb, id=f"{table.noun} that is {state}: {verb}")
        for table in tables.values()
        for state, verb in product(*vocabularies(table))
    ]


@pytest.mark.parametrize(("lifecycle", "state", "verb"), every_attempt())
def test_each_role_may_exactly_what_the_table_says(lifecycle: Lifecycle[Any, Any], state: Any, verb: Any) -> None:
    entry = lifecycle.table.get((state, verb))
    for role in Role:
        assert lifecycle.allows(state, verb, role) is (entry is not None and role in entry[1])
        if entry is None:
            check_transition_refused(lifecycle, state, verb, role)
        elif role in entry[1]:
            assert lifecycle.move("X-1", state, verb, role) is entry[0]
        else:
            check_right_missing(lifecycle, state, verb, role, entry[1])


def check_transition_refused(lifecycle: Lifecycle[Any, Any], state: Any, verb: Any, role: Role) -> None:
    with pytest.raises(TransitionRefused) as refused:
        lifecycle.move("X-1", state, verb, role)
    sentence = str(refused.value)
    assert f"{lifecycle.noun} X-1 is {state.value}:" in sentence
    assert f": {verb.value!r} is not possible there" in sentence
    possible = [other.value for other in type(verb) if (state, other) in lifecycle.table]
    named = sentence.split("possible: ")[-1].rstrip(".")
    assert sorted(named.split(", ")) == sorted(possible or ["nothing more"])


def check_right_missing(
    lifecycle: Lifecycle[Any, Any], state: Any, verb: Any, role: Role, who: frozenset[Role]
) -> None:
    with pytest.raises(RightMissing) as missing:
        lifecycle.move("X-1", state, verb, role)
    sentence = str(missing.value)
    assert sentence.startswith(f"{role.value} may not {verb.value} {lifecycle.noun} X-1;")
    assert sorted(sentence.split("it is for ")[-1].rstrip(".").split(", ")) == sorted(one.value for one in who)


def path_of(lifecycle: Lifecycle[Any, Any], start: Any, *moves: tuple[Any, Role]) -> Any:
    state = start
    for verb, role in moves:
        state = lifecycle.move("X-1", state, verb, role)
    return state


def who_may(lifecycle: Lifecycle[Any, Any], state: Any, verb: Any) -> set[Role]:
    return {role for role in Role if lifecycle.allows(state, verb, role)}


def reachable(lifecycle: Lifecycle[Any, Any]) -> set[Any]:
    """The states that some sequence of verbs leads to."""
    seen, ahead = set(), [lifecycle.initial]
    while ahead:
        state = ahead.pop()
        if state not in seen:
            seen.add(state)
            ahead += [after for (before, _), (after, _) in lifecycle.table.items() if before is state]
    return seen


def final(lifecycle: Lifecycle[Any, Any]) -> set[Any]:
    """Where nothing leads on; only what was recorded by mistake is taken back from there."""
    onward = {state for state, verb in lifecycle.table if verb.value != "reopen"}
    return {state for state in vocabularies(lifecycle)[0] if state not in onward}


def test_campaign_runs_from_draft_to_closed() -> None:
    moves = [
        (D.SUBMIT, Role.ENGINE),
        (D.RETURN, Role.CHAIRMAN),
        (D.SUBMIT, Role.ENGINE),
        (D.APPROVE, Role.CHAIRMAN),
        (D.COORDINATE, Role.ENGINE),
        (D.INSPECT, Role.ENGINE),
        (D.ASSESS, Role.ENGINE),
        (D.REPORT, Role.ENGINE),
        (D.RELEASE, Role.COORDINATOR),
    ]
    assert path_of(PLANNED_CAMPAIGN, C.DRAFT, *moves) is C.CLOSED


@pytest.mark.parametrize("verb", [D.APPROVE, D.RETURN])
def test_only_the_chairman_or_the_committee_for_him_decides_on_a_plan(verb: CampaignVerb) -> None:
    assert who_may(PLANNED_CAMPAIGN, C.SCHEDULED, verb) == {Role.CHAIRMAN, Role.COMMITTEE}
    others = [state for state in C if state is not C.SCHEDULED and who_may(PLANNED_CAMPAIGN, state, verb)]
    assert others == []


@pytest.mark.parametrize("verb", [D.SUBMIT, D.COORDINATE, D.INSPECT, D.ASSESS, D.REPORT])
def test_only_the_engine_moves_a_campaign_from_step_to_step(verb: CampaignVerb) -> None:
    assert set().union(*(who_may(PLANNED_CAMPAIGN, state, verb) for state in C)) == {Role.ENGINE}


@pytest.mark.parametrize("verb", [D.SUSPEND, D.CANCEL, D.RESUME, D.RELEASE])
def test_only_the_coordinator_suspends_resumes_cancels_and_releases(verb: CampaignVerb) -> None:
    assert set().union(*(who_may(PLANNED_CAMPAIGN, state, verb) for state in C)) == {Role.COORDINATOR}


def test_every_running_campaign_can_be_suspended_and_cancelled_and_no_other() -> None:
    suspendable = {state for state in C if D.SUSPEND in PLANNED_CAMPAIGN.verbs_from(state)}
    cancellable = {state for state in C if D.CANCEL in PLANNED_CAMPAIGN.verbs_from(state)}
    assert suspendable == set(RUNNING)
    assert cancellable == {*RUNNING, C.SUSPENDED}
    assert {PLANNED_CAMPAIGN.move("X-1", state, D.SUSPEND, Role.COORDINATOR) for state in RUNNING} == {C.SUSPENDED}


def test_suspended_campaign_is_only_resumed_or_cancelled() -> None:
    assert set(PLANNED_CAMPAIGN.verbs_from(C.SUSPENDED)) == {D.RESUME, D.CANCEL}


def test_no_campaign_that_nobody_announced_may_notify() -> None:
    """An unannounced check has a table of its own, in which no verb tells anybody beforehand."""
    assert {verb.value for verb in D} & MAY_BE_MAILED == {"notify"}
    unannounced = [kind.lifecycles[Mode.UNANNOUNCED] for kind in KINDS.values() if Mode.UNANNOUNCED in kind.lifecycles]
    assert UNANNOUNCED_CAMPAIGN in unannounced
    for table in unannounced:
        assert not table.knows(D.NOTIFY) and PLANNED_CAMPAIGN.knows(D.NOTIFY)
        assert not {verb.value for _, verb in table.table} & {*MAY_BE_MAILED, "submit"}


def test_areas_are_told_of_a_planned_campaign_by_the_engine_alone_and_it_stays_where_it_is() -> None:
    assert {state for state in C if who_may(PLANNED_CAMPAIGN, state, D.NOTIFY)} == {C.COORDINATING, C.INSPECTING}
    for state in (C.COORDINATING, C.INSPECTING):
        assert who_may(PLANNED_CAMPAIGN, state, D.NOTIFY) == {Role.ENGINE}
        assert PLANNED_CAMPAIGN.move("X-1", state, D.NOTIFY, Role.ENGINE) is state


@pytest.mark.parametrize("leader", [Role.TEAM_LEADER, Role.DEPUTY_LEADER])
def test_unannounced_check_runs_from_the_order_to_the_written_report(leader: Role) -> None:
    """TT 05/2006 mục II.4: ordered by the leader, reported in writing afterwards."""
    moves = [
        (D.ORDER, leader),
        (D.MUSTER, Role.ENGINE),
        (D.ASSESS, Role.ENGINE),
        (D.REPORT, Role.ENGINE),
        (D.RELEASE, leader),
    ]
    assert path_of(UNANNOUNCED_CAMPAIGN, C.DRAFT, *moves) is C.CLOSED


def test_activity_runs_from_draft_to_closed_and_is_released_by_the_coordinator_alone() -> None:
    moves = [(D.BEGIN, Role.ENGINE), (D.REPORT, Role.ENGINE), (D.RELEASE, Role.COORDINATOR)]
    assert path_of(WORK_CAMPAIGN, C.DRAFT, *moves) is C.CLOSED
    assert who_may(WORK_CAMPAIGN, C.REPORTING, D.RELEASE) == {Role.COORDINATOR}


@pytest.mark.parametrize("role", sorted(RECEIVES_VICTIMS))
def test_reception_is_begun_by_the_focal_point_and_ends_by_its_last_answer(role: Role) -> None:
    assert path_of(RECEPTION_CAMPAIGN, C.DRAFT, (D.BEGIN, role), (D.RELEASE, Role.ENGINE)) is C.CLOSED
    for state, verb in product(C, D):
        assert who_may(RECEPTION_CAMPAIGN, state, verb) <= RECEIVES_VICTIMS | {Role.ENGINE}


def test_coordinator_and_chairman_decide_nothing_of_an_unannounced_check() -> None:
    """Nobody but the leaders and the engine has a verb in it; it is called off only until the members are told."""
    for state, verb in product(C, D):
        assert who_may(UNANNOUNCED_CAMPAIGN, state, verb) <= {Role.TEAM_LEADER, Role.DEPUTY_LEADER, Role.ENGINE}
    assert {state for state in C if who_may(UNANNOUNCED_CAMPAIGN, state, D.CANCEL)} == {C.DRAFT, C.APPROVED}
    assert not any(who_may(UNANNOUNCED_CAMPAIGN, state, verb) for state in C for verb in (D.SUSPEND, D.RESUME))


@pytest.mark.parametrize(
    ("lifecycle", "ends"),
    [
        (PLANNED_CAMPAIGN, {C.CLOSED, C.CANCELLED, *NEVER_PLANNED}),
        (WORK_CAMPAIGN, {C.CLOSED, C.CANCELLED, *NEVER_WORK}),
        (RECEPTION_CAMPAIGN, {C.CLOSED, *NEVER_RECEPTION}),
        (CONTACT_BOOK, {C.CLOSED, *NEVER_CONTACTS}),
        (UNANNOUNCED_CAMPAIGN, {C.CLOSED, C.CANCELLED, *NEVER_UNANNOUNCED}),
        (VISIT, {VisitState.ASSESSED, VisitState.NOT_CONDUCTED, VisitState.CANCELLED}),
        (DUTY, {DutyState.FULFILLED, DutyState.WAIVED}),
        (REMEDY, {RemedyState.REMEDIED, RemedyState.RE_INSPECTED}),
        (SANCTION, {SanctionState.EXECUTED, SanctionState.DROPPED}),
        (REFERRAL, {R.REFUSED, R.RESOLVED, R.WITHDRAWN}),
        (PROTECTION, set(ProtectionState) - {ProtectionState.RAISED}),
        (MESSAGE, {MessageState.BOUNCED, MessageState.CANCELLED}),
    ],
    ids=lambda value: getattr(value, "noun", ""),
)
def test_lifecycle_ends_where_nothing_more_is_possible(lifecycle: Lifecycle[Any, Any], ends: set[Any]) -> None:
    assert final(lifecycle) == ends


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda table: table.noun)
def test_every_state_is_reached_and_every_move_is_somebodys(lifecycle: Lifecycle[Any, Any]) -> None:
    assert reachable(lifecycle) == set(vocabularies(lifecycle)[0]) - NEVER.get(lifecycle.noun, set())
    assert [move for move, (_, who) in lifecycle.table.items() if not who] == []


def test_referral_is_approved_twice_before_the_engine_sends_it() -> None:
    moves = [(A.APPROVE, Role.LEGAL_OFFICER), (A.APPROVE, Role.DEPARTMENT_HEAD), (A.SEND, Role.ENGINE)]
    assert path_of(REFERRAL, R.PROPOSED, *moves) is R.SENT
    assert {state for state in R if A.SEND in REFERRAL.verbs_from(state)} == {R.APPROVED}
    assert who_may(REFERRAL, R.APPROVED, A.SEND) == {Role.ENGINE}


@pytest.mark.parametrize("state", [R.PROPOSED, R.FIRST_APPROVED])
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ENGINE, Role.LIAISON, Role.POLICE_DUTY, Role.COMMITTEE])
def test_neither_coordinator_engine_nor_police_decides_on_a_referral(state: ReferralState, role: Role) -> None:
    assert not REFERRAL.allows(state, A.APPROVE, role)
    assert not REFERRAL.allows(state, A.REFUSE, role)


def test_sent_referral_cannot_be_withdrawn() -> None:
    assert {state for state in R if A.WITHDRAW in REFERRAL.verbs_from(state)} == {
        R.PROPOSED,
        R.FIRST_APPROVED,
        R.APPROVED,
    }


@pytest.mark.parametrize("verb", ProtectionVerb)
def test_focal_points_house_alone_speaks_for_a_person_and_once(verb: ProtectionVerb) -> None:
    """Luật PCMBN Điều 31: neither the coordinator nor the police nor the engine, and nobody voids it."""
    house = {Role.FOCAL_POINT, Role.FOCAL_DEPUTY, Role.SUPERIOR}
    assert who_may(PROTECTION, ProtectionState.RAISED, verb) == house
    assert [state for state in ProtectionState if who_may(PROTECTION, state, verb)] == [ProtectionState.RAISED]


def test_frozen_sanction_is_decided_by_nobody_until_the_engine_unfreezes_it() -> None:
    """Luật XLVPHC Điều 62: never fine and refer the same act in parallel."""
    assert not who_may(SANCTION, SanctionState.FROZEN, SanctionVerb.DECIDE)
    assert who_may(SANCTION, SanctionState.FROZEN, SanctionVerb.UNFREEZE) == {Role.ENGINE}
    assert who_may(SANCTION, SanctionState.RECORDED, SanctionVerb.FREEZE) == {Role.ENGINE}


def test_the_team_itself_never_decides_a_sanction() -> None:
    """Sanctioning is a title (NĐ 178/2004 Điều 16); the coordinator only records what its holder decided."""
    assert who_may(SANCTION, SanctionState.RECORDED, SanctionVerb.DECIDE) == {Role.SANCTION_HOLDER, Role.COORDINATOR}


def test_only_what_was_planned_can_be_recorded_and_only_the_engine_assesses() -> None:
    assert {state for state in VisitState if VisitVerb.RECORD in VISIT.verbs_from(state)} == {VisitState.PLANNED}
    assert who_may(VISIT, VisitState.RECORDED, VisitVerb.ASSESS) == {Role.ENGINE}
    assert Role.ENGINE not in who_may(VISIT, VisitState.PLANNED, VisitVerb.RECORD)


def test_only_coordinator_and_engine_waive_and_only_the_coordinator_gives_more_time() -> None:
    assert who_may(DUTY, DutyState.OPEN, DutyVerb.WAIVE) == {Role.COORDINATOR, Role.ENGINE}
    assert who_may(DUTY, DutyState.OPEN, DutyVerb.EXTEND) == {Role.COORDINATOR}


def test_doubtful_letter_is_never_claimed_and_called_off_by_a_person_alone() -> None:
    assert MessageVerb.CLAIM not in MESSAGE.verbs_from(MessageState.AMBIGUOUS)
    engine = {verb for verb in MessageVerb if Role.ENGINE in who_may(MESSAGE, MessageState.AMBIGUOUS, verb)}
    assert engine == {MessageVerb.SETTLE_SENT, MessageVerb.SETTLE_UNSENT, MessageVerb.BOUNCE}
