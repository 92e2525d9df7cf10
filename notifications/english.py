"""English labels of the words that letters and reports in English show."""

from collections.abc import Mapping

from rules.words import (
    CampaignKind,
    CampaignState,
    CancelReason,
    DeclineReason,
    DutyKind,
    DutyState,
    EstablishmentType,
    Mode,
    NotConductedReason,
    Outcome,
    PostponeReason,
    RemedyState,
    ReturnReason,
    Role,
    SanctionState,
    Session,
    SuspendReason,
    WaiveReason,
    Word,
)

# Codes that read as English by themselves ("guest_house") are not repeated here.
LABELS: Mapping[type[Word], Mapping[str, str]] = {
    CampaignKind: {"inspection": "Inter-agency inspection (Team 178)", "monitoring": "Volunteer team monitoring"},
    CampaignState: {},
    CancelReason: {
        "directive": "On the instruction of a higher authority",
        "duplicate": "Duplicates another campaign",
        "mistake": "Created by mistake",
    },
    DeclineReason: {
        "no_staff": "No staff can be sent",
        "other_task": "Clashes with another task",
        "not_competent": "Outside the agency's competence",
    },
    DutyKind: {
        "approve_plan": "Approve the inspection plan",
        "confirm": "Confirm participation and nominate members",
        "findings": "Hand in inspection findings",
        "remedy": "Carry out recommendations",
        "sanction_decision": "Issue the sanction decision",
        "sanction_execution": "Report on the execution of the sanction",
        "referral_approval": "Approve a file transfer",
        "referral_acknowledgement": "Acknowledge a file",
        "referral_result": "Report the result",
        "re_inspection": "Re-inspection",
        "protection": "Receive support information",
        "order_check": "Decide whether to order an unannounced check",
        "written_report": "Report in writing after an unannounced check",
    },
    DutyState: {},
    EstablishmentType: {"dim_light_cafe": "Dim-light café", "karaoke": "Karaoke"},
    Mode: {},
    NotConductedReason: {
        "closed": "Establishment closed",
        "quorum": "Quorum not met",
    },
    Outcome: {
        "guidance": "Guidance on the spot",
        "commitment": "Commitment signed",
        "violation": "Administrative violation recorded",
    },
    PostponeReason: {
        "weather": "Weather, natural disaster",
        "epidemic": "Epidemic control",
        "members": "Members suddenly unavailable",
        "other": "Another reason",
    },
    RemedyState: {},
    ReturnReason: {
        "too_many": "Too many visits",
        "overlap": "Overlaps with another inspection team",
        "window": "The period is not suitable",
    },
    Role: {
        "chairman": "Chairman of the People's Committee",
        "team_leader": "Team leader",
        "liaison": "Liaison of the coordinating agency",
        "superior": "Head of the coordinating agency",
        "area": "Area authority",
        "department_head": "Head of the department",
        "sanction_holder": "Authority with power to sanction",
        "police_duty": "Police duty office",
        "police_superior": "Head of the investigating body",
        "focal_point": "Victim support focal point",
        "focal_deputy": "Deputy victim support focal point",
        "committee": "Office of the People's Committee",
        "engine": "System",
    },
    SanctionState: {"recorded": "Violation recorded", "frozen": "Suspended by file transfer"},
    Session: {"day": "Daytime", "night": "Night"},
    SuspendReason: {
        "epidemic": "Epidemic control",
        "disaster": "Natural disaster",
        "directive": "On the instruction of a higher authority",
    },
    WaiveReason: {},
}


def english_label(word: Word) -> str:
    """The English label; a vocabulary that no English letter shows has none and raises KeyError."""
    spoken = word.value.replace("_", " ")
    return LABELS[type(word)].get(word.value, spoken[:1].upper() + spoken[1:])
