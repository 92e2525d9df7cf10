"""The year as a campaign: it opens what the plan holds, asks for the reports as they come round, and sums up."""

from campaigns.activity import TURNS
from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import WORK_CAMPAIGN
from rules.words import CampaignState, DutyKind, Mode, Role, Step

ANNUAL_PLAN = Kind(
    code="KH",
    steps={
        Mode.PLANNED: (
            StepSpec(Step.OPEN, Role.COORDINATOR, "open_activities", over_in=CampaignState.REPORTING, holds=False),
            StepSpec(
                Step.FILE,
                Role.ENGINE,
                "ask_for_reports",
                # Clock and ladder are the regime's: the due day of a report is a day of the calendar.
                duties=(DutySpec(DutyKind.PERIODIC_REPORT, Role.AREA, "periodic_report", "routine"),),
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
