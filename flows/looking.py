"""What a flow does for a campaign of any kind: its steps in order as tasks, until the first that waits for somebody."""

from prefect import tags
from prefect.client.schemas.objects import State

from flows.board import write_board
from flows.labels import campaign_tag, label_run
from flows.outcomes import REFUSED, degraded, done, end_of, refused, waiting
from flows.report_writing import reports_are_due, write_reports
from flows.steps import (
    StepEnd,
    look_after_check,
    mode_of,
    run_one_step,
    start_looking,
    state_of,
    steps_of,
    stop_looking,
)
from rules.refusals import Refusal
from rules.words import Mode


async def look_after(campaign: str) -> State[None]:
    """Run what is due of a campaign and say what it waits for."""
    try:
        state = state_of(campaign)
    except Refusal as refusal:
        return refused(refusal)
    await label_run(campaign)
    if mode_of(campaign) is Mode.UNANNOUNCED:
        return await look_after_unannounced(campaign)
    with tags(campaign_tag(campaign)):
        end = await run_due_steps(campaign)
        if reports_are_due(campaign):
            await write_reports(campaign)
        await write_board(campaign)
    if isinstance(end, State):
        return refused(end.message)
    if end is not None and end.blocked:
        return degraded(f"waits for {end.waiting_for}")
    if end is not None and not end.passes:
        return waiting(f"waits for {end.waiting_for}")
    return done((state if end is None else end.state).value)


async def look_after_unannounced(campaign: str) -> State[None]:
    """One task and two words: no step, no board, no report, nothing of where, when or how many."""
    with tags(campaign_tag(campaign)):
        start_looking(campaign)
        end = await end_of(look_after_check.with_options(name="check"), campaign)
    if end.name == REFUSED:
        return refused(end.message)
    return waiting("waits") if await end.aresult() else done("closed")


async def run_due_steps(campaign: str) -> StepEnd | State[None] | None:
    """Run the steps that may have work; what `holds` no campaign up is run even behind a step that waits.

    None when no step has any; the state of a step that was refused: the lease stays then, and when it has run out
    the step is tried again.
    """
    positions = {spec.step: number for number, spec in enumerate(steps_of(campaign))}
    held: StepEnd | None = None
    last: StepEnd | None = None
    for spec in start_looking(campaign):
        if held is not None and spec.holds:
            continue
        step = await end_of(run_one_step.with_options(name=spec.step.value), campaign, positions[spec.step])
        if step.name == REFUSED:
            return step
        last = await step.aresult()
        assert isinstance(last, StepEnd)
        if spec.holds and not last.passes:
            held = last
    stop_looking(campaign)
    return held or last
