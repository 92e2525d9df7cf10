"""State machines as tables: (state, verb) -> (next state, who may), one per noun.

The diagrams in the README are drawn from these tables; a test fails when they are stale. The table of an unannounced
campaign has no `notify` and stands apart, so that no path can mail its list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rules.refusals import RightMissing, TransitionRefused
from rules.words import (
    CampaignState,
    CampaignVerb,
    DutyState,
    DutyVerb,
    MessageState,
    MessageVerb,
    ProtectionState,
    ProtectionVerb,
    ReferralState,
    ReferralVerb,
    RemedyState,
    RemedyVerb,
    Role,
    SanctionState,
    SanctionVerb,
    VisitState,
    VisitVerb,
    Word,
)

S = TypeVar("S", bound=Word)
V = TypeVar("V", bound=Word)

ENGINE = frozenset({Role.ENGINE})
COORDINATOR = frozenset({Role.COORDINATOR})
CHAIRMAN = frozenset({Role.CHAIRMAN, Role.COMMITTEE})
"""The chairman, or the committee's office deputising for him after the clock of the pack has run."""
AGENCY = frozenset({Role.LIAISON, Role.SUPERIOR, Role.COORDINATOR})
"""An agency's own people, or the coordinator recording what came by telephone or on paper."""


@dataclass(frozen=True)
class Lifecycle(Generic[S, V]):
    """One noun's table. `noun` is what refusals call it."""

    noun: str
    initial: S
    table: Mapping[tuple[S, V], tuple[S, frozenset[Role]]]

    def verbs_from(self, state: S) -> tuple[V, ...]:
        return tuple(verb for (start, verb) in self.table if start is state)

    def move(self, code: str, state: S, verb: V, role: Role) -> S:
        """The state that follows, or a refusal naming what is possible or who may."""
        try:
            following, who = self.table[state, verb]
        except KeyError:
            raise TransitionRefused(self.noun, code, state, verb, self.verbs_from(state)) from None
        if role not in who:
            raise RightMissing(role, verb, f"{self.noun} {code}", sorted(who))
        return following

    def knows(self, verb: V) -> bool:
        """Whether this table has the verb at all."""
        return any(known is verb for _, known in self.table)

    def allows(self, state: S, verb: V, role: Role) -> bool:
        """Whether this role may do this verb in this state."""
        entry = self.table.get((state, verb))
        return entry is not None and role in entry[1]


C, D = CampaignState, CampaignVerb
_RUNNING = (C.DRAFT, C.SCHEDULED, C.APPROVED, C.COORDINATING, C.INSPECTING, C.ASSESSING, C.REPORTING)

PLANNED_CAMPAIGN: Lifecycle[CampaignState, CampaignVerb] = Lifecycle(
    "campaign",
    C.DRAFT,
    {
        (C.DRAFT, D.SUBMIT): (C.SCHEDULED, ENGINE),
        (C.SCHEDULED, D.RETURN): (C.DRAFT, CHAIRMAN),
        (C.SCHEDULED, D.APPROVE): (C.APPROVED, CHAIRMAN),
        (C.APPROVED, D.COORDINATE): (C.COORDINATING, ENGINE),
        (C.COORDINATING, D.INSPECT): (C.INSPECTING, ENGINE),
        (C.INSPECTING, D.ASSESS): (C.ASSESSING, ENGINE),
        (C.ASSESSING, D.REPORT): (C.REPORTING, ENGINE),
        (C.REPORTING, D.RELEASE): (C.CLOSED, COORDINATOR),
        # Whoever is told beforehand is told through this verb; the unannounced table does not have it.
        **{(state, D.NOTIFY): (state, ENGINE) for state in (C.COORDINATING, C.INSPECTING)},
        **{(state, D.SUSPEND): (C.SUSPENDED, COORDINATOR) for state in _RUNNING},
        **{(state, D.CANCEL): (C.CANCELLED, COORDINATOR) for state in (*_RUNNING, C.SUSPENDED)},
        # Where it goes back to is remembered on the campaign; the table only says that it may.
        (C.SUSPENDED, D.RESUME): (C.SUSPENDED, COORDINATOR),
    },
)

LEADERS = frozenset({Role.TEAM_LEADER, Role.DEPUTY_LEADER})
"""The leader, or the deputy after the pack's hours (TT 05/2006 mục II.4)."""

UNANNOUNCED_CAMPAIGN: Lifecycle[CampaignState, CampaignVerb] = Lifecycle(
    "unannounced check",
    C.DRAFT,
    {
        (C.DRAFT, D.ORDER): (C.APPROVED, LEADERS),
        (C.DRAFT, D.CANCEL): (C.CANCELLED, LEADERS),
        (C.APPROVED, D.MUSTER): (C.INSPECTING, ENGINE),
        (C.APPROVED, D.CANCEL): (C.CANCELLED, LEADERS),
        (C.INSPECTING, D.ASSESS): (C.ASSESSING, ENGINE),
        (C.ASSESSING, D.REPORT): (C.REPORTING, ENGINE),
        # By the written report to his superior and the chairman.
        (C.REPORTING, D.RELEASE): (C.CLOSED, LEADERS),
    },
)

WORK_CAMPAIGN: Lifecycle[CampaignState, CampaignVerb] = Lifecycle(
    "activity",
    C.DRAFT,
    {
        (C.DRAFT, D.BEGIN): (C.CARRYING_OUT, ENGINE),
        (C.CARRYING_OUT, D.NOTIFY): (C.CARRYING_OUT, ENGINE),
        (C.CARRYING_OUT, D.REPORT): (C.REPORTING, ENGINE),
        (C.REPORTING, D.RELEASE): (C.CLOSED, COORDINATOR),
        **{(state, D.SUSPEND): (C.SUSPENDED, COORDINATOR) for state in (C.DRAFT, C.CARRYING_OUT, C.REPORTING)},
        **{
            (state, D.CANCEL): (C.CANCELLED, COORDINATOR)
            for state in (C.DRAFT, C.CARRYING_OUT, C.REPORTING, C.SUSPENDED)
        },
        (C.SUSPENDED, D.RESUME): (C.SUSPENDED, COORDINATOR),
    },
)
"""Everything of a year's plan that is no inspection: what its steps are, its kind says."""

_RECEIVERS = frozenset({Role.FOCAL_POINT, Role.FOCAL_DEPUTY})
RECEPTION_CAMPAIGN: Lifecycle[CampaignState, CampaignVerb] = Lifecycle(
    "reception",
    C.DRAFT,
    {
        (C.DRAFT, D.BEGIN): (C.CARRYING_OUT, _RECEIVERS),
        # By the answer to its last duty; nobody suspends it, calls it off or tells of it.
        (C.CARRYING_OUT, D.RELEASE): (C.CLOSED, ENGINE),
    },
)

CONTACT_BOOK: Lifecycle[CampaignState, CampaignVerb] = Lifecycle(
    "contact book",
    C.CARRYING_OUT,
    {
        # When the next year's is opened; nobody suspends it, calls it off or tells of it.
        (C.CARRYING_OUT, D.RELEASE): (C.CLOSED, ENGINE),
    },
)
"""What is owed about addresses, over all campaigns of a year: no campaign's own list shows whose letter came back."""

VISIT: Lifecycle[VisitState, VisitVerb] = Lifecycle(
    "visit",
    VisitState.PLANNED,
    {
        (VisitState.PLANNED, VisitVerb.POSTPONE): (VisitState.POSTPONED, AGENCY | ENGINE),
        (VisitState.POSTPONED, VisitVerb.REPLAN): (VisitState.PLANNED, ENGINE | COORDINATOR),
        (VisitState.PLANNED, VisitVerb.REPLAN): (VisitState.PLANNED, ENGINE | COORDINATOR),
        (VisitState.PLANNED, VisitVerb.RECORD): (VisitState.RECORDED, AGENCY),
        (VisitState.PLANNED, VisitVerb.MISS): (VisitState.NOT_CONDUCTED, AGENCY | ENGINE),
        (VisitState.POSTPONED, VisitVerb.MISS): (VisitState.NOT_CONDUCTED, ENGINE),
        (VisitState.RECORDED, VisitVerb.ASSESS): (VisitState.ASSESSED, ENGINE),
        (VisitState.PLANNED, VisitVerb.CANCEL): (VisitState.CANCELLED, ENGINE),
        (VisitState.POSTPONED, VisitVerb.CANCEL): (VisitState.CANCELLED, ENGINE),
        **{
            (state, VisitVerb.REOPEN): (VisitState.PLANNED, COORDINATOR)
            for state in (VisitState.RECORDED, VisitState.ASSESSED, VisitState.NOT_CONDUCTED)
        },
    },
)

OWNERS = frozenset(Role) - {Role.ENGINE}
"""Any office may answer its own duty; that it is its own is checked where the link is opened."""

DUTY: Lifecycle[DutyState, DutyVerb] = Lifecycle(
    "duty",
    DutyState.OPEN,
    {
        (DutyState.OPEN, DutyVerb.FULFIL): (DutyState.FULFILLED, OWNERS | ENGINE),
        (DutyState.OPEN, DutyVerb.WAIVE): (DutyState.WAIVED, COORDINATOR | ENGINE),
        (DutyState.OPEN, DutyVerb.EXTEND): (DutyState.OPEN, COORDINATOR),
        # An answer recorded by mistake is voided.
        (DutyState.FULFILLED, DutyVerb.REOPEN): (DutyState.OPEN, COORDINATOR),
    },
)

REMEDY: Lifecycle[RemedyState, RemedyVerb] = Lifecycle(
    "recommendation",
    RemedyState.SENT,
    {
        (RemedyState.SENT, RemedyVerb.REMEDY): (RemedyState.REMEDIED, frozenset({Role.AREA, Role.COORDINATOR})),
        (RemedyState.SENT, RemedyVerb.FAIL): (RemedyState.NOT_REMEDIED, frozenset({Role.AREA, Role.COORDINATOR})),
        (RemedyState.NOT_REMEDIED, RemedyVerb.RE_INSPECT): (RemedyState.RE_INSPECTED, AGENCY),
        (RemedyState.REMEDIED, RemedyVerb.REOPEN): (RemedyState.SENT, COORDINATOR),
        (RemedyState.NOT_REMEDIED, RemedyVerb.REOPEN): (RemedyState.SENT, COORDINATOR),
        (RemedyState.RE_INSPECTED, RemedyVerb.REOPEN): (RemedyState.NOT_REMEDIED, COORDINATOR),
    },
)

_HOLDER = frozenset({Role.SANCTION_HOLDER, Role.COORDINATOR})
SANCTION: Lifecycle[SanctionState, SanctionVerb] = Lifecycle(
    "sanction case",
    SanctionState.RECORDED,
    {
        (SanctionState.RECORDED, SanctionVerb.DECIDE): (SanctionState.DECIDED, _HOLDER),
        (SanctionState.RECORDED, SanctionVerb.DROP): (SanctionState.DROPPED, _HOLDER),
        (SanctionState.DECIDED, SanctionVerb.EXECUTE): (SanctionState.EXECUTED, _HOLDER),
        (SanctionState.DECIDED, SanctionVerb.REOPEN): (SanctionState.RECORDED, COORDINATOR),
        (SanctionState.DROPPED, SanctionVerb.REOPEN): (SanctionState.RECORDED, COORDINATOR),
        (SanctionState.EXECUTED, SanctionVerb.REOPEN): (SanctionState.DECIDED, COORDINATOR),
        # A file that goes to the police freezes the administrative branch (Luật XLVPHC Điều 62).
        (SanctionState.RECORDED, SanctionVerb.FREEZE): (SanctionState.FROZEN, ENGINE),
        (SanctionState.FROZEN, SanctionVerb.UNFREEZE): (SanctionState.RECORDED, ENGINE),
        (SanctionState.FROZEN, SanctionVerb.DROP): (SanctionState.DROPPED, ENGINE),
    },
)

_POLICE = frozenset({Role.POLICE_DUTY, Role.POLICE_SUPERIOR, Role.COORDINATOR})
_APPROVERS = frozenset({Role.LEGAL_OFFICER, Role.DEPARTMENT_HEAD, Role.TEAM_LEADER, Role.DEPUTY_LEADER, Role.CHAIRMAN})
R, A = ReferralState, ReferralVerb
REFERRAL: Lifecycle[ReferralState, ReferralVerb] = Lifecycle(
    "referral",
    R.PROPOSED,
    {
        (R.PROPOSED, A.APPROVE): (R.FIRST_APPROVED, _APPROVERS),
        (R.PROPOSED, A.REFUSE): (R.REFUSED, _APPROVERS),
        (R.FIRST_APPROVED, A.APPROVE): (R.APPROVED, _APPROVERS),
        (R.FIRST_APPROVED, A.REFUSE): (R.REFUSED, _APPROVERS),
        (R.APPROVED, A.SEND): (R.SENT, ENGINE),
        (R.SENT, A.ACKNOWLEDGE): (R.ACKNOWLEDGED, _POLICE),
        (R.ACKNOWLEDGED, A.RESOLVE): (R.RESOLVED, _POLICE),
        **{
            (state, A.WITHDRAW): (R.WITHDRAWN, _APPROVERS | ENGINE)
            for state in (R.PROPOSED, R.FIRST_APPROVED, R.APPROVED)
        },
    },
)

_FOCAL = frozenset({Role.FOCAL_POINT, Role.FOCAL_DEPUTY, Role.SUPERIOR})
"""The focal point, its deputy after the pack's hours, then its head: nobody else, and the coordinator never."""
PROTECTION: Lifecycle[ProtectionState, ProtectionVerb] = Lifecycle(
    "restricted case",
    ProtectionState.RAISED,
    {
        (ProtectionState.RAISED, ProtectionVerb.TAKE_OVER): (ProtectionState.TAKEN_OVER, _FOCAL),
        (ProtectionState.RAISED, ProtectionVerb.NOT_CONFIRM): (ProtectionState.NOT_CONFIRMED, _FOCAL),
        (ProtectionState.RAISED, ProtectionVerb.TELL_POLICE): (ProtectionState.POLICE_TOLD, _FOCAL),
    },
)

M, B = MessageState, MessageVerb
_OPERATOR = frozenset({Role.COORDINATOR})
MESSAGE: Lifecycle[MessageState, MessageVerb] = Lifecycle(
    "message",
    M.QUEUED,
    {
        (M.QUEUED, B.CLAIM): (M.LEASED, ENGINE),
        (M.QUEUED, B.CANCEL): (M.CANCELLED, ENGINE | _OPERATOR),
        (M.QUEUED, B.EXPIRE): (M.EXPIRED, ENGINE),
        (M.QUEUED, B.RETRY): (M.QUEUED, _OPERATOR),
        (M.QUEUED, B.DOUBT): (M.AMBIGUOUS, _OPERATOR),
        (M.LEASED, B.ACCEPT): (M.SENT, ENGINE),
        (M.LEASED, B.DEFER): (M.QUEUED, ENGINE),
        (M.LEASED, B.REJECT): (M.FAILED, ENGINE),
        (M.LEASED, B.DOUBT): (M.AMBIGUOUS, ENGINE),
        (M.LEASED, B.CANCEL): (M.CANCELLED, ENGINE | _OPERATOR),
        (M.LEASED, B.EXPIRE): (M.EXPIRED, ENGINE),
        (M.AMBIGUOUS, B.SETTLE_SENT): (M.SENT, ENGINE | _OPERATOR),
        (M.AMBIGUOUS, B.SETTLE_UNSENT): (M.QUEUED, ENGINE | _OPERATOR),
        (M.AMBIGUOUS, B.CANCEL): (M.CANCELLED, _OPERATOR),
        # A report of failure shows that a relay had the letter, whatever we knew of it.
        **{(state, B.BOUNCE): (M.BOUNCED, ENGINE) for state in (M.SENT, M.AMBIGUOUS, M.QUEUED)},
        (M.FAILED, B.RETRY): (M.QUEUED, _OPERATOR),
        (M.EXPIRED, B.RETRY): (M.QUEUED, _OPERATOR),
    },
)

LIFECYCLES: tuple[Lifecycle[Word, Word], ...] = (
    PLANNED_CAMPAIGN,  # type: ignore[assignment]
    UNANNOUNCED_CAMPAIGN,
    WORK_CAMPAIGN,
    RECEPTION_CAMPAIGN,
    CONTACT_BOOK,
    VISIT,
    DUTY,
    REMEDY,
    SANCTION,
    REFERRAL,
    PROTECTION,
    MESSAGE,
)
