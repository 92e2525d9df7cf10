"""The area's authority reports on a recommendation; what was not put right is inspected again."""

from datetime import datetime

from sqlmodel import Session, select

from actions.context import Actor, Context
from actions.open_duty import open_duty
from actions.recording import change_state
from actions.settle_duty import fulfil_duty
from actions.take_answer import Arrival, take_answer
from campaigns import KINDS
from models import Answer, Duty, Party, Recommendation, Visit
from models.queries.campaigns import campaign_by_id
from models.queries.duties import duties_about
from rules.lifecycle import REMEDY
from rules.words import DutyKind, RemedyVerb


def report_remedy(
    session: Session, duty: Duty, remedied: bool, arrival: Arrival, *, actor: Actor, now: datetime, context: Context
) -> Answer:
    """`remedied` False opens a re-inspection, owed by the agency that led the visit."""
    row = session.exec(select(Recommendation).where(Recommendation.code == duty.subject)).one()
    verb = RemedyVerb.REMEDY if remedied else RemedyVerb.FAIL
    change_state(session, row, REMEDY, verb, actor=actor, now=now)
    row.settled_at = now
    fulfil_duty(session, duty, answered={"remedied": remedied}, actor=actor, now=now)
    if not remedied:
        campaign = campaign_by_id(session, row.campaign_id)
        party = session.get_one(Party, session.get_one(Visit, row.visit_id).party_id)
        open_duty(
            session,
            campaign,
            KINDS[campaign.kind].duty(DutyKind.RE_INSPECTION),
            subject=row.code,
            agency=party.lead_agency,
            start=now,
            now=now,
            context=context,
            # After a voided answer there may be one that was let go.
            ordinal=len(duties_about(session, row.code, DutyKind.RE_INSPECTION)) + 1,
        )
    return take_answer(session, duty, {"remedied": remedied}, arrival, now=now)


def report_re_inspection(session: Session, duty: Duty, arrival: Arrival, *, actor: Actor, now: datetime) -> Answer:
    """The premises were inspected again."""
    row = session.exec(select(Recommendation).where(Recommendation.code == duty.subject)).one()
    change_state(session, row, REMEDY, RemedyVerb.RE_INSPECT, actor=actor, now=now)
    row.settled_at = now
    fulfil_duty(session, duty, answered={}, actor=actor, now=now)
    return take_answer(session, duty, {}, arrival, now=now)
