"""The monitoring round of the volunteer social-work teams: it looks, scores and recommends; nobody is sanctioned."""

from campaigns.activity import REPORT, TURNS, asking
from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import WORK_CAMPAIGN
from rules.words import CampaignState, DutyKind, Mode, Owners, Role, Step

MONITORING = Kind(
    code="GS",
    steps={
        Mode.PLANNED: (
            asking(Step.SELF_REPORT, DutyKind.SELF_REPORT, Owners.AREAS),
            StepSpec(Step.SAMPLE, Role.ENGINE, "sample_units", over_in=CampaignState.REPORTING),
            StepSpec(
                Step.ON_SITE,
                Role.LIAISON,
                "monitor_on_site",
                # One record a place, drawn up by the standing agency and the area's own people.
                duties=(
                    DutySpec(DutyKind.WORKING_RECORD, Role.LIAISON, "working_record", "routine", form="working_record"),
                ),
                letters=("monitoring_notice", "working_record"),
                over_in=CampaignState.REPORTING,
            ),
            StepSpec(
                Step.CONCLUDE,
                Role.AREA,
                "conclude_monitoring",
                # Its clock outlives the round: the report waits for no remedy.
                duties=(
                    DutySpec(
                        DutyKind.MONITORING_REMEDY, Role.AREA, "monitoring_remedy", "remedy", form="monitoring_remedy"
                    ),
                ),
                letters=("monitoring_conclusion", "monitoring_remedy"),
                over_in=CampaignState.REPORTING,
            ),
            REPORT,
        )
    },
    lifecycles={Mode.PLANNED: WORK_CAMPAIGN},
    letters=TURNS,
)
