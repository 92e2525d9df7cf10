"""The contact book of a year: what is owed about addresses, which serve all campaigns.

Unannounced, as a check is: it stands in no list, board or count, so that none shows whose letter came back.
"""

from campaigns.kind import DutySpec, Kind, StepSpec
from rules.lifecycle import CONTACT_BOOK as LIFECYCLE
from rules.words import CampaignState, DutyKind, Mode, Role, Step

CONTACT_BOOK = Kind(
    code="LH",
    steps={
        Mode.UNANNOUNCED: (
            StepSpec(
                Step.REPAIR,
                Role.COORDINATOR,
                "ask_for_contacts",
                duties=(DutySpec(DutyKind.CONTACT_REPAIR, Role.COORDINATOR, "contact_repair", "routine"),),
                over_in=CampaignState.CLOSED,
            ),
        )
    },
    lifecycles={Mode.UNANNOUNCED: LIFECYCLE},
)
