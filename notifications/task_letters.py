"""Letters that ask an office for one thing of an activity, a monitoring round or a year: each asks for one form."""

from dataclasses import dataclass
from datetime import date, datetime

from notifications.letter import CampaignLetter


@dataclass(frozen=True, kw_only=True)
class TaskLetter(CampaignLetter):
    """`count` is how many forms are asked for; `due_at` None where the pack sets no clock: then no day is named."""

    count: int
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SelfReport(TaskLetter):
    name = "self_report"


@dataclass(frozen=True, kw_only=True)
class WorkingRecord(TaskLetter):
    name = "working_record"


@dataclass(frozen=True, kw_only=True)
class MonitoringRemedy(TaskLetter):
    name = "monitoring_remedy"


@dataclass(frozen=True, kw_only=True)
class TrainingPlan(TaskLetter):
    name = "training_plan"


@dataclass(frozen=True, kw_only=True)
class Nomination(TaskLetter):
    name = "nomination"


@dataclass(frozen=True, kw_only=True)
class Attendance(TaskLetter):
    name = "attendance"


@dataclass(frozen=True, kw_only=True)
class Evaluation(TaskLetter):
    name = "evaluation"


@dataclass(frozen=True, kw_only=True)
class SchoolChoice(TaskLetter):
    name = "school_choice"


@dataclass(frozen=True, kw_only=True)
class PreliminaryResult(TaskLetter):
    name = "preliminary_result"


@dataclass(frozen=True, kw_only=True)
class FinalResult(TaskLetter):
    name = "final_result"


@dataclass(frozen=True, kw_only=True)
class JointPlan(TaskLetter):
    name = "joint_plan"


@dataclass(frozen=True, kw_only=True)
class CommunicationResult(TaskLetter):
    name = "communication_result"


@dataclass(frozen=True, kw_only=True)
class PrintOrder(TaskLetter):
    name = "print_order"


@dataclass(frozen=True, kw_only=True)
class PrintProof(TaskLetter):
    name = "print_proof"


@dataclass(frozen=True, kw_only=True)
class ProofApproval(TaskLetter):
    name = "proof_approval"


@dataclass(frozen=True, kw_only=True)
class PrintDelivery(TaskLetter):
    name = "print_delivery"


@dataclass(frozen=True, kw_only=True)
class Distribution(TaskLetter):
    name = "distribution"


@dataclass(frozen=True, kw_only=True)
class PressPlan(TaskLetter):
    name = "press_plan"


@dataclass(frozen=True, kw_only=True)
class Publication(TaskLetter):
    name = "publication"


@dataclass(frozen=True, kw_only=True)
class GuidanceIssued(TaskLetter):
    name = "guidance_issued"


@dataclass(frozen=True, kw_only=True)
class DirectiveIssued(TaskLetter):
    name = "directive_issued"


@dataclass(frozen=True, kw_only=True)
class GuidanceResult(TaskLetter):
    name = "guidance_result"


@dataclass(frozen=True, kw_only=True)
class CommuneRegistration(TaskLetter):
    name = "commune_registration"


@dataclass(frozen=True, kw_only=True)
class CommuneClassification(TaskLetter):
    name = "commune_classification"


@dataclass(frozen=True, kw_only=True)
class WorkPlan(TaskLetter):
    name = "work_plan"


@dataclass(frozen=True, kw_only=True)
class WorkResult(TaskLetter):
    name = "work_result"


@dataclass(frozen=True, kw_only=True)
class PeriodicReport(TaskLetter):
    """`report` is what the regime calls it, as the pack has it; its figures are about the days from `from_on` to
    `to_on`, both inclusive."""

    name = "periodic_report"
    report: str
    from_on: date
    to_on: date


@dataclass(frozen=True, kw_only=True)
class MonitoringNotice(CampaignLetter):
    """On which day the round comes, and to how many places of the area."""

    name = "monitoring_notice"
    on: date
    units: int


@dataclass(frozen=True, kw_only=True)
class MonitoringConclusion(CampaignLetter):
    """What the round saw in an area, in points, and at how many places something is to be remedied."""

    name = "monitoring_conclusion"
    units: int
    points: int
    most_points: int
    recommendations: int


TASK_LETTERS = (
    SelfReport,
    WorkingRecord,
    MonitoringRemedy,
    TrainingPlan,
    Nomination,
    Attendance,
    Evaluation,
    SchoolChoice,
    PreliminaryResult,
    FinalResult,
    JointPlan,
    CommunicationResult,
    PrintOrder,
    PrintProof,
    ProofApproval,
    PrintDelivery,
    Distribution,
    PressPlan,
    Publication,
    GuidanceIssued,
    DirectiveIssued,
    GuidanceResult,
    CommuneRegistration,
    CommuneClassification,
    WorkPlan,
    WorkResult,
    PeriodicReport,
    MonitoringNotice,
    MonitoringConclusion,
)
