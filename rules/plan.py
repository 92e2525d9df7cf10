"""The year's plan: programmes, activities with their windows and targets, and the fixed days of the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.dated import Dated
from rules.words import Audience, CampaignKind, PeriodFigure, Step


@dataclass(frozen=True, kw_only=True)
class Programme(Dated):
    """One chapter of the plan; `plan_ref` is its number there."""

    code: str
    title: str
    opens_on: date
    closes_on: date
    plan_ref: str = ""
    title_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Target:
    """So much is to be reached. What was reached is the sum of one field of one form, over what was handed in; of an
    inspection it is `figure`, a figure that the engine counts."""

    code: str
    label: str
    number: int
    form: str = ""
    field: str = ""
    figure: PeriodFigure | None = None
    label_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Activity(Dated):
    """One activity of the plan; `plan_refs` are the places of the plan it answers for, section and bullet, as "1.1/2".

    `milestones` are the days on which its steps begin, where the plan wants others than an even spread. `part_of`
    names the activity in whose campaign it is carried out: it has none of its own. `visits` is for inspections, how
    many; for monitoring, how many places are visited in each area.
    """

    code: str
    programmes: tuple[str, ...]
    kind: CampaignKind
    title: str
    partners: tuple[str, ...]
    plan_refs: tuple[str, ...]
    opens_on: date
    closes_on: date
    title_en: str = ""
    basis: str = ""
    audience: tuple[Audience, ...] = ()
    targets: tuple[Target, ...] = ()
    milestones: Mapping[Step, date] = field(default_factory=dict)
    part_of: str = ""
    fixed_day: str = ""
    visits: int = 0


@dataclass(frozen=True, kw_only=True)
class FixedDay(Dated):
    """A day or a month of the calendar that activities gather around; none of them is a day of rest."""

    code: str
    label: str
    opens_on: date
    closes_on: date
    basis: str
    label_en: str = ""
