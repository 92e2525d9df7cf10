"""A rule proposes to refer a suspected hotspot to the police; nothing leaves before two officers have approved."""

from datetime import datetime

from sqlmodel import Session, select

from actions.ask_approval import ask_approval
from actions.context import ENGINE, Context
from actions.recording import change_state, enter_step, record
from models import Campaign, Referral, SanctionCase, Visit
from rules.hotspots import HotspotProposal
from rules.lifecycle import SANCTION
from rules.words import ReferralState, SanctionState, SanctionVerb, Step


def propose_referral(
    session: Session, campaign: Campaign, visit: Visit, proposal: HotspotProposal, *, now: datetime, context: Context
) -> None:
    """One referral per visit. The administrative branch is frozen: never fine and refer the same act."""
    assert visit.id is not None and campaign.id is not None
    if session.exec(select(Referral.id).where(Referral.visit_id == visit.id)).first() is not None:
        return
    channel = context.pack.channel_on(context.pack.calendar.day_of(now))
    referral = Referral(
        code=context.opaque_code("referral", visit.code),
        campaign_id=campaign.id,
        visit_id=visit.id,
        establishment=visit.establishment,
        state=ReferralState.PROPOSED,
        channel=channel.code,
        agency=channel.to_agency,
        evidence={
            "rule": proposal.rule,
            "threshold": proposal.threshold,
            "points": {piece.source: piece.points for piece in proposal.evidence},
        },
        proposed_at=now,
    )
    session.add(referral)
    session.flush()
    enter_step(session, campaign, Step.ESCALATE, actor=ENGINE, now=now)
    record(
        session,
        noun="referral",
        subject=referral.code,
        verb="propose",
        after=ReferralState.PROPOSED,
        actor=ENGINE,
        now=now,
        campaign_id=campaign.id,
        restricted=True,
    )
    freeze_sanction(session, visit, now=now)
    ask_approval(session, campaign, referral, order=1, now=now, context=context)


def freeze_sanction(session: Session, visit: Visit, *, now: datetime) -> None:
    """Luật XLVPHC Điều 62: with signs of crime the sanction case waits for the investigating body."""
    for case in session.exec(select(SanctionCase).where(SanctionCase.visit_id == visit.id)):
        if case.state is not SanctionState.RECORDED:
            continue
        change_state(session, case, SANCTION, SanctionVerb.FREEZE, actor=ENGINE, now=now, restricted=True)
