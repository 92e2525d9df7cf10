"""A violation record goes to the holder of a sanctioning title: the team itself never fines (TT 05/2006 II.3)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.recording import next_number, record
from campaigns import KINDS
from models import Campaign, Party, SanctionCase, Visit
from rules.pack import Decree
from rules.words import DutyKind, SanctionState


def open_sanctions(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    party: Party,
    violations: Sequence[str],
    *,
    now: datetime,
    context: Context,
) -> tuple[str, ...]:
    """One case per decree, the one in force on the day of the visit; later items are added to it.

    Returns the items for which the pack names no decree: they are for a recommendation instead.
    """
    fields = {item.code: item.sanction_field for item in context.pack.checklist if item.valid_on(party.on)}
    by_decree: dict[str, list[str]] = defaultdict(list)
    without: list[str] = []
    decrees = {code: context.pack.decree_for(fields.get(code, ""), party.on) for code in violations}
    for code, decree in decrees.items():
        if decree is None:
            without.append(code)
        else:
            by_decree[decree.code].append(code)
    for decree in {d.code: d for d in decrees.values() if d is not None}.values():
        _open_case(session, campaign, visit, decree, by_decree[decree.code], now=now, context=context)
    return tuple(without)


def _open_case(
    session: Session,
    campaign: Campaign,
    visit: Visit,
    decree: Decree,
    items: list[str],
    *,
    now: datetime,
    context: Context,
) -> None:
    assert visit.id is not None and campaign.id is not None
    known = session.exec(
        select(SanctionCase).where(SanctionCase.visit_id == visit.id, SanctionCase.decree == decree.code)
    ).first()
    if known is not None:
        known.items = sorted({*known.items, *items})
        session.add(known)
        return
    code = f"{campaign.code}-X{next_number(session, campaign):04d}"
    session.add(
        SanctionCase(
            code=code,
            campaign_id=campaign.id,
            visit_id=visit.id,
            holder=decree.holder,
            decree=decree.code,
            items=items,
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
