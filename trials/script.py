"""What the scripted partners of a trial do: when each answers what, and which paths are taken on purpose.

Everything is drawn from one seed and the codes of what is answered, so that the same seed gives the same campaign.
"""

import random
from dataclasses import dataclass
from datetime import date

from rules.pack import Pack
from rules.words import AgencyRole, ItemAnswer
from trials.check_plan import CheckPlan

CHECK_DAYS = (9, 11)
"""Of March: the unannounced check is raised, and made."""
SHORTCOMING_SHARE = 0.06
VIOLATION_SHARE = 0.012


@dataclass(frozen=True)
class Script:
    """Who misbehaves, and when. With no agency named everybody answers at once, as the benchmark wants it.

    `silent` never confirms, `declines` says no, `late` hands in late, `absent` cannot come on some of its days,
    `by_telephone` answers the first invitation to the coordinator, who presses the button for it; `on_paper` answers
    it by a letter, which is recorded by mistake with other cards, voided, and recorded again. The first of the late
    findings comes on paper too.
    """

    seed: int
    silent: str = ""
    declines: str = ""
    late: str = ""
    absent: str = ""
    by_telephone: str = ""
    on_paper: str = ""
    most_visits: int | None = None
    """The chairman returns the first plan and would approve so many visits; None approves at once."""
    remedy_workdays: int = 8
    result_days: int = 18
    late_acknowledgement_workdays: int = 5
    hotspots: tuple[int, ...] = ()
    """Which of the visits that take place show signs of crime, by the order of their findings."""
    protected: tuple[int, ...] = ()
    """Which of them show signs that somebody there may be a victim; the focal point lets its clock run out."""
    check: CheckPlan | None = None
    closed_every: int = 0
    postponed: tuple[int, ...] = ()
    not_remedied_every: int = 0
    members_by_campaign: bool = False
    """An agency sends other members to each campaign, as it must where many run at once."""
    late_with_forms: str = ""
    falling_short: float = 0.0
    """The share of places under monitoring that get no point."""
    first_try_fails: float = 0.0
    """The share of proofs and remedies that are not in order at once."""
    uniform: bool = False
    """Every agency finds one shortcoming and one violation on every visit: no day of a benchmark has less to do."""

    def draw(self, *parts: str) -> random.Random:
        return random.Random(":".join((str(self.seed), *parts)))

    def answer_item(self, visit: str, item: str) -> ItemAnswer:
        """What is seen on one item of one visit; most things are in order."""
        drawn = self.draw(visit, item).random()
        if drawn < VIOLATION_SHARE:
            return ItemAnswer.VIOLATION
        return ItemAnswer.SHORTCOMING if drawn < VIOLATION_SHARE + SHORTCOMING_SHARE else ItemAnswer.MET


def script_with_every_path(pack: Pack, seed: int, on: date, most_visits: int) -> Script:
    """The demo's script: every path that a campaign can take, each with an agency of its own."""
    sectors = list(dict.fromkeys(pack.team_on(on).type_sectors.values()))
    members = [a for a in pack.agencies_as(AgencyRole.MEMBER, on) if a.sector in sectors]
    absent, late, declines, silent, *_ = (agency.code for agency in members)
    raised, mustered = (pack.calendar.next_workday(date(on.year, 3, day)) for day in CHECK_DAYS)
    return Script(
        seed=seed,
        silent=silent,
        declines=declines,
        late=late,
        absent=absent,
        by_telephone=pack.agency_as(AgencyRole.STANDING, on).code,
        on_paper=_police(pack, on),
        most_visits=most_visits,
        hotspots=(4, 25, 50),
        protected=(12,),
        check=CheckPlan(absent, raise_on=raised, muster_on=mustered),
        closed_every=23,
        postponed=(7, 40),
        not_remedied_every=9,
    )


def _police(pack: Pack, on: date) -> str:
    """The member that every party needs beside the standing agency."""
    standing = pack.agency_as(AgencyRole.STANDING, on).sector
    required = set(pack.team_on(on).required_sectors) - {standing}
    return next(agency.code for agency in pack.agencies_as(AgencyRole.MEMBER, on) if agency.sector in required)
