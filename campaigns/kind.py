"""What a kind of campaign is made of: steps with an owner, the duties they open, the letters they may send."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.lifecycle import Lifecycle
from rules.words import CampaignState, CampaignVerb, DutyKind, Mode, Owners, Role, Step


@dataclass(frozen=True)
class DutySpec:
    """Who owes a duty in which role, and the pack's clock and ladder it runs on; no clock where it is due on a day of
    the calendar.

    `notice` is a second clock that starts when the first ends (20 days to decide, and 3 to tell us). `owners` says who
    of an activity's agencies owes it, where the step asks them all alike; `form` is the pack's form it is answered on.
    """

    kind: DutyKind
    role: Role
    clock: str | None
    ladder: str
    confidential: bool = False
    notice: str | None = None
    owners: Owners | None = None
    form: str | None = None


@dataclass(frozen=True)
class StepSpec:
    """One step. `verb` names the action that runs it: `run(session, campaign, step, *, now, context) -> Passage`.

    `holds` is False for a step whose work lives on its own and never stops the campaign. `over_in` is the first state
    in which the step has nothing more to do; None for one that outlives the campaign.
    """

    step: Step
    owner: Role
    verb: str
    duties: tuple[DutySpec, ...] = ()
    letters: tuple[str, ...] = ()
    holds: bool = True
    over_in: CampaignState | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of campaign, with steps and a transition table for each mode it knows."""

    code: str
    """Two letters that stand in its campaigns' codes."""
    steps: Mapping[Mode, tuple[StepSpec, ...]]
    lifecycles: Mapping[Mode, Lifecycle[CampaignState, CampaignVerb]]
    letters: tuple[str, ...] = ()
    """Letters that no step owns: what the coordinator's decisions send."""

    def duty(self, kind: DutyKind) -> DutySpec:
        for steps in self.steps.values():
            for step in steps:
                for spec in step.duties:
                    if spec.kind is kind:
                        return spec
        raise KeyError(kind)
