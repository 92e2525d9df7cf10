"""Reads for the figures of an activity, a monitoring round or a year. No confidential duty is in any of them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.campaign import Campaign
from models.duty import Duty
from models.form_entry import FormEntry, FormFigure
from rules.words import CampaignKind


def entries_of(session: Session, campaign_id: int) -> list[FormEntry]:
    """Every form handed in, by form, agency and period."""
    query = select(FormEntry).where(FormEntry.campaign_id == campaign_id)
    return list(session.exec(query.order_by(FormEntry.form, FormEntry.agency, col(FormEntry.id))))


def figures_by_entry(session: Session, campaign_id: int) -> dict[int, dict[str, dict[str, int]]]:
    """entry -> unit -> field -> figure, in one statement."""
    query = (
        select(FormFigure)
        .join(FormEntry, col(FormEntry.id) == col(FormFigure.entry_id))
        .where(FormEntry.campaign_id == campaign_id)
    )
    found: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in session.exec(query):
        found[row.entry_id][row.unit][row.field] = row.value
    return found


def campaigns_of_year(session: Session, year_id: int) -> list[Campaign]:
    """The campaigns that an annual plan has opened, by code; a reception of victims is not told of."""
    query = select(Campaign).where(Campaign.year_id == year_id, Campaign.kind != CampaignKind.RECEPTION)
    return list(session.exec(query.order_by(Campaign.code)))


def routine_duties_of(session: Session, campaign_ids: Sequence[int]) -> dict[int, list[Duty]]:
    """campaign -> its routine duties."""
    query = select(Duty).where(col(Duty.campaign_id).in_(campaign_ids), col(Duty.confidential).is_(False))
    found: dict[int, list[Duty]] = defaultdict(list)
    for duty in session.exec(query):
        found[duty.campaign_id].append(duty)
    return found
