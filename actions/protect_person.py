"""A person at a visited place may be a victim of trafficking or a child: keep it apart, tell the focal point alone.

Non-punishment comes first: fine and referral of that visit are closed until the focal point has spoken. Nothing of
it enters any count, list, artifact or report (Luật PCMBN Điều 31; Luật Trẻ em Điều 6.11).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from actions.ask_office import ask_office
from actions.context import ENGINE, Context
from actions.recording import record
from models import Campaign, Protection, Visit
from models.queries.protections import protection_state
from notifications.letters import ProtectionNotice
from rules.protection import closed_branches
from rules.words import Branch, DutyKind, ProtectionSign, ProtectionState, Role


def protect_person(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    signs: Sequence[ProtectionSign],
    *,
    now: datetime,
    context: Context,
) -> None:
    """Raises ContactMissing when there is no focal point to tell."""
    code = context.opaque_code("protection", visit.code)
    assert visit.id is not None
    session.add(
        Protection(
            code=code,
            visit_id=visit.id,
            signs=[sign.value for sign in signs],
            state=ProtectionState.RAISED,
            raised_at=now,
        )
    )
    record(
        session,
        noun="protection",
        subject=code,
        verb="raise",
        after=ProtectionState.RAISED,
        actor=ENGINE,
        now=now,
        campaign_id=None,
        restricted=True,
    )
    ask_office(
        session,
        campaign,
        DutyKind.PROTECTION,
        ProtectionNotice,
        Role.FOCAL_POINT,
        subject=code,
        now=now,
        context=context,
    )


def closed_for(session: Session, visit_id: int) -> frozenset[Branch]:
    """The branches after this visit that wait for the focal point, or stay closed after it has spoken."""
    return closed_branches(protection_state(session, visit_id, ENGINE.role))
