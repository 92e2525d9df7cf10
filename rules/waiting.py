"""Which step a campaign waits in, read off its state."""

from collections.abc import Mapping, Sequence

from rules.words import CampaignState, Step

_STEP_OF: Mapping[CampaignState, Step] = {
    CampaignState.DRAFT: Step.SCHEDULE,
    CampaignState.SCHEDULED: Step.APPROVE,
    CampaignState.APPROVED: Step.COORDINATE,
    CampaignState.COORDINATING: Step.COORDINATE,
    CampaignState.INSPECTING: Step.INSPECT,
    CampaignState.ASSESSING: Step.ASSESS,
    CampaignState.REPORTING: Step.REPORT,
}


def step_waiting(state: CampaignState, entered: Sequence[str]) -> Step | None:
    """None while it is suspended and once it is over. Of inspecting and collecting, which overlap, the later; of what
    is being carried out, the step entered last."""
    if state is CampaignState.CARRYING_OUT:
        return Step(entered[-1]) if entered else None
    step = _STEP_OF.get(state)
    return Step.COLLECT if step is Step.INSPECT and Step.COLLECT.value in entered else step
