"""Step `coordinate`: ask every agency that has seats to confirm and nominate; wait until all seats have members."""

from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.fill_seats import cards_nominated, fill_seats
from actions.move_party import move_parties_too_near
from actions.muster import muster_of
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.recording import change_state
from actions.tell_office import Addressee, tell_office
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Duty
from models.queries.duties import duties_about, open_duties
from models.queries.visits import campaign_seats
from notifications.letters import Invitation
from rules.scheduling import members_needed
from rules.words import CampaignState, CampaignVerb, DutyKind, DutyState, PostponeReason, Role


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    lifecycle = KINDS[campaign.kind].lifecycles[campaign.mode]
    if campaign.state is CampaignState.APPROVED:
        change_state(session, campaign, lifecycle, CampaignVerb.COORDINATE, actor=ENGINE, now=now)
        for agency in sorted({seat.agency for seat, _ in campaign_seats(session, campaign.id or 0)}):
            invite_agency(session, campaign, agency, now=now, context=context)
        return Passage(False, "the agencies' confirmations")
    if campaign.state is not CampaignState.COORDINATING:
        return PASSES if campaign.state is not CampaignState.DRAFT else Passage(False)
    move_parties_too_near(session, campaign, PostponeReason.MEMBERS, now=now, context=context)
    ask_for_missing_members(session, campaign, now=now, context=context)
    if open_duties(session, campaign.id or 0, [DutyKind.CONFIRM]):
        return Passage(False, "the agencies' confirmations")
    if any(seat.card is None for seat, _ in campaign_seats(session, campaign.id or 0)):
        return Passage(False, "members for every seat")
    change_state(session, campaign, lifecycle, CampaignVerb.INSPECT, actor=ENGINE, now=now)
    return PASSES


def invite_agency(
    session: Session, campaign: Campaign, agency: str, *, now: datetime, context: Context, ordinal: int = 1
) -> Duty:
    """Open the duty to confirm and nominate, and send the invitation with its calendar entry."""
    duty = open_duty(
        session,
        campaign,
        KINDS[campaign.kind].duty(DutyKind.CONFIRM),
        subject=campaign.code,
        agency=agency,
        start=now,
        now=now,
        context=context,
        ordinal=ordinal,
        told=True,
    )
    slots = [(s.agency, (p.on, p.session)) for s, p in campaign_seats(session, campaign.id or 0) if s.agency == agency]
    days = sorted({on for _, (on, _) in slots})
    tell_office(
        session,
        Invitation,
        Addressee(Role.LIAISON, agency),
        campaign=campaign,
        subject=duty.code,
        ordinal=ordinal,
        now=now,
        context=context,
        calendar=muster_of(session, campaign, agency, now=now, context=context),
        days=len(days),
        members_needed=members_needed(slots)[agency],
        first_on=days[0],
        last_on=days[-1],
        due_at=duty.due_at,
        updated=ordinal > 1,
    )
    return duty


def ask_for_missing_members(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> None:
    """Fill new seats from the members already nominated; invite again the agencies whose members do not suffice."""
    seats = campaign_seats(session, campaign.id or 0)
    asked = duties_about(session, campaign.code, DutyKind.CONFIRM)
    for agency in sorted({seat.agency for seat, _ in seats if seat.card is None}):
        own = [duty for duty in asked if duty.agency == agency]
        if any(duty.state is DutyState.OPEN for duty in own):
            continue
        needed = members_needed((s.agency, (p.on, p.session)) for s, p in seats if s.agency == agency)[agency]
        cards = cards_nominated(session, campaign, agency)
        if len(cards) >= needed:
            fill_seats(session, campaign, agency, cards)
        # Members may be enough and yet be seated elsewhere in that part of the day, by another campaign.
        if any(seat.card is None for seat, _ in seats if seat.agency == agency):
            invite_agency(session, campaign, agency, now=now, context=context, ordinal=len(own) + 1)
