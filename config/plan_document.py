"""What was read out of an official plan: its head, its programmes and activities, and what became of every line."""

from dataclasses import dataclass, field

from config.plan_head import Head
from config.plan_lines import fold
from config.plan_roles import Role
from config.plan_windows import Window
from rules.words import CampaignKind


@dataclass
class PlannedActivity:
    """`line` is where it begins; `window` its own, None where it has its programme's."""

    text: str
    line: int
    kind: CampaignKind
    partners: list[str] = field(default_factory=list)
    window: Window | None = None


@dataclass
class PlannedProgramme:
    """`number` as printed, empty where it has none; `window` None where none was understood."""

    number: str
    title: str
    line: int
    window: Window | None = None
    activities: list[PlannedActivity] = field(default_factory=list)


@dataclass
class PlanDocument:
    """`roles` gives every line that is not empty its one role; `texts` is what stands there."""

    head: Head
    programmes: list[PlannedProgramme]
    roles: dict[int, Role]
    texts: dict[int, str]

    @property
    def unrecognised(self) -> list[tuple[int, str]]:
        return [(line, self.texts[line]) for line, role in sorted(self.roles.items()) if role is Role.UNRECOGNISED]

    @property
    def activities(self) -> list[PlannedActivity]:
        return [activity for programme in self.programmes for activity in programme.activities]

    @property
    def is_plan(self) -> bool:
        """Whether it calls itself a plan and asks for anything that we know the kind of."""
        words = fold(" ".join(self.texts.values()))
        known = any(activity.kind is not CampaignKind.OTHER for activity in self.activities)
        return known and ("ke hoach" in words or "chuong trinh" in words)
