"""The focal point begins a reception: a day and an agency responsible, and nothing of the person."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.draft_unannounced import draft_unannounced, drafted_before
from actions.recording import change_state, record
from actions.run_step import run_steps
from campaigns import KINDS
from models import Campaign, Reception
from rules.refusals import AnswerRefused, RightMissing
from rules.visibility import RECEIVES_VICTIMS
from rules.words import CampaignKind, CampaignState, CampaignVerb, Mode

KIND, MODE = CampaignKind.RECEPTION, Mode.UNANNOUNCED


@dataclass(frozen=True)
class Received:
    """All that is told of it. `agency` is the code of the one responsible."""

    on: date
    agency: str


def start_reception(
    session: Session, received: Received, *, actor: Actor, now: datetime, context: Context, nonce: str | None = None
) -> Campaign:
    """A reception under a code that says nothing, with its first duty. The same `nonce` again gives the one that is
    there.

    Raises RightMissing, UnknownCode (agency), AnswerRefused, ContactMissing or SharedMailbox.
    """
    if actor.role not in RECEIVES_VICTIMS or actor.contact_id is None:
        raise RightMissing(actor.role, "start", "a reception", sorted(RECEIVES_VICTIMS))
    _check(received, now, context)
    code = context.opaque_code("reception", nonce or secrets.token_hex(16))
    earlier = drafted_before(session, code)
    if earlier is not None:
        return earlier
    campaign = draft_unannounced(session, KIND, code, now=now, context=context)
    session.add(
        Reception(
            campaign_id=campaign.id or 0,
            received_on=received.on,
            agency=received.agency,
            started_by=actor.contact_id,
            started_at=now,
        )
    )
    lifecycle = KINDS[KIND].lifecycles[MODE]
    record(
        session,
        noun=lifecycle.noun,
        subject=code,
        verb="start",
        after=CampaignState.DRAFT,
        actor=actor,
        now=now,
        campaign_id=campaign.id,
        restricted=True,
    )
    change_state(session, campaign, lifecycle, CampaignVerb.BEGIN, actor=actor, now=now, restricted=True)
    run_steps(session, campaign, now=now, context=context)
    return campaign


def _check(received: Received, now: datetime, context: Context) -> None:
    context.pack.agency(received.agency)
    today = context.pack.calendar.day_of(now)
    if received.on > today:
        fault = f"is {received.on:%d/%m/%Y}: no later than today, {today:%d/%m/%Y}."
        raise AnswerRefused("The reception", [("received_on", fault)])
