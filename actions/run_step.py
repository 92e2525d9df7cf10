"""Run a campaign's steps in order: pass those that are done, stop at the first that waits.

One call is one unit of work. Every step may be run any number of times; it does only what is due.
"""

from datetime import datetime, timedelta
from importlib import import_module

from sqlmodel import Session

from actions.context import ENGINE, Context
from actions.hear_step import Run, hear_step
from actions.passage import Passage
from actions.recording import enter_step
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from rules.refusals import ContactMissing
from rules.words import CampaignState, Mode

LOOK_LEASE = timedelta(minutes=10)
AT_REST = (CampaignState.SUSPENDED, CampaignState.CANCELLED)


def verb_of(spec: StepSpec) -> Run:
    """The action a step names. Raises ModuleNotFoundError when a kind names one that does not exist."""
    run: Run = import_module(f"actions.{spec.verb}").run
    return run


def run_step(session: Session, campaign: Campaign, spec: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Run one step of a campaign that is neither suspended nor cancelled. While an office that must hear of it cannot
    be written to it is undone as a whole, and the campaign waits."""
    if spec.holds:
        # A step that lives on its own is entered by what it is about, not by being looked at.
        enter_step(session, campaign, spec.step, actor=ENGINE, now=now)
    if campaign.mode is Mode.UNANNOUNCED:
        # Whom they concern stands on no list; a letter that nobody would get refuses the whole step.
        passage = verb_of(spec)(session, campaign, spec, now=now, context=context)
        session.flush()
        return passage
    return hear_step(session, campaign, spec, verb_of(spec), now=now, context=context)


def run_steps(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> Passage:
    """Run what is due in one unit of work: the plain way, without Prefect."""
    waiting: Passage | None = None
    campaign.next_at = campaign.looking_until = None  # one unit of work needs no lease
    session.add(campaign)
    for spec in _steps_left(campaign):
        if campaign.state in AT_REST:
            break
        if waiting is not None and spec.holds:
            continue
        try:
            passage = run_step(session, campaign, spec, now=now, context=context)
        except ContactMissing:  # a caller may go on without what could not be asked: the clock asks then
            campaign.looking_until = now + LOOK_LEASE
            raise
        if spec.holds and not passage.passes:
            waiting = passage
    return waiting or Passage(True)


def begin_look(session: Session, campaign: Campaign, *, now: datetime) -> tuple[StepSpec, ...]:
    """The steps that may still have work. Forgets the last appointment, since the steps make new ones, and takes a
    lease meanwhile: when the run dies between two units of work, the next one after the lease makes it good."""
    campaign.next_at = None
    campaign.looking_until = now + LOOK_LEASE
    session.add(campaign)
    return _steps_left(campaign)


def _steps_left(campaign: Campaign) -> tuple[StepSpec, ...]:
    if campaign.state in AT_REST:
        return ()
    order = list(CampaignState)
    reached = order.index(campaign.state)
    return tuple(
        spec
        for spec in KINDS[campaign.kind].steps[campaign.mode]
        if spec.over_in is None or reached < order.index(spec.over_in)
    )


def end_look(session: Session, campaign: Campaign) -> None:
    """The look is over; only the appointments that its steps made remain."""
    campaign.looking_until = None
    session.add(campaign)
