"""A campaign's figures, as a report shows them. A count of None is hidden (rules.suppression)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.words import (
    CampaignKind,
    Edition,
    EstablishmentType,
    Mode,
    NotConductedReason,
    Outcome,
    ReferralState,
    RemedyState,
    SanctionState,
    VisitState,
)

Count = int | None

CONDUCTED = frozenset({VisitState.RECORDED, VisitState.ASSESSED})
"""Never counted apart: a record whose assessment waits would say why it waits."""


def state_shown(state: VisitState) -> VisitState:
    """A visit's state on a list that names it."""
    return VisitState.RECORDED if state in CONDUCTED else state


OUTCOMES_SHOWN = (
    Outcome.COMPLIANT,
    Outcome.GUIDANCE,
    Outcome.COMMITMENT,
    Outcome.VIOLATION,
    Outcome.UNDER_ASSESSMENT,
)


def outcome_shown(outcome: Outcome | None) -> Outcome:
    """Signs of crime, a person who is being looked after and a record not yet assessed look the same to everybody."""
    return outcome if outcome in OUTCOMES_SHOWN else Outcome.UNDER_ASSESSMENT


@dataclass(frozen=True)
class Named:
    """An agency or area in both languages; `name_en` may be empty."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class VisitTally:
    """So many visits that are alike in all this."""

    area: str
    type: EstablishmentType
    state: VisitState
    missed: NotConductedReason | None
    outcome: Outcome | None
    ranked: bool
    visits: int


@dataclass(frozen=True)
class Progress:
    """Visits (lượt). `remaining` are those still to come and those cancelled."""

    planned: Count
    conducted: Count
    not_conducted: Count
    remaining: Count


@dataclass(frozen=True)
class AreaRow:
    """`now_in` is the area that it has become part of, where it has ended meanwhile."""

    area: Named
    visits: Progress
    outcomes: Mapping[Outcome, Count]
    now_in: Named | None = None


@dataclass(frozen=True)
class TypeRow:
    type: EstablishmentType
    visits: Progress


@dataclass(frozen=True)
class SliceRow:
    """Places chosen by their risk score (`ranked`) or drawn by lot: does the score find more than chance does?"""

    ranked: bool
    visits: Count
    violations: Count

    @property
    def violations_per_hundred(self) -> float | None:
        """Rounded to one decimal place; None where a count is hidden or there was no visit."""
        if self.visits is None or self.violations is None or not self.visits:
            return None
        return round(100 * self.violations / self.visits, 1)


@dataclass(frozen=True)
class AgencyRow:
    """What an agency owed. `late`: done late, or still open past its day; `silent`: never answered, waived or open."""

    agency: Named
    opened: int
    fulfilled: int
    waived: int
    late: int
    silent: int
    workdays_late: int
    """Of its latest duty."""
    taken_over: int = 0
    """Of `opened`: what an agency owed first that has ended since, and that this one follows."""
    passed_on: int = 0
    """What this one owed first and another, which has followed it, owes now: not in `opened`."""

    @property
    def owed_first(self) -> int:
        """Under the names of the day on which it was asked for; `opened` is under those of today."""
        return self.opened - self.taken_over + self.passed_on


@dataclass(frozen=True)
class RemedyFigures:
    """What became of the recommendations; `overdue` are a part of those only sent."""

    total: Count
    states: Mapping[RemedyState, Count]
    overdue: Count


@dataclass(frozen=True)
class SanctionFigures:
    total: Count
    states: Mapping[SanctionState, Count]


@dataclass(frozen=True)
class VisitRow:
    """One visit, in the order of the codes: never a ranking of premises."""

    code: str
    on: date
    area: Named
    establishment: str
    name: str
    type: EstablishmentType
    conducted: bool
    missed: NotConductedReason | None
    outcome: Outcome | None


@dataclass(frozen=True, kw_only=True)
class ReportHead:
    """Which campaign, which edition, as of when, from whom to whom."""

    edition: Edition
    code: str
    kind: CampaignKind
    mode: Mode
    plan: str
    opens_on: date
    closes_on: date
    as_of: datetime
    zone: ZoneInfo
    """Whose days and hours it tells."""
    national: bool
    """Whether the national heading of NĐ 30/2020 stands over it."""
    place: Named
    body: Named
    superior_body: Named
    recipients: tuple[Named, ...]
    minimum: int
    """Counts below this are hidden in the partners' edition."""
    title: str = ""
    """What the plan calls it; empty where it goes by its kind."""


@dataclass(frozen=True, kw_only=True)
class VisitFigures:
    """Visits and what they came to; `establishments_...` are distinct places."""

    progress: Progress
    establishments_planned: Count
    establishments_visited: Count
    missed: Mapping[NotConductedReason, Count]
    outcomes: Mapping[Outcome, Count]
    areas: tuple[AreaRow, ...]
    types: tuple[TypeRow, ...]
    slices: tuple[SliceRow, ...]


@dataclass(frozen=True, kw_only=True)
class ReportFigures:
    """One edition. `referrals` is None and `visit_rows` empty in the partners' edition."""

    head: ReportHead
    visits: VisitFigures
    agencies: tuple[AgencyRow, ...]
    recommendations: RemedyFigures
    sanctions: SanctionFigures
    referrals: Mapping[ReferralState, int] | None
    visit_rows: tuple[VisitRow, ...]
