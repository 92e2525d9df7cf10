"""A violation record goes to the holder of a sanctioning title: the team itself never fines (TT 05/2006 II.3)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.recording import next_number, record
from campaigns import KINDS
from models import Campaign, Party, SanctionCase, Visit
from rules.words import DutyKind, SanctionState


def open_sanction(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    party: Party,
    violations: Sequence[str],
    *,
    now: datetime,
    context: Context,
) -> None:
    """The decree is the one in force on the day of the visit. One case per visit; later items are added to it."""
    assert visit.id is not None and campaign.id is not None
    known = session.exec(select(SanctionCase).where(SanctionCase.visit_id == visit.id)).first()
    if known is not None:
        known.items = sorted({*known.items, *violations})
        session.add(known)
        return
    fields = {item.code: item.sanction_field for item in context.pack.checklist if item.valid_on(party.on)}
    decrees = [context.pack.decree_for(fields.get(code, ""), party.on) for code in violations]
    decree = next((decree for decree in decrees if decree is not None), None)
    if decree is None:
        return
    code = f"{campaign.code}-X{next_number(session, campaign):04d}"
    session.add(
        SanctionCase(
            code=code,
            campaign_id=campaign.id,
            visit_id=visit.id,
            holder=decree.holder,
            decree=decree.code,
            items=list(violations),
            state=SanctionState.RECORDED,
            recorded_at=now,
        )
    )
    record(
        session,
        noun="sanction case",
        subject=code,
        verb="record",
        after=SanctionState.RECORDED,
        actor=ENGINE,
        now=now,
        campaign_id=campaign.id,
    )
    open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.SANCTION_DECISION),
        subject=code,
        agency=decree.holder,
        start=now,
        now=now,
        context=context,
    )
    session.flush()
