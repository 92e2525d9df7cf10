"""Forms as they were handed in, and their figures."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlmodel import Session, col, func, select

from models.campaign import Campaign
from models.duty import Duty
from models.form_entry import FormEntry, FormFigure
from rules.words import DutyKind


def duties_of_step(session: Session, campaign: Campaign, kind: DutyKind) -> list[Duty]:
    """What a campaign asked for of one kind, oldest first, whatever became of it."""
    query = select(Duty).where(Duty.campaign_id == campaign.id, Duty.kind == kind)
    return list(session.exec(query.order_by(col(Duty.id))))


def entry_of(session: Session, duty_id: int) -> FormEntry | None:
    return session.exec(select(FormEntry).where(FormEntry.duty_id == duty_id)).first()


def figures_in(session: Session, entry_id: int) -> dict[str, dict[str, int]]:
    """unit -> field -> figure of one form."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in session.exec(select(FormFigure).where(FormFigure.entry_id == entry_id)):
        found[row.unit][row.field] = row.value
    return dict(found)


def entry_before(session: Session, form: str, agency: str, before: date) -> FormEntry | None:
    """The last form of this kind that an agency handed in for a period that ended before a day."""
    query = select(FormEntry).where(FormEntry.form == form, FormEntry.agency == agency, col(FormEntry.to_on) < before)
    return session.exec(query.order_by(col(FormEntry.to_on).desc(), col(FormEntry.id).desc())).first()


def sums_of(session: Session, campaign_ids: Sequence[int], form: str, fields: Iterable[str]) -> dict[str, int]:
    """field -> its sum over everything handed in on a form in these campaigns; 0 where nothing was."""
    wanted = list(fields)
    query = (
        select(FormFigure.field, func.sum(FormFigure.value))
        .join(FormEntry, col(FormEntry.id) == col(FormFigure.entry_id))
        .where(col(FormEntry.campaign_id).in_(campaign_ids), FormEntry.form == form, col(FormFigure.field).in_(wanted))
        .group_by(FormFigure.field)
    )
    found = dict(session.exec(query).all())
    return {field: int(found.get(field) or 0) for field in wanted}


def latest_figures(session: Session, campaign: Campaign, form: str, agency: str) -> dict[str, dict[str, int]]:
    """unit -> field -> figure of what an agency handed in last on a form in a campaign; empty where it has not."""
    query = select(FormEntry).where(
        FormEntry.campaign_id == campaign.id, FormEntry.form == form, FormEntry.agency == agency
    )
    entry = session.exec(query.order_by(col(FormEntry.id).desc())).first()
    return {} if entry is None else figures_in(session, entry.id or 0)


def scores_of_round(session: Session, campaign: Campaign) -> dict[str, dict[str, int]]:
    """The subject of each working record of a monitoring round -> field -> figure."""
    query = (
        select(FormEntry.subject, FormFigure.field, FormFigure.value)
        .join(FormEntry, col(FormEntry.id) == col(FormFigure.entry_id))
        .where(FormEntry.campaign_id == campaign.id, FormEntry.form == DutyKind.WORKING_RECORD.value)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for subject, field, value in session.exec(query):
        found[subject][field] = value
    return dict(found)


def subjects_asked(session: Session, campaign_id: int, kind: DutyKind) -> set[str]:
    """What a campaign has asked for of one kind, by what it is about."""
    return set(session.exec(select(Duty.subject).where(Duty.campaign_id == campaign_id, Duty.kind == kind).distinct()))
