"""Who may answer what behind a link, and when the places of a visit may be named. Default: nobody, never."""

from collections.abc import Mapping
from datetime import date

from rules.words import DutyKind, Mode, Role
from rules.working_days import WorkCalendar

_OFFICERS = frozenset({Role.LIAISON, Role.SUPERIOR})
_HOLDER = frozenset({Role.SANCTION_HOLDER})
_POLICE = frozenset({Role.POLICE_DUTY, Role.POLICE_SUPERIOR})

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
}
"""Who approves a referral is not here: that is the pack's approval chain, and its clock."""


def may_answer(role: Role, kind: DutyKind) -> bool:
    """Whether an office in this role answers duties of this kind, once they are its own agency's."""
    return role in ANSWERED_BY.get(kind, frozenset())


def kinds_answered_by(role: Role) -> frozenset[DutyKind]:
    return frozenset(kind for kind, roles in ANSWERED_BY.items() if role in roles)


def sends_parties(role: Role) -> bool:
    """Whether this role speaks for an agency that has seats in parties."""
    return role in _OFFICERS


def may_name_places(mode: Mode, visits_on: date, today: date, calendar: WorkCalendar) -> bool:
    """Whether a party's agencies may read where it goes: planned visits, from the day of the briefing on."""
    return mode is Mode.PLANNED and today >= calendar.previous_workday(visits_on)
