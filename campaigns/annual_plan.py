"""The year as a campaign: it opens what the plan holds, asks for the reports as they come round, and sums up."""

from campaigns.activity import TURNS
from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import WORK_CAMPAIGN
from rules.words import CampaignState, DutyKind, Mode, Role, Step

ANNUAL_PLAN = Kind(
    code="KH",
    steps={
        Mode.PLANNED: (
            StepSpec(
                Step.OPEN,
                Role.COORDINATOR,
                "open_activities",
                # Every contact is asked in its own role.
                duties=(DutySpec(DutyKind.CONTACT_CHECK, Role.LIAISON, None, "routine"),),
                letters=("contact_check",),
                over_in=CampaignState.REPORTING,
                holds=False,
            ),
            StepSpec(
                Step.FILE,
                Role.ENGINE,
                "ask_for_reports",
                # The regime says by which day, on which ladder and form, and from which office.
                duties=(DutySpec(DutyKind.PERIODIC_REPORT, Role.AREA, None, "routine"),),
                letters=("periodic_report",),
                over_in=CampaignState.REPORTING,
            ),
            StepSpec(
                Step.REPORT, Role.COORDINATOR, "report_work", letters=("campaign_report",), over_in=CampaignState.CLOSED
            ),
        )
    },
    lifecycles={Mode.PLANNED: WORK_CAMPAIGN},
    letters=TURNS,
)
