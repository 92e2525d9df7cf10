"""The activities of a year's plan: each kind a row of steps, each step asking its owners for one form.

What an activity of these kinds needs besides is data: its forms, clocks, partners and days stand in the pack.
"""

from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import WORK_CAMPAIGN
from rules.words import CampaignState, DutyKind, Mode, Owners, Role, Step

ROLE_OF = {
    Owners.STANDING: Role.LIAISON,
    Owners.PARTNERS: Role.LIAISON,
    Owners.AREAS: Role.AREA,
    Owners.EDUCATION: Role.LIAISON,
    Owners.PRESS: Role.LIAISON,
    Owners.SUPPLIER: Role.LIAISON,
}
"""In which role an agency is asked; an area's authority among the partners is asked as such."""

TURNS = (
    "campaign_suspended",
    "campaign_resumed",
    "campaign_cancelled",
    "area_suspended",
    "area_resumed",
    "reminder",
    "non_response",
    "duties_passed",
)
"""Letters that no step owns."""

REPORT = StepSpec(
    Step.REPORT, Role.COORDINATOR, "report_work", letters=("campaign_report",), over_in=CampaignState.CLOSED
)


def asking(step: Step, kind: DutyKind, owners: Owners) -> StepSpec:
    """A step in which every owner hands in one form. Its form, its clock and its letter bear the duty's name."""
    duty = DutySpec(kind, ROLE_OF[owners], kind.value, "routine", owners=owners, form=kind.value)
    return StepSpec(
        step, duty.role, "ask_owners", duties=(duty,), letters=(kind.value,), over_in=CampaignState.REPORTING
    )


def _activity(code: str, *steps: StepSpec) -> Kind:
    return Kind(
        code=code, steps={Mode.PLANNED: (*steps, REPORT)}, lifecycles={Mode.PLANNED: WORK_CAMPAIGN}, letters=TURNS
    )


TRAINING = _activity(
    "TH",
    asking(Step.PREPARE, DutyKind.TRAINING_PLAN, Owners.STANDING),
    asking(Step.NOMINATE, DutyKind.NOMINATION, Owners.AREAS),
    asking(Step.HOLD, DutyKind.ATTENDANCE, Owners.STANDING),
    asking(Step.EVALUATE, DutyKind.EVALUATION, Owners.STANDING),
)
CONTEST = _activity(
    "HT",
    asking(Step.CHOOSE, DutyKind.SCHOOL_CHOICE, Owners.EDUCATION),
    asking(Step.PRELIMINARY, DutyKind.PRELIMINARY_RESULT, Owners.AREAS),
    asking(Step.FINAL, DutyKind.FINAL_RESULT, Owners.STANDING),
)
COMMUNICATION = _activity(
    "TT",
    asking(Step.AGREE, DutyKind.JOINT_PLAN, Owners.PARTNERS),
    asking(Step.CARRY_OUT, DutyKind.COMMUNICATION_RESULT, Owners.PARTNERS),
)
PRINT = _activity(
    "AP",
    asking(Step.ORDER, DutyKind.PRINT_ORDER, Owners.STANDING),
    asking(Step.PROOF, DutyKind.PRINT_PROOF, Owners.SUPPLIER),
    asking(Step.SIGN_OFF, DutyKind.PROOF_APPROVAL, Owners.STANDING),
    asking(Step.DELIVER, DutyKind.PRINT_DELIVERY, Owners.SUPPLIER),
    asking(Step.DISTRIBUTE, DutyKind.DISTRIBUTION, Owners.AREAS),
)
PRESS = _activity(
    "BC",
    asking(Step.AGREE, DutyKind.PRESS_PLAN, Owners.PRESS),
    asking(Step.PUBLISH, DutyKind.PUBLICATION, Owners.PRESS),
)
GUIDANCE = _activity(
    "HD",
    asking(Step.ISSUE, DutyKind.GUIDANCE_ISSUED, Owners.STANDING),
    asking(Step.PASS_ON, DutyKind.DIRECTIVE_ISSUED, Owners.AREAS),
    asking(Step.CARRY_OUT, DutyKind.GUIDANCE_RESULT, Owners.AREAS),
)
HEALTHY_COMMUNE = _activity(
    "LM",
    asking(Step.REGISTER, DutyKind.COMMUNE_REGISTRATION, Owners.AREAS),
    asking(Step.CLASSIFY, DutyKind.COMMUNE_CLASSIFICATION, Owners.AREAS),
)
OTHER = _activity(
    "HK",
    asking(Step.PREPARE, DutyKind.WORK_PLAN, Owners.STANDING),
    asking(Step.CARRY_OUT, DutyKind.WORK_RESULT, Owners.PARTNERS),
)
