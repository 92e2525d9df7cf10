"""What a confidential link opens: the one subject it names, as far as this office's part in it goes."""

from dataclasses import dataclass
from datetime import datetime

from actions.ask_approval import CHAIN
from models import Duty, Referral
from models.queries.passed_on import passed_on
from models.queries.portal_pages import confidential_duties, referral_shown
from portal.access import NotThere, PassedOn
from portal.check_case import CheckPart, is_check, open_check
from portal.desk import Desk
from portal.protection_case import open_protection
from portal.reception_case import is_reception, open_reception
from rules.visibility import may_answer
from rules.words import DutyKind, DutyState, ReferralState, Role

POLICE = (Role.POLICE_DUTY, Role.POLICE_SUPERIOR)
REACHED_POLICE = (ReferralState.SENT, ReferralState.ACKNOWLEDGED, ReferralState.RESOLVED)


@dataclass(frozen=True)
class Case:
    """`own` are this office's duties about it, oldest first; `waits_until` is when a deputy's turn may come.

    `early`: the police may acknowledge before a duty is open.
    """

    referral: Referral | None
    own: tuple[Duty, ...] = ()
    waits_until: datetime | None = None
    early: bool = False
    check: CheckPart | None = None

    @property
    def duty(self) -> Duty | None:
        """What this office may answer now."""
        return next((duty for duty in self.own if duty.state is DutyState.OPEN), None)

    @property
    def answered(self) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.own if duty.state is not DutyState.OPEN)


def open_case(desk: Desk) -> Case:
    """Raises NotThere when the link's subject is nothing this office has a part in, PassedOn when its agency has ended
    and left it to another."""
    link = desk.visitor.link
    if is_check(desk):
        part = open_check(desk)
        return Case(None, part.own, part.waits_until, check=part)
    duties = confidential_duties(desk.session, link)
    passed = passed_on(desk.session, link)
    if passed and not any(duty.agency == link.agency for duty in duties):
        raise PassedOn(passed[-1], told=False)
    if is_reception(desk):
        return Case(None, *open_reception(desk, duties))
    if any(duty.kind is DutyKind.PROTECTION for duty in duties):
        return Case(None, *open_protection(desk, duties))
    referral = referral_shown(desk.session, link.subject or "")
    if referral is None:
        raise NotThere
    if link.role in POLICE:
        if referral.state not in REACHED_POLICE:
            raise NotThere
        own = tuple(duty for duty in duties if may_answer(link.role, duty.kind))
        return Case(referral, own, early=referral.state is ReferralState.SENT and not own)
    own, waits_until = _approvals(desk, duties)
    return Case(referral, own, waits_until)


def _approvals(desk: Desk, duties: list[Duty]) -> tuple[tuple[Duty, ...], datetime | None]:
    """The approvals this officer is asked for, or, once their clock has run, stands in for."""
    role = desk.visitor.link.role
    day = desk.context.pack.calendar.day_of(desk.now)
    chain = {step.order: step for step in desk.context.pack.approval_chain(CHAIN, day)}
    own, waits_until = [], None
    for duty in duties:
        step = chain.get(duty.ordinal)
        if duty.kind is not DutyKind.REFERRAL_APPROVAL or step is None or role not in (step.role, step.deputy):
            continue
        if role is step.role or desk.now > duty.due_at:
            own.append(duty)
        elif duty.state is DutyState.OPEN:
            waits_until = duty.due_at
    return tuple(own), waits_until
