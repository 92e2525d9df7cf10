"""The inter-agency inspection of Team 178 (NĐ 178/2004 Điều 33-34, TT 05/2006)."""

from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import PLANNED_CAMPAIGN, UNANNOUNCED_CAMPAIGN
from rules.words import CampaignState, DutyKind, Mode, Role, Step

ASSESS = StepSpec(
    Step.ASSESS,
    Role.ENGINE,
    "close_assessment",
    duties=(
        DutySpec(DutyKind.REMEDY, Role.AREA, "remedy", "remedy"),
        DutySpec(DutyKind.RE_INSPECTION, Role.LIAISON, "re_inspection", "remedy"),
        DutySpec(DutyKind.SANCTION_DECISION, Role.SANCTION_HOLDER, "sanction_decision", "sanction"),
        DutySpec(DutyKind.SANCTION_EXECUTION, Role.SANCTION_HOLDER, "sanction_execution", "sanction"),
        DutySpec(DutyKind.PROTECTION, Role.FOCAL_POINT, "protection", "protection", confidential=True),
    ),
    letters=("recommendation", "protection_notice", "protection_overdue"),
    over_in=CampaignState.REPORTING,
)
ESCALATE = StepSpec(
    Step.ESCALATE,
    Role.LEGAL_OFFICER,
    "escalate_referrals",
    duties=(
        # Who approves, in what order and after how many hours a deputy, is the pack's approval chain.
        DutySpec(DutyKind.REFERRAL_APPROVAL, Role.LEGAL_OFFICER, "referral_approval", "approval", confidential=True),
        DutySpec(
            DutyKind.REFERRAL_ACKNOWLEDGEMENT,
            Role.POLICE_DUTY,
            "referral_acknowledgement",
            "referral",
            confidential=True,
        ),
        DutySpec(
            DutyKind.REFERRAL_RESULT,
            Role.POLICE_DUTY,
            "referral_result",
            "referral",
            confidential=True,
            notice="referral_result_notice",
        ),
    ),
    letters=("referral_approval", "referral", "referral_overdue", "referral_result"),
    holds=False,
)

FINDINGS = DutySpec(DutyKind.FINDINGS, Role.LIAISON, "findings", "routine")

PLANNED = (
    StepSpec(Step.SCHEDULE, Role.ENGINE, "schedule_visits", over_in=CampaignState.SCHEDULED),
    StepSpec(
        Step.APPROVE,
        Role.CHAIRMAN,
        "await_approval",
        duties=(DutySpec(DutyKind.APPROVE_PLAN, Role.CHAIRMAN, "approve_plan", "plan_approval"),),
        letters=("plan_submitted", "plan_approved", "plan_returned"),
        over_in=CampaignState.APPROVED,
    ),
    StepSpec(
        Step.COORDINATE,
        Role.LIAISON,
        "coordinate_agencies",
        duties=(DutySpec(DutyKind.CONFIRM, Role.LIAISON, "confirm", "routine"),),
        letters=("invitation", "reminder", "non_response", "invitation_declined"),
        over_in=CampaignState.INSPECTING,
    ),
    StepSpec(
        Step.INSPECT,
        Role.TEAM_LEADER,
        "brief_parties",
        letters=("area_notice", "brief", "visit_postponed"),
        over_in=CampaignState.ASSESSING,
    ),
    StepSpec(
        Step.COLLECT,
        Role.LIAISON,
        "collect_findings",
        duties=(FINDINGS,),
        letters=("findings_request", "findings_receipt"),
        over_in=CampaignState.ASSESSING,
    ),
    ASSESS,
    ESCALATE,
    StepSpec(
        Step.REPORT, Role.COORDINATOR, "prepare_report", letters=("campaign_report",), over_in=CampaignState.CLOSED
    ),
)

UNANNOUNCED = (
    StepSpec(
        Step.APPROVE,
        Role.TEAM_LEADER,
        "await_order",
        duties=(DutySpec(DutyKind.ORDER_CHECK, Role.TEAM_LEADER, "order_check", "order_check", confidential=True),),
        letters=("order_task",),
        over_in=CampaignState.APPROVED,
    ),
    StepSpec(Step.COORDINATE, Role.ENGINE, "muster_party", letters=("muster",), over_in=CampaignState.INSPECTING),
    StepSpec(
        Step.COLLECT,
        Role.LIAISON,
        "collect_ordered",
        duties=(FINDINGS,),
        letters=("findings_request", "findings_receipt"),
        over_in=CampaignState.ASSESSING,
    ),
    ASSESS,
    ESCALATE,
    StepSpec(
        Step.REPORT,
        Role.TEAM_LEADER,
        "await_written_report",
        duties=(
            DutySpec(
                DutyKind.WRITTEN_REPORT,
                Role.TEAM_LEADER,
                "unannounced_report",
                "unannounced_report",
                confidential=True,
            ),
        ),
        letters=("unannounced_report_due",),
        over_in=CampaignState.CLOSED,
    ),
)
"""No letter here says beforehand where a check goes; the members get a code for time and place of muster alone."""

INSPECTION = Kind(
    code="KT",
    steps={Mode.PLANNED: PLANNED, Mode.UNANNOUNCED: UNANNOUNCED},
    lifecycles={Mode.PLANNED: PLANNED_CAMPAIGN, Mode.UNANNOUNCED: UNANNOUNCED_CAMPAIGN},
    letters=(
        "campaign_suspended",
        "campaign_resumed",
        "campaign_cancelled",
        "area_suspended",
        "area_resumed",
        "duties_passed",
        "digest",
        "access_code",
        "list_code",
    ),
)
