"""Forms as they were handed in, and their figures."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlmodel import Session, bindparam, col, func, select

from models.campaign import Campaign
from models.duty import Duty
from models.form_entry import FormEntry, FormFigure
from rules.words import DutyKind
from rules.working_days import ONE_DAY

OF_STEP = (
    select(Duty).where(Duty.campaign_id == bindparam("campaign"), Duty.kind == bindparam("kind")).order_by(col(Duty.id))
)


def duties_of_step(session: Session, campaign: Campaign, kind: DutyKind) -> list[Duty]:
    """What a campaign asked for of one kind, oldest first, whatever became of it."""
    return list(session.exec(OF_STEP, params={"campaign": campaign.id, "kind": kind}))


def entry_of(session: Session, duty_id: int) -> FormEntry | None:
    return session.exec(select(FormEntry).where(FormEntry.duty_id == duty_id)).first()


def figures_in(session: Session, entry_id: int) -> dict[str, dict[str, int]]:
    """unit -> field -> figure of one form."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in session.exec(select(FormFigure).where(FormFigure.entry_id == entry_id)):
        found[row.unit][row.field] = row.value
    return dict(found)


def figures_before(
    session: Session, form: str, agencies: Collection[str], from_on: date, to_on: date
) -> dict[str, dict[str, int]] | None:
    """unit -> field -> figure of the forms of this kind that an agency, with those it has followed, owed first and
    handed in for the period that ended the day before another begins, added up; None where there is none. Of several
    such periods it is the one most nearly as long: a quarter is held against the quarter before, not the half-year."""
    owed_first = func.coalesce(Duty.passed_from, FormEntry.agency)
    query = (
        select(FormEntry, owed_first)
        .join(Duty, col(Duty.id) == col(FormEntry.duty_id))
        .where(FormEntry.form == form, owed_first.in_(agencies), col(FormEntry.to_on) == from_on - ONE_DAY)
        .order_by(col(FormEntry.id))
    )
    handed_in = [(entry, owner, entry.from_on or from_on) for entry, owner in session.exec(query)]
    if not handed_in:
        return None
    wanted = from_on - (to_on - from_on) - ONE_DAY
    begun_on = min((began for _, _, began in handed_in), key=lambda began: abs(began - wanted))
    newest = {owner: entry for entry, owner, began in handed_in if began == begun_on}
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in newest.values():
        for unit, line in figures_in(session, entry.id or 0).items():
            for field, value in line.items():
                found[unit][field] += value
    return {unit: dict(line) for unit, line in found.items()}


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


def latest_figures(
    session: Session, campaign: Campaign, form: str, agencies: Collection[str]
) -> dict[str, dict[str, int]]:
    """unit -> field -> figure of what an agency, with those it has followed, handed in on a form in a campaign, of
    each unit the last; empty where it has not."""
    query = select(FormEntry).where(
        FormEntry.campaign_id == campaign.id, FormEntry.form == form, col(FormEntry.agency).in_(agencies)
    )
    found: dict[str, dict[str, int]] = {}
    for entry in session.exec(query.order_by(col(FormEntry.id))):
        found |= figures_in(session, entry.id or 0)
    return found


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
