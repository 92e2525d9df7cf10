"""What the scripted partners of a trial do: when each answers what, and which paths are taken on purpose.

Everything is drawn from one seed and the codes of what is answered, so that the same seed gives the same campaign.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date

from rules.pack import Pack
from rules.words import AgencyRole, ItemAnswer
from rules.words import Session as DayPart
from trials.check_plan import MUSTER_PLACES, CheckPlan

CHECK_DAY, DAYS_TO_MUSTER = (3, 9), 2
"""Month and day on which the unannounced check is raised, and after how many working days it is made."""
VISITS, MOST_VISITS = 115, 104
"""What the numbers of the script are made for; a smaller campaign has its paths earlier."""
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
    late_every: int = 4
    """Which of its findings: those whose duty has such a number."""
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


def visits_wanted(pack: Pack) -> int:
    """How many visits the demo's campaign asks for: as many as it is made for, or half of a small register."""
    return min(VISITS, len(pack.establishments) // 2)


def most_visits(pack: Pack) -> int:
    """How many of them the chairman approves."""
    return visits_wanted(pack) * MOST_VISITS // VISITS


def script_with_every_path(pack: Pack, seed: int, on: date, most_visits: int) -> Script:
    """The demo's script: every path that a campaign can take, each with an agency of its own. Where a pack has too few
    agencies for that, some are named "" and their paths are left out."""
    absent, late, declines, silent = _who_misbehaves(pack, on)

    def scaled(number: int) -> int:
        return max(1, number * most_visits // MOST_VISITS)

    return Script(
        seed=seed,
        silent=silent,
        declines=declines,
        late=late,
        late_every=scaled(4),
        absent=absent,
        by_telephone=pack.agency_as(AgencyRole.STANDING, on).code,
        on_paper=_required_beside_standing(pack, on) or absent,
        most_visits=most_visits,
        hotspots=tuple(map(scaled, (4, 25, 50))) if pack.refers else (),
        protected=(scaled(12),),
        check=_check(pack, on, absent),
        closed_every=scaled(23),
        postponed=tuple(map(scaled, (7, 40))),
        not_remedied_every=scaled(9),
    )


def _who_misbehaves(pack: Pack, on: date) -> tuple[str, str, str, str]:
    """Four agencies that parties can do without now and then, whose trade has most premises first. The standing agency
    is among them only where there are too few, and never one that declines or is silent."""
    team, standing = pack.team_on(on), pack.agency_as(AgencyRole.STANDING, on)
    work = Counter(team.type_sectors[place.type] for place in pack.establishments)
    members = [a for a in pack.agencies_as(AgencyRole.MEMBER, on) if a.sector not in team.required_sectors]
    found = sorted((a for a in members if work[a.sector]), key=lambda agency: -work[agency.sector])
    codes = [agency.code for agency in found if agency is not standing]
    if standing in found and len(codes) < 4:
        codes.insert(1, standing.code)
    absent, late, declines, silent = [*codes, "", "", "", ""][:4]
    return absent, late, declines, silent


def _required_beside_standing(pack: Pack, on: date) -> str:
    """A member that every party needs, "" where none but the standing agency is."""
    standing = pack.agency_as(AgencyRole.STANDING, on)
    required = set(pack.team_on(on).required_sectors) - {standing.sector}
    return next((a.code for a in pack.agencies_as(AgencyRole.MEMBER, on) if a.sector in required), "")


def _check(pack: Pack, on: date, agency: str) -> CheckPlan:
    """By night where the agency's trade is open then."""
    team, sector = pack.team_on(on), pack.agency(agency).sector
    own = [place for place in pack.establishments if team.type_sectors[place.type] == sector]
    part = DayPart.NIGHT if any(DayPart.NIGHT in place.sessions for place in own) else DayPart.DAY
    raised = pack.calendar.next_workday(date(on.year, *CHECK_DAY))
    return CheckPlan(
        agency,
        raise_on=raised,
        muster_on=pack.calendar.add_workdays(raised, DAYS_TO_MUSTER),
        part=part,
        muster_time=team.session_starts[part],
        muster_place=MUSTER_PLACES[pack.locale],
    )
