"""A step of a reception: its one duty is asked of the focal point; the answer to the last closes the reception."""

from contextlib import suppress
from datetime import datetime

from sqlmodel import Session

from actions.ask_office import ask_office
from actions.context import ENGINE, Context
from actions.hand_over_reception import tell_deputy
from actions.passage import Passage
from actions.recording import change_state
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from models.queries.duties import duties_about
from models.queries.receptions import handed_over_at
from notifications.letters import ReceptionTask
from rules.refusals import ContactMissing, SharedMailbox
from rules.words import CampaignVerb, DutyState


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Raises ContactMissing while there is no focal point to ask."""
    (spec,) = step.duties
    asked = duties_about(session, campaign.code, spec.kind)
    if not asked:
        duty = ask_office(
            session,
            campaign,
            spec.kind,
            ReceptionTask,
            spec.role,
            subject=campaign.code,
            now=now,
            context=context,
            ordinal=KINDS[campaign.kind].steps[campaign.mode].index(step) + 1,
        )
        if handed_over_at(session, campaign, ENGINE.role) is not None:
            # Where the deputy is gone meanwhile, the focal point goes on alone.
            with suppress(ContactMissing, SharedMailbox):
                tell_deputy(session, campaign, duty, now=now, context=context)
        return Passage(False, "the focal point")
    if any(duty.state is DutyState.OPEN for duty in asked):
        return Passage(False, "the focal point")
    kind = KINDS[campaign.kind]
    if step is kind.steps[campaign.mode][-1]:
        lifecycle = kind.lifecycles[campaign.mode]
        change_state(session, campaign, lifecycle, CampaignVerb.RELEASE, actor=ENGINE, now=now, restricted=True)
    return Passage(True)
