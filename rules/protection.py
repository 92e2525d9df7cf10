"""What the focal point's word opens again of what a possible victim's case has closed (non-punishment first).

Until it has spoken nothing is open. A person in support or known to the anti-trafficking police is never met with a
fine from the same visit; where the police have it from the focal point, no second file goes to them.
"""

from collections.abc import Mapping

from rules.words import Branch, ProtectionState

OPENED: Mapping[ProtectionState, frozenset[Branch]] = {
    ProtectionState.RAISED: frozenset(),
    ProtectionState.NOT_CONFIRMED: frozenset(Branch),
    ProtectionState.TAKEN_OVER: frozenset({Branch.REMEDY, Branch.REFERRAL}),
    ProtectionState.POLICE_TOLD: frozenset({Branch.REMEDY}),
}


def closed_branches(state: ProtectionState | None) -> frozenset[Branch]:
    """The branches that stay closed; none where nobody needs protection (`state` None)."""
    return frozenset() if state is None else frozenset(Branch) - OPENED[state]
