"""What a pack consists of: each section, the row it is read into, and what makes a row one of its kind.

Most rows are the dataclasses of `rules.pack`; the rest, which become one value of the pack, stand here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.dated import Dated
from rules.forms import Form
from rules.pack import (
    Agency,
    ApprovalStep,
    Area,
    ChecklistItem,
    Clock,
    ContactSeed,
    Decree,
    EmergencyNumber,
    EstablishmentSeed,
    HotspotRule,
    Ladder,
    MonitoringWeights,
    ReferralChannel,
    RiskWeights,
    SanctionAct,
    TeamRules,
)
from rules.plan import Activity, FixedDay, Programme
from rules.regimes import Regime


@dataclass(frozen=True, kw_only=True)
class Head(Dated):
    """The pack itself."""

    code: str
    title: str
    zone: str
    year: int
    area_levels: tuple[str, ...]
    work_level: str = ""
    """The lowest level where the pack names none."""
    minimum_cell: int
    weekend: frozenset[int]
    locale: str = "vi"
    weekly_load: int = 5
    as_of: date | None = None
    contact_check: date | None = None


@dataclass(frozen=True, kw_only=True)
class Sector(Dated):
    """A line of competence (ngành) that agencies belong to and checklist items are entered by."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class HolidayYear(Dated):
    """Days of rest of one year; `worked` are days of rest swapped in. Provisional: computed, not yet decided."""

    year: int
    basis: str
    provisional: bool = False
    off: frozenset[date] = field(default_factory=frozenset)
    worked: frozenset[date] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Section:
    """`keys` are the fields that tell rows apart: two rows equal in them must not hold on the same day. A section that
    is not `needed` may be left out: a field that has no such thing has no rows of it."""

    row: type[Dated]
    keys: tuple[str, ...] = ("code",)
    needed: bool = True


SECTIONS: Mapping[str, Section] = {
    "pack": Section(Head, ()),
    "sectors": Section(Sector),
    "areas": Section(Area),
    "agencies": Section(Agency),
    "contacts": Section(ContactSeed, ("agency", "role")),
    "establishments": Section(EstablishmentSeed),
    "checklist": Section(ChecklistItem),
    "decrees": Section(Decree, ("field",)),
    "sanction_acts": Section(SanctionAct, ("decree", "code")),
    "clocks": Section(Clock),
    "ladders": Section(Ladder),
    "team": Section(TeamRules, ()),
    "risk": Section(RiskWeights, ()),
    "monitoring": Section(MonitoringWeights, (), needed=False),
    "hotspots": Section(HotspotRule, needed=False),
    "approvals": Section(ApprovalStep, ("chain", "order")),
    "channels": Section(ReferralChannel, needed=False),
    "programmes": Section(Programme),
    "activities": Section(Activity),
    "fixed_days": Section(FixedDay, needed=False),
    "forms": Section(Form, needed=False),
    "regimes": Section(Regime, needed=False),
    "emergency": Section(EmergencyNumber, ("number",), needed=False),
    "holidays": Section(HolidayYear, ("year",)),
}
"""The sections of a pack by name; a section may be spread over several files."""
