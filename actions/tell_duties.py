"""Duties that opened without a letter of their own are told together: one letter to an agency for each due moment."""

from collections import defaultdict
from datetime import datetime

from sqlmodel import Session, col, func, select

from actions.chase_duties import owed_lines
from actions.context import Context
from actions.tell_office import Addressee, tell_office
from models import Duty, Message
from models.queries.campaigns import campaign_by_id
from models.queries.contacts import contact_as
from models.queries.duties import duties_untold
from notifications.letters import RecommendationLetter
from rules.words import DutyKind, Role

TOLD_TOGETHER = (
    DutyKind.REMEDY,
    DutyKind.RE_INSPECTION,
    DutyKind.SANCTION_DECISION,
    DutyKind.SANCTION_EXECUTION,
)


def tell_duties(session: Session, *, now: datetime, context: Context) -> int:
    """Send the letters and say how many duties they tell of. An office nobody can be written to is passed over; its
    duties are told once it has a contact."""
    told = 0
    grouped: dict[tuple[int, str, Role], list[Duty]] = defaultdict(list)
    for duty in duties_untold(session, TOLD_TOGETHER):
        grouped[duty.campaign_id, duty.agency, duty.role].append(duty)
    for (campaign_id, agency, role), duties in grouped.items():
        if contact_as(session, agency, role, context.pack.calendar.day_of(now)) is None:
            continue
        campaign = campaign_by_id(session, campaign_id)
        earlier = session.exec(
            select(func.count(col(Message.id))).where(
                Message.campaign_id == campaign_id,
                Message.letter == RecommendationLetter.name,
                Message.agency == agency,
            )
        ).one()
        tell_office(
            session,
            RecommendationLetter,
            Addressee(role, agency),
            campaign=campaign,
            subject=agency,
            ordinal=earlier + 1,
            now=now,
            context=context.on(campaign),
            owed=owed_lines(duties, now, context),
        )
        for duty in duties:
            duty.told = True
            session.add(duty)
        told += len(duties)
    return told
