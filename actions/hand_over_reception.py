"""The deputy is let into a reception by hand: where no clock is set, no ladder would ever bring its turn."""

from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.recording import record
from actions.tell_office import Addressee, tell_office
from models import Campaign, Duty
from models.queries.campaigns import campaign_by_id
from models.queries.receptions import open_steps, reception_of
from notifications.letters import ReceptionTask
from rules.refusals import RightMissing, TransitionRefused
from rules.words import CampaignState, Role


def hand_over_reception(session: Session, campaign: Campaign, *, actor: Actor, now: datetime, context: Context) -> None:
    """By the focal point at any time; by its deputy itself where a step has no clock. From then on both may answer,
    and each step is told to both. Handing over twice is handing over once.

    Raises UnknownCode for everybody else, RightMissing, TransitionRefused once it is over, ContactMissing or
    SharedMailbox where there is no deputy to write to.
    """
    campaign = campaign_by_id(session, campaign.id or 0)
    row = reception_of(session, campaign, actor.role)
    if campaign.state is not CampaignState.CARRYING_OUT:
        raise TransitionRefused("reception", campaign.code, campaign.state, "hand over", [])
    steps = open_steps(session, campaign, actor.role)
    if actor.role is Role.FOCAL_DEPUTY and any(duty.timed for duty in steps):
        raise RightMissing(actor.role, "hand over", f"task {campaign.code} yet", [Role.FOCAL_POINT])
    if row.handed_over_at is not None:
        return
    row.handed_over_at = now
    session.add(row)
    record(
        session,
        noun="reception",
        subject=campaign.code,
        verb="hand_over",
        actor=actor,
        now=now,
        campaign_id=campaign.id,
        restricted=True,
    )
    for duty in steps:
        tell_deputy(session, campaign, duty, now=now, context=context)


def tell_deputy(session: Session, campaign: Campaign, duty: Duty, *, now: datetime, context: Context) -> None:
    """The same letter that the focal point got. Raises ContactMissing or SharedMailbox."""
    tell_office(
        session,
        ReceptionTask,
        Addressee(Role.FOCAL_DEPUTY, duty.agency),
        campaign=campaign,
        subject=campaign.code,
        ordinal=duty.ordinal,
        now=now,
        context=context,
        due_at=duty.due_at if duty.timed else None,
    )
