"""What a change of the pack, or of who exists, meets in the database."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date

from sqlmodel import Session, col, func, select

from models.campaign import Campaign
from models.contact import Contact
from models.duty import Duty
from models.establishment import Establishment
from models.monitored_unit import MonitoredUnit
from models.party import Party, Seat
from models.queries.campaigns import ENDED
from models.recommendation import Recommendation
from models.referral import Referral
from models.visit import Visit
from rules.words import DutyState, Mode, ReferralState, VisitState
from rules.working_days import WorkCalendar

WAITING = (VisitState.PLANNED, VisitState.POSTPONED)
UNDER_WAY = (
    ReferralState.PROPOSED,
    ReferralState.FIRST_APPROVED,
    ReferralState.APPROVED,
    ReferralState.SENT,
    ReferralState.ACKNOWLEDGED,
)


def open_campaigns(session: Session) -> list[Campaign]:
    """Campaigns that have not ended; an unannounced check is nobody's to know of."""
    query = select(Campaign).where(col(Campaign.state).not_in(ENDED), Campaign.mode == Mode.PLANNED)
    return list(session.exec(query.order_by(col(Campaign.id))))


def campaigns_on_other_packs(session: Session, revision: str) -> list[Campaign]:
    """Campaigns of either mode that have not ended and cite another revision, locked."""
    query = select(Campaign).where(col(Campaign.state).not_in(ENDED), Campaign.pack_revision != revision)
    return list(session.exec(query.order_by(col(Campaign.id)).with_for_update()))


def chased_duties(session: Session, campaign_id: int) -> list[Duty]:
    """Open duties that still have a rung ahead of them."""
    query = select(Duty).where(
        Duty.campaign_id == campaign_id, Duty.state == DutyState.OPEN, col(Duty.rung_at).is_not(None)
    )
    return list(session.exec(query.order_by(col(Duty.id))))


def owed_until(session: Session, calendar: WorkCalendar) -> Iterator[tuple[str, int, date]]:
    """(agency, how many duties it owes, the day on which the last is due)."""
    query = select(Duty.agency, func.count(), func.max(Duty.due_at)).where(Duty.state == DutyState.OPEN)
    for agency, count, due_at in session.exec(query.group_by(Duty.agency)):
        yield agency, count, calendar.last_day(due_at)


def seats_until(session: Session, day: date) -> Iterator[tuple[str, int, date]]:
    """(agency, how many seats it has from a day on, the last of these days)."""
    query = (
        select(Seat.agency, func.count(), func.max(Party.on))
        .join(Party, col(Party.id) == col(Seat.party_id))
        .where(col(Party.on) >= day, col(Party.active))
        .group_by(Seat.agency)
    )
    yield from session.exec(query)


def places_ahead(session: Session) -> Counter[str]:
    """area -> visits still to be made there, and places that a monitoring round has yet to look at."""
    found: Counter[str] = Counter()
    visits = select(Visit.area, func.count()).where(col(Visit.state).in_(WAITING)).group_by(Visit.area)
    places = (
        select(MonitoredUnit.area, func.count())
        .join(Campaign, col(Campaign.id) == col(MonitoredUnit.campaign_id))
        .where(col(MonitoredUnit.sampled), col(MonitoredUnit.points).is_(None), col(Campaign.state).not_in(ENDED))
        .group_by(MonitoredUnit.area)
    )
    for query in (visits, places):
        for area, count in session.exec(query):
            found[area] += count
    return found


def codes_in_use(session: Session) -> dict[str, Counter[str]]:
    """What open campaigns go by, noun by noun: activities of the plan, forms and ladders of what is owed."""
    found: dict[str, Counter[str]] = {"activity": Counter(), "form": Counter(), "ladder": Counter()}
    for activity in session.exec(select(Campaign.activity).where(col(Campaign.state).not_in(ENDED))):
        if activity is not None:
            found["activity"][activity] += 1
    query = select(Duty.form, Duty.ladder, func.count()).where(Duty.state == DutyState.OPEN)
    for form, ladder, count in session.exec(query.group_by(col(Duty.form), Duty.ladder)):
        found["ladder"][ladder] += count
        if form is not None:
            found["form"][form] += count
    return found


def open_duties_of(session: Session, agencies: Collection[str]) -> list[Duty]:
    """Everything that some agencies owe, confidential cases too."""
    query = select(Duty).where(Duty.state == DutyState.OPEN, col(Duty.agency).in_(agencies))
    return list(session.exec(query.order_by(col(Duty.id))))


def place_of(session: Session, subject: str) -> str | None:
    """The smallest area that the subject of a duty lies in; None where it lies in none."""
    unit = session.exec(select(MonitoredUnit).where(MonitoredUnit.code == subject)).first()
    if unit is not None:
        return unit.unit or unit.area
    of_visit = select(Visit.area).where(Visit.code == subject)
    of_remedy = (
        select(Visit.area)
        .join(Recommendation, col(Recommendation.visit_id) == col(Visit.id))
        .where(Recommendation.code == subject)
    )
    return session.exec(of_visit).first() or session.exec(of_remedy).first()


def highest_ordinal(session: Session, duty: Duty, agency: str) -> int:
    """The last ordinal of what an agency owes or owed of the same kind about the same subject; 0 where it is none."""
    query = select(func.max(Duty.ordinal)).where(
        Duty.kind == duty.kind, Duty.subject == duty.subject, Duty.agency == agency
    )
    return session.exec(query).one() or 0


def referrals_to(session: Session, agencies: Collection[str]) -> list[Referral]:
    """Files on their way to agencies."""
    query = select(Referral).where(col(Referral.agency).in_(agencies), col(Referral.state).in_(UNDER_WAY))
    return list(session.exec(query.order_by(col(Referral.id))))


def seats_ahead(session: Session, agencies: Collection[str]) -> list[tuple[Seat, Party]]:
    """Seats of some agencies in parties of planned campaigns that still have a visit to make or to report."""
    query = (
        select(Seat, Party)
        .join(Party, col(Party.id) == col(Seat.party_id))
        .join(Campaign, col(Campaign.id) == col(Party.campaign_id))
        .where(
            col(Seat.agency).in_(agencies),
            col(Party.active),
            Campaign.mode == Mode.PLANNED,
            col(Party.id).in_(select(Visit.party_id).where(col(Visit.state).in_(WAITING))),
        )
    )
    return list(session.exec(query.order_by(col(Party.id), col(Seat.ordinal))))


def contacts_kept(session: Session) -> dict[tuple[str, str], Contact]:
    """(agency, role) -> the newest contact there is."""
    rows = session.exec(select(Contact).order_by(col(Contact.id)))
    return {(row.agency, row.role.value): row for row in rows}


def establishments_kept(session: Session) -> dict[str, Establishment]:
    return {row.code: row for row in session.exec(select(Establishment).order_by(Establishment.code))}
