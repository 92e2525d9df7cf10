"""What a visit's findings lead to, in the transaction that brought them; run again when more items come in."""

from datetime import datetime

from sqlmodel import Session, col, select

from actions.context import ENGINE, Context
from actions.open_sanction import open_sanctions
from actions.propose_referral import propose_referral
from actions.protect_person import closed_for
from actions.recommend_remedy import recommend_remedy
from actions.recording import change_state, enter_step
from models import Campaign, Establishment, Finding, FindingItem, Party, Referral, Visit
from rules.assessment import Assessment, assess_answers
from rules.dated import valid
from rules.hotspots import HotspotProposal, propose_hotspot
from rules.lifecycle import VISIT
from rules.words import Branch, ItemAnswer, Outcome, ReferralState, Step, VisitState, VisitVerb


def assess_visit(session: Session, campaign: Campaign, visit: Visit, *, now: datetime, context: Context) -> None:
    """Recommendation, sanction case and proposed referral, as the answers call for; each at most once per visit."""
    enter_step(session, campaign, Step.ASSESS, actor=ENGINE, now=now)
    party = session.get_one(Party, visit.party_id)
    answers = answers_of(session, visit)
    closed = closed_for(session, visit.id or 0)
    not_referred = is_refused(session, visit)
    assessment = assess_answers(answers, closed=closed, not_referred=not_referred)
    visit.outcome = assessment.outcome
    session.add(visit)
    if closed >= set(Branch):
        return
    if visit.state is VisitState.RECORDED:
        change_state(session, visit, VISIT, VisitVerb.ASSESS, actor=ENGINE, now=now)
    undecreed = open_sanctions(session, campaign, visit, party, assessment.violations, now=now, context=context)
    to_mend = (*assessment.shortcomings, *undecreed)
    if to_mend:
        recommend_remedy(session, campaign, visit, assessment.outcome, to_mend, now=now, context=context)
    proposal = None
    if Branch.REFERRAL not in closed and not not_referred:
        proposal = _hotspot(session, visit, party, assessment, answers, context)
    if proposal is not None:
        visit.outcome = Outcome.SIGNS_OF_CRIME
        propose_referral(session, campaign, visit, proposal, now=now, context=context)


def settle_refused(session: Session, visit: Visit) -> None:
    """Officers have refused the file: the visit is what its answers come to without the signs of crime."""
    closed = closed_for(session, visit.id or 0)
    visit.outcome = assess_answers(answers_of(session, visit), closed=closed, not_referred=True).outcome
    session.add(visit)


def is_refused(session: Session, visit: Visit) -> bool:
    """Whether a file about this visit was refused or withdrawn: it is not proposed a second time."""
    over = (ReferralState.REFUSED, ReferralState.WITHDRAWN)
    query = select(Referral.id).where(Referral.visit_id == visit.id, col(Referral.state).in_(over))
    return session.exec(query).first() is not None


def answers_of(session: Session, visit: Visit) -> dict[str, ItemAnswer]:
    """Every agency's answers on a visit, by item."""
    rows = session.exec(
        select(FindingItem).join(Finding).where(Finding.visit_id == visit.id).order_by(FindingItem.id)  # type: ignore[arg-type]
    )
    return {row.item: row.answer for row in rows}


def _hotspot(
    session: Session,
    visit: Visit,
    party: Party,
    assessment: Assessment,
    answers: dict[str, ItemAnswer],
    context: Context,
) -> HotspotProposal | None:
    place = session.get_one(Establishment, visit.establishment)
    proposal = propose_hotspot(
        valid(context.pack.hotspots, party.on),
        answers,
        complaints=place.complaints,
        past_violations=place.past_violations,
    )
    if proposal is None and assessment.signs_of_crime:
        # Any sign of crime goes to the police whatever the points say (Criminal Code 327-329: no lower threshold).
        return HotspotProposal("signs_of_crime", 0, ())
    return proposal
