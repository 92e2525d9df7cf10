"""Who may answer what behind a link, and when the places of a visit may be named. Default: nobody, never."""

from collections.abc import Mapping
from datetime import date

from rules.words import DutyKind, Mode, Role
from rules.working_days import WorkCalendar

_OFFICERS = frozenset({Role.LIAISON, Role.SUPERIOR})
_HOLDER = frozenset({Role.SANCTION_HOLDER})
_POLICE = frozenset({Role.POLICE_DUTY, Role.POLICE_SUPERIOR})
_LEADERS = frozenset({Role.TEAM_LEADER, Role.DEPUTY_LEADER})

WORK_KINDS = (
    DutyKind.SELF_REPORT,
    DutyKind.WORKING_RECORD,
    DutyKind.MONITORING_REMEDY,
    DutyKind.TRAINING_PLAN,
    DutyKind.NOMINATION,
    DutyKind.ATTENDANCE,
    DutyKind.EVALUATION,
    DutyKind.SCHOOL_CHOICE,
    DutyKind.PRELIMINARY_RESULT,
    DutyKind.FINAL_RESULT,
    DutyKind.JOINT_PLAN,
    DutyKind.COMMUNICATION_RESULT,
    DutyKind.PRINT_ORDER,
    DutyKind.PRINT_PROOF,
    DutyKind.PROOF_APPROVAL,
    DutyKind.PRINT_DELIVERY,
    DutyKind.DISTRIBUTION,
    DutyKind.PRESS_PLAN,
    DutyKind.PUBLICATION,
    DutyKind.GUIDANCE_ISSUED,
    DutyKind.DIRECTIVE_ISSUED,
    DutyKind.GUIDANCE_RESULT,
    DutyKind.COMMUNE_REGISTRATION,
    DutyKind.COMMUNE_CLASSIFICATION,
    DutyKind.WORK_PLAN,
    DutyKind.WORK_RESULT,
)
"""What the agencies of a monitoring round or an activity hand in, each on its form."""

RECEPTION_KINDS = (
    DutyKind.VICTIM_RECEPTION,
    DutyKind.VICTIM_VERIFICATION,
    DutyKind.VICTIM_PROTECTION,
    DutyKind.VICTIM_SUPPORT,
)
"""The route of a victim of trafficking, in its order."""

RECEIVES_VICTIMS = frozenset({Role.FOCAL_POINT, Role.FOCAL_DEPUTY})
"""Who begins a reception, and all who ever see that there is one."""

ANSWERED_BY: Mapping[DutyKind, frozenset[Role]] = {
    DutyKind.APPROVE_PLAN: frozenset({Role.CHAIRMAN, Role.COMMITTEE}),
    DutyKind.CONFIRM: _OFFICERS,
    DutyKind.FINDINGS: _OFFICERS,
    DutyKind.RE_INSPECTION: _OFFICERS,
    DutyKind.REMEDY: frozenset({Role.AREA}),
    DutyKind.SANCTION_DECISION: _HOLDER,
    DutyKind.SANCTION_EXECUTION: _HOLDER,
    DutyKind.REFERRAL_ACKNOWLEDGEMENT: _POLICE,
    DutyKind.REFERRAL_RESULT: _POLICE,
    DutyKind.PROTECTION: frozenset({Role.FOCAL_POINT, Role.FOCAL_DEPUTY, Role.SUPERIOR}),
    **dict.fromkeys(RECEPTION_KINDS, RECEIVES_VICTIMS),
    DutyKind.ORDER_CHECK: _LEADERS,
    DutyKind.WRITTEN_REPORT: _LEADERS,
    **dict.fromkeys(WORK_KINDS, frozenset({Role.LIAISON, Role.AREA, Role.SUPERIOR})),
    DutyKind.PERIODIC_REPORT: frozenset({Role.LIAISON, Role.AREA, Role.SUPERIOR, *_LEADERS}),
    DutyKind.CONTACT_REPAIR: frozenset({Role.COORDINATOR}),
    # Each for its own address alone, which the portal sees to.
    DutyKind.CONTACT_CHECK: frozenset(Role) - {Role.ENGINE},
}
"""Who approves a referral is not here: that is the pack's approval chain, and its clock. Where a chain names a deputy,
his turn comes only when the clock has run."""

_AFTERWARDS = frozenset(
    {DutyKind.REMEDY, DutyKind.RE_INSPECTION, DutyKind.SANCTION_DECISION, DutyKind.SANCTION_EXECUTION}
)

RESTRICTED_KINDS = (DutyKind.PROTECTION, *RECEPTION_KINDS, DutyKind.ORDER_CHECK, DutyKind.WRITTEN_REPORT)
"""Duties that the coordinator and his officers do not know of, by whatever code."""

CHAINS: Mapping[DutyKind, str] = {
    DutyKind.APPROVE_PLAN: "plan",
    DutyKind.REFERRAL_APPROVAL: "referral",
    DutyKind.PROTECTION: "protection",
    **dict.fromkeys(RECEPTION_KINDS, "protection"),
    DutyKind.ORDER_CHECK: "order",
    DutyKind.WRITTEN_REPORT: "order",
}
"""The pack's chain that says who decides and who deputises for him."""

SIGN_IN: Mapping[Role, bool] = {
    Role.COORDINATOR: False,
    Role.CHAIRMAN: True,
    Role.COMMITTEE: False,
    Role.TEAM_LEADER: True,
    Role.DEPUTY_LEADER: True,
    Role.FOCAL_POINT: True,
    Role.FOCAL_DEPUTY: True,
}
"""The officers who have signed-in pages, and whether theirs need a mailbox of one person."""

PERSONAL_MAILBOX = frozenset(
    {
        Role.CHAIRMAN,
        Role.TEAM_LEADER,
        Role.DEPUTY_LEADER,
        Role.LEGAL_OFFICER,
        Role.DEPARTMENT_HEAD,
        Role.SANCTION_HOLDER,
        Role.POLICE_DUTY,
        Role.POLICE_SUPERIOR,
        Role.FOCAL_POINT,
        Role.FOCAL_DEPUTY,
    }
)
"""Roles that get letters about confidential cases: a mailbox that many can read will not do for them."""

READS_CAMPAIGNS = frozenset({Role.COORDINATOR, Role.CHAIRMAN, Role.COMMITTEE, Role.TEAM_LEADER, Role.DEPUTY_LEADER})
"""Who reads the planned campaigns and their schedules, with the names of premises, on a signed-in page."""

KEEPS_RECORDS = frozenset({Role.COORDINATOR})
"""Who records answers, documents, contacts and the register."""

RAISES_CHECKS = _LEADERS
"""Who may put a ground for an unannounced check before the team leader."""


def may_answer(role: Role, kind: DutyKind) -> bool:
    """Whether an office in this role answers duties of this kind, once they are its own agency's."""
    return role in ANSWERED_BY.get(kind, frozenset())


def kinds_answered_by(role: Role) -> frozenset[DutyKind]:
    return frozenset(kind for kind, roles in ANSWERED_BY.items() if role in roles)


def answers_for(mode: Mode, role: Role) -> frozenset[DutyKind]:
    """What an office in this role answers in such a campaign, once it is its own agency's. A superior steps in where
    his agency is late, but not with the findings of an unannounced check: who was not told of it does not see it."""
    kinds = kinds_answered_by(role)
    return kinds - {DutyKind.FINDINGS} if mode is Mode.UNANNOUNCED and role is not Role.LIAISON else kinds


def sends_parties(role: Role, mode: Mode = Mode.PLANNED) -> bool:
    """Whether this role speaks for an agency that has seats in parties; in an unannounced check its superior does not,
    for he was not told of it."""
    return role in _OFFICERS and (mode is Mode.PLANNED or role is Role.LIAISON)


def kept_by_coordinator(mode: Mode, kind: DutyKind, confidential: bool) -> bool:
    """Whether the coordinator sees a duty and records its answer: never a confidential one, and of an unannounced
    check only what follows from it, when its places are no secret any more. The contact book is his own."""
    return not confidential and (mode is Mode.PLANNED or kind in (*_AFTERWARDS, DutyKind.CONTACT_REPAIR))


def may_name_places(mode: Mode, visits_on: date, today: date, calendar: WorkCalendar) -> bool:
    """Whether a party's agencies may read where it goes: planned visits from the day of the briefing on, unannounced
    ones only when their day is over."""
    if mode is Mode.UNANNOUNCED:
        return today > visits_on
    return today >= calendar.previous_workday(visits_on)


def reads_order(role: Role) -> bool:
    """Whether this role may come near the order of an unannounced check: its leaders, and the engine for them."""
    return role in _LEADERS or role is Role.ENGINE
