"""A province pack as the rules see it: everything a province may change, as frozen, dated data.

`config/` reads YAML into these; nothing here knows a file. Every row carries `valid_from` and `valid_to`
(both inclusive, None = open), because agencies, areas, decrees and checklists change in the middle of campaigns.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from functools import cached_property

from rules.dated import Dated, Row, valid
from rules.forms import Form
from rules.plan import Activity, FixedDay, Programme
from rules.refusals import UnknownCode
from rules.regimes import Regime
from rules.words import (
    AgencyRole,
    EstablishmentType,
    ItemAnswer,
    Role,
    RungTarget,
    Session,
    Unit,
)
from rules.working_days import WorkCalendar


@dataclass(frozen=True, kw_only=True)
class Area(Dated):
    """A locality (địa bàn) at any level; its own code, never its level, is what code speaks of."""

    code: str
    name: str
    level: str
    parent: str | None = None
    communes: int = 0
    population: int = 0
    name_en: str = ""
    volunteer_team: bool = False
    """Whether it has a volunteer social-work team; not every commune has one."""
    successor: str | None = None
    """The area it became part of when it ended."""


@dataclass(frozen=True, kw_only=True)
class Heir:
    """Who takes over a part of what an agency that is split owes: what belongs to some programmes, or lies in some
    areas."""

    agency: str
    programmes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Agency(Dated):
    """A body that owes duties. `members_per_slot` is how many people it can send in one part of a day.

    `superior` is the agency that hears when it is late; None means its own head office. `successor` takes its
    place when it ends; of one that is split, the `successors` take their parts and `successor` the rest.
    """

    code: str
    name: str
    telephone: str
    roles: frozenset[AgencyRole]
    sector: str = ""
    area: str | None = None
    members_per_slot: int = 0
    weekdays_off: frozenset[int] = frozenset()
    days_off: frozenset[date] = frozenset()
    superior: str | None = None
    successor: str | None = None
    successors: tuple[Heir, ...] = ()
    name_en: str = ""


@dataclass(frozen=True, kw_only=True)
class ContactSeed(Dated):
    """An office to write to in a role; no person's name has a field here. `shared` marks a mailbox many can read."""

    agency: str
    role: Role
    office: str
    telephone: str
    address: str
    shared: bool = True


@dataclass(frozen=True, kw_only=True)
class EstablishmentSeed(Dated):
    """Premises open to inspection; `conditional` (NĐ 96/2016) and `prone` (NĐ 178/2004) are two different lists."""

    code: str
    name: str
    type: EstablishmentType
    area: str
    sessions: tuple[Session, ...]
    weekend_only: bool = False
    conditional: bool = False
    prone: bool = True
    last_checked_on: date | None = None
    past_violations: int = 0
    complaints: int = 0


@dataclass(frozen=True, kw_only=True)
class ChecklistItem(Dated):
    """One thing to look at, with its legal basis. `sector` names who enters it; "" means the party's lead agency.

    `sanction_field` names the field of the decree that punishes a violation; `remedy_clock` the clock to mend it.
    """

    code: str
    text: str
    basis: str
    sector: str = ""
    types: frozenset[EstablishmentType] = frozenset()
    sanction_field: str = ""
    remedy_clock: str = "remedy"
    text_en: str = ""

    def applies_to(self, kind: EstablishmentType) -> bool:
        return not self.types or kind in self.types


@dataclass(frozen=True, kw_only=True)
class Decree(Dated):
    """The decree that punishes acts of one field committed while it is in force."""

    code: str
    field: str
    title: str
    holder: str
    """Agency whose title-holder decides (sanctioning is a title, never the team's power; NĐ 178/2004 Điều 16)."""


@dataclass(frozen=True, kw_only=True)
class SanctionAct(Dated):
    """A fine range in VND for individuals; None where no source was at hand."""

    decree: str
    code: str
    label: str
    basis: str
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class Clock(Dated):
    """A length of time to do something in, and where that is written. Unset is a time that no source at hand gives:
    what would run on it has no due moment, and nobody is chased."""

    code: str
    basis: str
    length: int = 0
    unit: Unit = Unit.WORKDAYS
    unset: bool = False


@dataclass(frozen=True, kw_only=True)
class Rung:
    """After so long past the due moment, tell somebody, with a letter."""

    after: int
    unit: Unit
    to: RungTarget
    letter: str


@dataclass(frozen=True, kw_only=True)
class Ladder(Dated):
    """What happens when a duty is late, rung by rung."""

    code: str
    rungs: tuple[Rung, ...]


@dataclass(frozen=True, kw_only=True)
class TeamRules(Dated):
    """Composition on site: at least `quorum` members, one from each required sector, one of the type's own sector."""

    quorum: int
    required_sectors: tuple[str, ...]
    type_sectors: Mapping[EstablishmentType, str]
    parties_per_slot: int
    visits_per_party: int
    session_starts: Mapping[Session, time]
    basis: str


@dataclass(frozen=True, kw_only=True)
class RiskWeights(Dated):
    """Points towards an establishment's risk score; `random_share` of the places is drawn, not ranked."""

    by_type: Mapping[EstablishmentType, int]
    per_complaint: int
    per_past_violation: int
    past_violations_counted: int
    never_checked: int
    per_year_unchecked: int
    years_counted: int
    conditional: int
    random_share: Fraction


@dataclass(frozen=True, kw_only=True)
class MonitoringWeights(Dated):
    """Points towards a place being looked at by a monitoring round: for each thing its own report says is not done, for
    never having been looked at, for each year since. `random_share` of the places is drawn, not ranked."""

    per_denied: int
    never_monitored: int
    per_year: int
    random_share: Fraction


@dataclass(frozen=True, kw_only=True)
class SignPoints:
    """Points for one answer on one checklist item."""

    item: str
    answer: ItemAnswer
    points: int


@dataclass(frozen=True, kw_only=True)
class HotspotRule(Dated):
    """Proposes a referral when the points reach the threshold; a rule proposes, two people decide."""

    code: str
    label: str
    signs: tuple[SignPoints, ...]
    threshold: int
    per_complaint: int = 0
    per_past_violation: int = 0


@dataclass(frozen=True, kw_only=True)
class ApprovalStep(Dated):
    """One signature of a chain: who, whose deputy after the clock has run."""

    chain: str
    order: int
    role: Role
    deputy: Role
    clock: str


@dataclass(frozen=True, kw_only=True)
class ReferralChannel(Dated):
    """One of the three ways to the investigating body (BLTTHS 2015 Điều 144; Luật XLVPHC Điều 62)."""

    code: str
    label: str
    to_agency: str
    basis: str
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class EmergencyNumber(Dated):
    number: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One revision of a province's data. `revision` is the hash of its files: a campaign cites it and keeps it."""

    code: str
    title: str
    revision: str
    zone: str
    year: int
    area_levels: tuple[str, ...]
    work_level: str
    """The level of areas by which campaigns are divided."""
    locale: str
    """The language of letters, forms and pages where nobody asks for another."""
    weekly_load: int
    """More requests to one office in one week than this are shown as a clash before they happen."""
    minimum_cell: int
    """Counts below this are suppressed in what partners get."""
    contact_check: date | None
    """The day on which every contact is asked whether it is right; None: the usual one."""
    as_of: date | None
    """From this day on open campaigns follow this revision; None leaves each with the one it cites."""
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    contacts: tuple[ContactSeed, ...]
    establishments: tuple[EstablishmentSeed, ...]
    checklist: tuple[ChecklistItem, ...]
    decrees: tuple[Decree, ...]
    sanction_acts: tuple[SanctionAct, ...]
    clocks: tuple[Clock, ...]
    ladders: tuple[Ladder, ...]
    team: tuple[TeamRules, ...]
    risk: tuple[RiskWeights, ...]
    monitoring: tuple[MonitoringWeights, ...]
    hotspots: tuple[HotspotRule, ...]
    approvals: tuple[ApprovalStep, ...]
    channels: tuple[ReferralChannel, ...]
    programmes: tuple[Programme, ...]
    activities: tuple[Activity, ...]
    fixed_days: tuple[FixedDay, ...]
    forms: tuple[Form, ...]
    regimes: tuple[Regime, ...]
    emergency: tuple[EmergencyNumber, ...]
    calendar: WorkCalendar
    provisional_years: frozenset[int] = field(default_factory=frozenset)
    """Years whose holidays are computed, not yet decided."""

    @property
    def prefix(self) -> str:
        """The initials of its name that begin every code: "hung-yen-2021" gives "HY"."""
        return "".join(word[0].upper() for word in self.code.split("-") if word.isalpha())

    @property
    def refers(self) -> bool:
        """Whether signs of crime go to an investigating body; a field that has none has no channel to one."""
        return bool(self.channels)

    @property
    def item_answers(self) -> tuple[ItemAnswer, ...]:
        """What may be answered on an item of the checklist: no sign of crime where it would go nowhere."""
        return tuple(answer for answer in ItemAnswer if self.refers or answer is not ItemAnswer.SIGNS_OF_CRIME)

    @cached_property
    def _agencies(self) -> dict[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def _areas(self) -> dict[str, Area]:
        return {area.code: area for area in self.areas}

    def agency(self, code: str) -> Agency:
        try:
            return self._agencies[code]
        except KeyError:
            raise UnknownCode("agency", code, sorted(self._agencies)) from None

    def standing_on(
        self, code: str, day: date, programmes: Collection[str] = (), areas: Collection[str] = ()
    ) -> Agency | None:
        """The agency, or who had taken its place by a day; None where it ended without successor. Of one that is split
        the successor for something in these programmes or areas, which all lie in each other, the smallest first."""
        agency: Agency | None = self.agency(code)
        while agency is not None and agency.valid_to is not None and agency.valid_to < day:
            follows = self._heir(agency, programmes, areas)
            agency = self.agency(follows) if follows else None
        return agency

    def _heir(self, ended: Agency, programmes: Collection[str], areas: Collection[str]) -> str | None:
        for heir in ended.successors:
            if heir.programmes.intersection(programmes) or heir.areas.intersection(areas):
                return heir.agency
        return ended.successor

    def predecessors(self, code: str, day: date) -> tuple[str, ...]:
        """The agencies that this one has followed by a day, with no part of them gone elsewhere."""
        return tuple(
            agency.code
            for agency in self.agencies
            if agency.code != code
            and agency.valid_to is not None
            and agency.valid_to < day
            and not agency.successors
            and (standing := self.standing_on(agency.code, day)) is not None
            and standing.code == code
        )

    def area_on(self, code: str, day: date) -> Area:
        """The area, or the one it had become part of by a day. One that ended without successor stands for itself."""
        area = self.area(code)
        while area.valid_to is not None and area.valid_to < day and area.successor is not None:
            area = self.area(area.successor)
        return area

    def around(self, code: str) -> tuple[str, ...]:
        """The area and those it lies in, the smallest first."""
        found = [code]
        while (parent := self.area(found[-1]).parent) is not None and parent not in found:
            found.append(parent)
        return tuple(found)

    def area(self, code: str) -> Area:
        try:
            return self._areas[code]
        except KeyError:
            raise UnknownCode("area", code, sorted(self._areas)) from None

    @cached_property
    def _activities(self) -> dict[str, Activity]:
        return {activity.code: activity for activity in self.activities}

    def activity(self, code: str) -> Activity:
        try:
            return self._activities[code]
        except KeyError:
            raise UnknownCode("activity", code, sorted(self._activities)) from None

    def form(self, code: str, day: date) -> Form:
        for row in valid(self.forms, day):
            if row.code == code:
                return row
        raise UnknownCode("form", code, sorted({row.code for row in self.forms}))

    def regime(self, code: str) -> Regime:
        for row in self.regimes:
            if row.code == code:
                return row
        raise UnknownCode("regime", code, sorted({row.code for row in self.regimes}))

    @property
    def work_areas(self) -> tuple[Area, ...]:
        """The areas by which campaigns are divided, and where an establishment lies, whatever the day."""
        return tuple(area for area in self.areas if area.level == self.work_level)

    def areas_at(self, level: str, day: date) -> tuple[Area, ...]:
        """The areas of one level, in their order."""
        return tuple(area for area in valid(self.areas, day) if area.level == level)

    def communes_of(self, area: str, day: date) -> tuple[Area, ...]:
        """The areas of the lowest level inside an area; the area itself where it is of that level."""
        lowest = self.area_levels[-1]
        here = self.area(area)
        if here.level == lowest:
            return (here,)
        return tuple(row for row in self.areas_at(lowest, day) if row.parent == area)

    @cached_property
    def _agencies_by_role(self) -> dict[tuple[AgencyRole, date], tuple[Agency, ...]]:
        return {}

    def agencies_as(self, role: AgencyRole, day: date) -> tuple[Agency, ...]:
        """In their order. Remembered by day: every letter asks who leads."""
        found = self._agencies_by_role.get((role, day))
        if found is None:
            found = tuple(agency for agency in valid(self.agencies, day) if role in agency.roles)
            self._agencies_by_role[role, day] = found
        return found

    @cached_property
    def _authorities(self) -> dict[date, dict[str, Agency]]:
        return {}

    def agency_as(self, role: AgencyRole, day: date) -> Agency:
        """The one agency in this role; where several are, the first listed."""
        found = self.agencies_as(role, day)
        if not found:
            raise UnknownCode("agency in the role", role)
        return found[0]

    def authority_of(self, area: str, day: date) -> Agency:
        """The authority that answers for an area, or for the area that it has become part of."""
        if day not in self._authorities:
            rows = reversed(self.agencies_as(AgencyRole.AREA_AUTHORITY, day))
            self._authorities[day] = {agency.area: agency for agency in rows if agency.area is not None}
        found = self._authorities[day].get(area)
        if found is None and area in self._areas:
            found = self._authorities[day].get(self.area_on(area, day).code)
        if found is None:
            raise UnknownCode("authority of area", area)
        return found

    def clock(self, code: str, day: date) -> Clock:
        for row in valid(self.clocks, day):
            if row.code == code:
                return row
        raise UnknownCode("clock", code, sorted({row.code for row in self.clocks}))

    def ladder(self, code: str, day: date) -> Ladder:
        for row in valid(self.ladders, day):
            if row.code == code:
                return row
        raise UnknownCode("ladder", code, sorted({row.code for row in self.ladders}))

    def team_on(self, day: date) -> TeamRules:
        return _only(valid(self.team, day), "team rules", day)

    def risk_on(self, day: date) -> RiskWeights:
        return _only(valid(self.risk, day), "risk weights", day)

    def monitoring_on(self, day: date) -> MonitoringWeights:
        return _only(valid(self.monitoring, day), "monitoring weights", day)

    def items_for(self, kind: EstablishmentType, day: date) -> tuple[ChecklistItem, ...]:
        """The checklist for a type of establishment as it stood on the day of the visit."""
        return tuple(item for item in valid(self.checklist, day) if item.applies_to(kind))

    def decree_for(self, sanction_field: str, day: date) -> Decree | None:
        """The decree in force on the day of the act; None where the pack names none."""
        for decree in valid(self.decrees, day):
            if decree.field == sanction_field:
                return decree
        return None

    def approval_chain(self, chain: str, day: date) -> tuple[ApprovalStep, ...]:
        return tuple(sorted((s for s in valid(self.approvals, day) if s.chain == chain), key=lambda s: s.order))

    def channel_on(self, day: date) -> ReferralChannel:
        channels = valid(self.channels, day)
        return next((c for c in channels if c.default), None) or _only(channels, "referral channel", day)


def _only(rows: tuple[Row, ...], noun: str, day: date) -> Row:
    if not rows:
        raise UnknownCode(noun, f"on {day:%d/%m/%Y}")
    return rows[0]
