"""A rule proposes to refer a suspected hotspot to the police; nothing leaves before two officers have approved."""

from datetime import datetime

from sqlmodel import Session, select

from actions.ask_approval import ask_approval
from actions.context import ENGINE, Context
from actions.freeze_sanction import freeze_sanctions
from actions.recording import enter_step, record
from models import Campaign, Referral, Visit
from rules.hotspots import HotspotProposal
from rules.words import ReferralResult, ReferralState, Step


def propose_referral(
    session: Session, campaign: Campaign, visit: Visit, proposal: HotspotProposal, *, now: datetime, context: Context
) -> None:
    """One referral per visit. The administrative branch is frozen, also what joins it later."""
    assert visit.id is not None and campaign.id is not None
    known = session.exec(select(Referral).where(Referral.visit_id == visit.id)).first()
    if known is not None:
        if _hands_off(known):
            freeze_sanctions(session, visit.id, now=now)
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
    freeze_sanctions(session, visit.id, now=now)
    ask_approval(session, campaign, referral, order=1, now=now, context=context)


def _hands_off(referral: Referral) -> bool:
    """Whether the administrative branch still waits for this referral."""
    if referral.state is ReferralState.RESOLVED:
        return referral.result in (ReferralResult.OPENED, ReferralResult.SUSPENDED)
    return referral.state not in (ReferralState.REFUSED, ReferralState.WITHDRAWN)
