"""The unannounced check of a script: when its ground comes in, and what the team leader orders on it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from sqlmodel import Session

from actions.check_order import Order
from actions.context import Context
from models import Establishment
from models.queries.unannounced import places_to_choose
from rules.words import AgencyRole, Role
from rules.words import Session as DayPart

MOST_PLACES = 3
MUSTER_PLACES = {
    "vi": "Sân sau trụ sở Sở (điểm tập trung giả định)",
    "en": "Yard behind the head office (an invented place)",
}
CARDS_OF_CHECKS = 90
"""Members of a check have numbers of their own: no planned party waits for them."""


@dataclass(frozen=True)
class CheckPlan:
    """`agency` leads; the places are of its sector, open in that part of the day, and all in one area."""

    agency: str
    raise_on: date
    muster_on: date
    part: DayPart = DayPart.NIGHT
    muster_time: time = time(22)
    muster_place: str = MUSTER_PLACES["vi"]

    def muster_at(self, context: Context) -> datetime:
        return context.pack.calendar.at(self.muster_on, self.muster_time)

    def notice_at(self, context: Context) -> datetime:
        """When the members are told, by the pack's hours."""
        return self.muster_at(context) - timedelta(hours=context.pack.clock("muster_notice", self.muster_on).length)

    def order(self, session: Session, seed: int, context: Context) -> Order:
        """What the leader chooses from the register as his page shows it; the same seed chooses the same."""
        return Order(
            establishments=tuple(place.code for place in self._places(session, seed, context)),
            muster_at=self.muster_at(context),
            muster_place=self.muster_place,
            lead_agency=self.agency,
            seats=self._seats(context),
        )

    def _places(self, session: Session, seed: int, context: Context) -> list[Establishment]:
        team, sector = context.pack.team_on(self.muster_on), context.pack.agency(self.agency).sector
        fitting = [
            place
            for place in places_to_choose(session, Role.TEAM_LEADER)
            if team.type_sectors[place.type] == sector
            and self.part.value in place.sessions
            and (place.valid_to is None or place.valid_to >= self.muster_on)
        ]
        areas = [list(group) for _, group in groupby(fitting, key=lambda place: place.area)]
        several = [places for places in areas if len(places) > 1] or areas
        return several[seed % len(several)][:MOST_PLACES]

    def _seats(self, context: Context) -> dict[str, tuple[str, ...]]:
        """One member of each agency that must be there, one of the agency that leads, and others up to the quorum."""
        team = context.pack.team_on(self.muster_on)
        members = context.pack.agencies_as(AgencyRole.MEMBER, self.muster_on)
        needed = [agency.code for agency in members if agency.sector in team.required_sectors]
        others = [agency.code for agency in members if agency.code not in (*needed, self.agency)]
        coming = list(dict.fromkeys((*needed, self.agency)))
        coming += others[: max(0, team.quorum - len(coming))]
        return {agency: (f"TKT-{agency}-{CARDS_OF_CHECKS}",) for agency in coming}
