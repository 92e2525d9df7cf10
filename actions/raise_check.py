"""Put a ground for an unannounced check before the team leader: nothing is planned, nobody else is told."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.ask_office import ask_office
from actions.check_document import LONGEST_NUMBER
from actions.context import Actor, Context
from actions.draft_unannounced import draft_unannounced, drafted_before
from actions.recording import look_again, record
from models import Campaign, UnannouncedOrder
from notifications.letters import OrderTask
from rules.refusals import AnswerRefused, RightMissing
from rules.visibility import RAISES_CHECKS
from rules.words import CampaignKind, CampaignState, DutyKind, OrderGround, Role


@dataclass(frozen=True)
class Ground:
    """One of the three grounds, and the document it stands in: a ground without its document is none."""

    ground: OrderGround
    document: str
    document_on: date


def raise_check(
    session: Session, ground: Ground, *, actor: Actor, now: datetime, context: Context, nonce: str | None = None
) -> Campaign:
    """The draft of a check under a code that says nothing. The same `nonce` again gives the check that is there.

    Raises RightMissing, AnswerRefused (every fault at once), ContactMissing or SharedMailbox.
    """
    if actor.role not in RAISES_CHECKS or actor.contact_id is None:
        raise RightMissing(actor.role, "raise", "an unannounced check", sorted(RAISES_CHECKS))
    _check(ground, now, context)
    code = context.opaque_code("check", nonce or secrets.token_hex(16))
    earlier = drafted_before(session, code)
    if earlier is not None:
        return earlier
    campaign = draft_unannounced(session, CampaignKind.INSPECTION, code, now=now, context=context)
    session.add(
        UnannouncedOrder(
            campaign_id=campaign.id or 0,
            ground=ground.ground,
            document=ground.document.strip(),
            document_on=ground.document_on,
            raised_by=actor.contact_id,
            raised_at=now,
        )
    )
    record(
        session,
        noun="unannounced check",
        subject=code,
        verb="raise",
        after=CampaignState.DRAFT,
        actor=actor,
        now=now,
        campaign_id=campaign.id,
        restricted=True,
    )
    ask_office(
        session, campaign, DutyKind.ORDER_CHECK, OrderTask, Role.TEAM_LEADER, subject=code, now=now, context=context
    )
    look_again(session, campaign, now)
    return campaign


def _check(ground: Ground, now: datetime, context: Context) -> None:
    today = context.pack.calendar.day_of(now)
    faults = []
    number = ground.document.strip()
    if not number or not number.isprintable():
        faults.append(("document", "needs the number of the document that the ground stands in."))
    elif len(number) > LONGEST_NUMBER:
        faults.append(("document", f"is a document number of at most {LONGEST_NUMBER} characters."))
    if ground.document_on > today:
        faults.append(
            ("document_on", f"is dated {ground.document_on:%d/%m/%Y}: no later than today, {today:%d/%m/%Y}.")
        )
    if faults:
        raise AnswerRefused("The ground", faults)
