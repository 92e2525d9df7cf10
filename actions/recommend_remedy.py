"""A recommendation to the area's authority, never to the premises: put right by a day, and say so."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from actions.context import Context
from actions.open_duty import open_duty
from actions.recording import next_number
from campaigns import KINDS
from models import Campaign, Recommendation, Visit
from rules.words import DutyKind, Outcome, RemedyState


def recommend_remedy(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    outcome: Outcome,
    items: Sequence[str],
    *,
    now: datetime,
    context: Context,
) -> None:
    """One recommendation per visit; later items are added to it."""
    assert visit.id is not None and campaign.id is not None
    known = session.exec(select(Recommendation).where(Recommendation.visit_id == visit.id)).first()
    if known is not None:
        known.items = sorted({*known.items, *items})
        session.add(known)
        return
    authority = context.pack.authority_of(visit.area, context.pack.calendar.day_of(now)).code
    code = f"{campaign.code}-K{next_number(session, campaign):04d}"
    duty = open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.REMEDY),
        subject=code,
        agency=authority,
        start=now,
        now=now,
        context=context,
    )
    session.add(
        Recommendation(
            code=code,
            campaign_id=campaign.id,
            visit_id=visit.id,
            agency=authority,
            outcome=outcome,
            items=list(items),
            state=RemedyState.SENT,
            due_at=duty.due_at,
        )
    )
    session.flush()
