"""English labels of the words that letters and reports in English show."""

from collections.abc import Mapping

from rules.words import (
    CampaignKind,
    CampaignState,
    DutyKind,
    DutyState,
    EstablishmentType,
    Mode,
    NotConductedReason,
    Outcome,
    RemedyState,
    Role,
    SanctionState,
    Session,
    WaiveReason,
    Word,
)

# Codes that read as English by themselves ("guest_house") are not repeated here.
LABELS: Mapping[type[Word], Mapping[str, str]] = {
    CampaignKind: {"inspection": "Inter-agency inspection (Team 178)", "monitoring": "Volunteer team monitoring"},
    CampaignState: {},
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
    RemedyState: {},
    Role: {
        "chairman": "Chairman of the People's Committee",
        "team_leader": "Team leader",
        "liaison": "Liaison of the coordinating agency",
        "superior": "Head of the coordinating agency",
        "area": "Area authority",
        "sanction_holder": "Authority with power to sanction",
        "police_duty": "Police duty office",
        "police_superior": "Head of the investigating body",
        "committee": "Office of the People's Committee",
        "engine": "System",
    },
    SanctionState: {"recorded": "Violation recorded", "frozen": "Suspended by file transfer"},
    Session: {"day": "Daytime", "night": "Night"},
    WaiveReason: {},
}


def english_label(word: Word) -> str:
    """The English label; a vocabulary that no English letter shows has none and raises KeyError."""
    spoken = word.value.replace("_", " ")
    return LABELS[type(word)].get(word.value, spoken[:1].upper() + spoken[1:])
