"""What an activity, a monitoring round or a year came to: who handed in what, and the figures of the forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.figures import AgencyRow, Count, Named, ReportHead
from rules.words import CampaignKind, CampaignState, DutyKind


@dataclass(frozen=True)
class AskedRow:
    """One kind of thing that was asked for. `late`: done late, or still open past its day."""

    kind: DutyKind
    asked: int
    fulfilled: int
    waived: int
    late: int


@dataclass(frozen=True)
class FormColumn:
    """One figure of a form, in both languages."""

    code: str
    label: str
    label_en: str


@dataclass(frozen=True)
class FormRow:
    """What one agency handed in on one line: for a commune of its area, for a period, or for the whole."""

    agency: Named
    unit: Named | None
    from_on: date | None
    to_on: date | None
    values: Mapping[str, Count]
    late: bool


@dataclass(frozen=True)
class FormTable:
    """A form's figures. `totals` add up every line of every agency; scores are added too, so that they can be held
    against all points there were to be had. `rows` are empty in the partners' edition."""

    code: str
    title: str
    title_en: str
    note: str
    note_en: str
    columns: tuple[FormColumn, ...]
    handed_in: int
    totals: Mapping[str, Count]
    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class TargetRow:
    """What the plan wants of one of its activities, by code, and what was reached."""

    activity: str
    label: str
    label_en: str
    number: int
    reached: Count


@dataclass(frozen=True)
class PlaceRow:
    """A place that a monitoring round looked at."""

    area: Named
    unit: Named | None
    on: date | None
    points: int | None
    most_points: int | None


@dataclass(frozen=True)
class ActivityRow:
    """One campaign of a year's plan."""

    code: str
    kind: CampaignKind
    title: str
    title_en: str
    programmes: tuple[str, ...]
    state: CampaignState
    asked: int
    fulfilled: int
    late: int


@dataclass(frozen=True, kw_only=True)
class WorkFigures:
    """One edition. The partners' has no line of a single agency's form and no place."""

    head: ReportHead
    asked: tuple[AskedRow, ...]
    agencies: tuple[AgencyRow, ...]
    forms: tuple[FormTable, ...]
    targets: tuple[TargetRow, ...]
    places: tuple[PlaceRow, ...]
    activities: tuple[ActivityRow, ...]
