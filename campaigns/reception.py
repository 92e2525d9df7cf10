"""The reception of a victim of trafficking: received, verified, protected, supported, by the focal point alone.

Unannounced, as a check is: its code says nothing, and no board, list, count, calendar or report tells that there is one
(Luật PCMBN 2011 Điều 31; Luật 53/2024/QH15 Điều 3).
"""

from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import RECEPTION_CAMPAIGN
from rules.words import CampaignState, DutyKind, Mode, Role, Step

LETTERS = ("reception_task", "reception_reminder")


def _asking(step: Step, kind: DutyKind) -> StepSpec:
    """A step in which the focal point answers for one duty; its clock bears the duty's name."""
    duty = DutySpec(kind, Role.FOCAL_POINT, kind.value, "reception", confidential=True)
    return StepSpec(step, duty.role, "ask_focal_point", duties=(duty,), letters=LETTERS, over_in=CampaignState.CLOSED)


RECEPTION = Kind(
    code="TN",
    steps={
        Mode.UNANNOUNCED: (
            _asking(Step.RECEIVE, DutyKind.VICTIM_RECEPTION),
            _asking(Step.VERIFY, DutyKind.VICTIM_VERIFICATION),
            _asking(Step.PROTECT, DutyKind.VICTIM_PROTECTION),
            _asking(Step.SUPPORT, DutyKind.VICTIM_SUPPORT),
        )
    },
    lifecycles={Mode.UNANNOUNCED: RECEPTION_CAMPAIGN},
)
