"""One task per unit of work: a task is one transaction and one retry unit, never one per visit or per letter."""

import os
from dataclasses import dataclass
from datetime import datetime

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from actions import alarm_letters
from actions.ask_for_contacts import ask_for_contacts
from actions.chase_duties import chase_duties
from actions.reorganise import reorganise
from actions.resume_area import resume_areas
from actions.run_step import AT_REST, begin_look, end_look, run_step, run_steps
from actions.send_digest import send_digest
from actions.start_campaign import Opening, start_campaign
from actions.still_wanted import still_wanted
from actions.tell_duties import tell_duties
from campaigns import KINDS
from campaigns.kind import StepSpec
from flows.opening import coordinator_on, office, relay, witness
from flows.outcomes import refused
from models.queries.campaigns import ENDED, campaign_by_code
from notifications.delivery import DeliveryCount, deliver_due
from notifications.delivery.redoing import redo_after_a_break
from rules.refusals import Refusal
from rules.words import CampaignKind, CampaignState, Mode

# Nothing here is cached, retried or kept by Prefect: what was done stands in our database alone.
unit_of_work = task(persist_result=False, cache_policy=NO_CACHE, retries=0, log_prints=False)


@dataclass(frozen=True)
class StepEnd:
    """How a step's unit of work ended. `state` is the campaign's state after it; `blocked`, that it was undone because
    an office that must hear of it cannot be written to."""

    passes: bool
    waiting_for: str
    state: CampaignState
    blocked: bool = False


def state_of(code: str) -> CampaignState:
    """Raises UnknownCode."""
    with office().reading() as (session, _):
        return campaign_by_code(session, code).state


def mode_of(code: str) -> Mode:
    """Raises UnknownCode."""
    with office().reading() as (session, _):
        return campaign_by_code(session, code).mode


def kind_of(code: str) -> CampaignKind:
    """Raises UnknownCode."""
    with office().reading() as (session, _):
        return campaign_by_code(session, code).kind


def steps_of(code: str) -> tuple[StepSpec, ...]:
    """Every step of a campaign's kind, in order. Raises UnknownCode."""
    with office().reading() as (session, _):
        row = campaign_by_code(session, code)
        return KINDS[row.kind].steps[row.mode]


def start_looking(code: str) -> tuple[StepSpec, ...]:
    """The steps that may still have work; takes the lease on the campaign."""
    with office().transaction() as (session, now):
        return begin_look(session, campaign_by_code(session, code), now=now)


def stop_looking(code: str) -> None:
    with office().transaction() as (session, _):
        end_look(session, campaign_by_code(session, code))


@unit_of_work
async def open_campaign(opening: Opening) -> str | State[None]:
    """Open a campaign and run its first step in one unit: a plan that cannot be made leaves no draft behind."""
    try:
        return _open_campaign(opening)
    except Refusal as refusal:
        return refused(refusal)


def _open_campaign(opening: Opening) -> str:
    with office().transaction() as (session, now):
        context = office().context(session)
        actor = coordinator_on(context.pack.calendar.day_of(now))
        campaign = start_campaign(session, opening, actor=actor, now=now, context=context)
        run_step(session, campaign, KINDS[campaign.kind].steps[campaign.mode][0], now=now, context=context)
        return campaign.code


@unit_of_work
async def run_one_step(code: str, position: int) -> StepEnd | State[None]:
    """Run the step at a position of the campaign's kind; the run's name is the step's."""
    try:
        return _run_one_step(code, position)
    except Refusal as refusal:
        return refused(refusal)


def _run_one_step(code: str, position: int) -> StepEnd:
    with office().transaction() as (session, now):
        campaign = campaign_by_code(session, code)
        if campaign.state in AT_REST:
            return StepEnd(False, campaign.state.value, campaign.state)
        spec = KINDS[campaign.kind].steps[campaign.mode][position]
        passage = run_step(session, campaign, spec, now=now, context=office().context(session, campaign))
        return StepEnd(passage.passes, passage.waiting_for, campaign.state, passage.blocked)


@unit_of_work
async def look_after_check(code: str) -> bool | State[None]:
    """Everything that is due of an unannounced check, in one unit; whether anything is left to wait for.

    Whatever goes wrong is told without its words: a refusal, like a database's error, would name agencies, days or
    places to whoever reads the logs.
    """
    try:
        with office().transaction() as (session, now):
            campaign = campaign_by_code(session, code)
            run_steps(session, campaign, now=now, context=office().context(session, campaign))
            return campaign.state not in ENDED
    except Exception as fault:
        return refused(f"{code} could not be looked after ({type(fault).__name__}); it is tried again.")


@unit_of_work
async def chase() -> int:
    """Climb the ladders of late duties."""
    with office().transaction() as (session, now):
        return chase_duties(session, now=now, context=office().context(session))


@unit_of_work
async def pass_on() -> int:
    """Bring what is under way up to a reorganisation: duties and seats of ended agencies, the revision to follow; and
    to areas in which work goes on again."""
    with office().transaction() as (session, now):
        context = office().context(session)
        return reorganise(session, now=now, context=context) + resume_areas(session, now=now, context=context)


@unit_of_work
async def ask_to_mend() -> int:
    """A task for each address that letters were refused for."""
    with office().transaction() as (session, now):
        return ask_for_contacts(session, now=now, context=office().context(session))


@unit_of_work
async def tell() -> int:
    """Tell agencies of duties that opened without a letter of their own."""
    with office().transaction() as (session, now):
        return tell_duties(session, now=now, context=office().context(session))


@unit_of_work
async def write_digest() -> bool:
    with office().transaction() as (session, now):
        return send_digest(session, now=now, context=office().context(session))


@unit_of_work
async def raise_alarms() -> int | State[None]:
    """Tell of letters in doubt that nothing has settled in time, and of those whose time is over."""
    try:
        with office().transaction() as (session, now):
            return alarm_letters.raise_alarms(session, now=now, context=office().context(session))
    except Refusal as refusal:  # nobody to be told: what was delivered is delivered all the same
        return refused(refusal)


@unit_of_work
async def deliver() -> DeliveryCount:
    """Hand what is queued to the relay; the outbox alone decides what may be sent again."""
    opened = office()

    @redo_after_a_break
    def clock() -> datetime:
        with opened.reading() as (_, now):
            return now

    # A run that was given a process of its own may be ended when it outlives its lease; a simulated clock jumps.
    expendable = "PREFECT__FLOW_RUN_ID" in os.environ and not opened.practice
    return await deliver_due(
        opened.engine, relay(), clock, wanted=still_wanted, witness=witness(), expendable=expendable
    )
