"""Draw up the figures of an activity, a monitoring round or a year, in the coordinator's edition or the partners'."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from actions.report_figures import recipients_of, report_head
from actions.sum_up_agencies import is_late, named, sum_up_agencies
from actions.target_progress import progress_of
from actions.tell_office import campaign_title
from models import Campaign, Duty, FormEntry
from models.queries.figures import duties_owed
from models.queries.monitoring import sampled_in
from models.queries.work_figures import campaigns_of_year, entries_of, figures_by_entry, routine_duties_of
from rules.figures import Count, Named
from rules.forms import WHOLE, Form
from rules.words import DutyState, Edition
from rules.work_figures import (
    ActivityRow,
    AskedRow,
    FormColumn,
    FormRow,
    FormTable,
    PlaceRow,
    TargetRow,
    WorkFigures,
)

Lines = Mapping[str, Mapping[str, int]]


def work_figures(
    session: Session, campaign: Campaign, edition: Edition, *, now: datetime, context: Context
) -> WorkFigures:
    """The partners' edition adds the forms up and names nobody's own figures; small sums are hidden in it."""
    assert campaign.id is not None
    shared = edition is Edition.PARTNERS
    today = context.pack.calendar.day_of(now)
    recipients = recipients_of(session, campaign, now=now, context=context) if shared else ()
    duties = duties_owed(session, campaign.id)
    return WorkFigures(
        head=report_head(
            campaign,
            edition,
            recipients,
            now=now,
            context=context,
            title=campaign_title(campaign, context),
        ),
        asked=asked_rows(duties, now),
        agencies=sum_up_agencies(duties, now=now, context=context),
        forms=_forms(session, campaign.id, shared, today, context),
        targets=target_rows(session, campaign, shared, context),
        places=() if shared else _places(session, campaign.id, context),
        activities=activity_rows(session, campaign.id, now, context),
    )


def asked_rows(duties: Sequence[Duty], now: datetime) -> tuple[AskedRow, ...]:
    """In the order in which the kinds were first asked for."""
    return tuple(
        AskedRow(
            kind=kind,
            asked=len(group),
            fulfilled=sum(duty.state is DutyState.FULFILLED for duty in group),
            waived=sum(duty.state is DutyState.WAIVED for duty in group),
            late=sum(is_late(duty, now) for duty in group),
        )
        for kind in dict.fromkeys(duty.kind for duty in sorted(duties, key=lambda duty: duty.id or 0))
        for group in [[duty for duty in duties if duty.kind is kind]]
    )


def _forms(session: Session, campaign_id: int, shared: bool, today: date, context: Context) -> tuple[FormTable, ...]:
    entries = entries_of(session, campaign_id)
    figures = figures_by_entry(session, campaign_id)
    return tuple(
        _table(context.pack.form(code, today), [e for e in entries if e.form == code], figures, shared, context)
        for code in dict.fromkeys(entry.form for entry in entries)
    )


def _table(
    form: Form, entries: Sequence[FormEntry], figures: Mapping[int, Lines], shared: bool, context: Context
) -> FormTable:
    codes = [field.code for field in form.numeric]
    sums: Counter[str] = Counter()
    for entry in entries:
        for line in figures.get(entry.id or 0, {}).values():
            sums.update({code: line.get(code, 0) for code in codes})
    return FormTable(
        code=form.code,
        title=form.title,
        title_en=form.title_en,
        note=form.note,
        note_en=form.note_en,
        columns=tuple(FormColumn(field.code, field.label, field.label_en) for field in form.numeric),
        handed_in=len(entries),
        totals={code: _told(sums[code], shared, context) for code in codes},
        rows=() if shared else tuple(_rows(entries, figures, codes, context)),
    )


def _told(count: int, shared: bool, context: Context) -> Count:
    """A sum of few may be one agency's own."""
    return None if shared and 0 < count < context.pack.minimum_cell else count


def _rows(
    entries: Iterable[FormEntry], figures: Mapping[int, Lines], codes: Sequence[str], context: Context
) -> Iterable[FormRow]:
    for entry in entries:
        agency = named(context.pack.agency(entry.agency))
        for unit, line in sorted(figures.get(entry.id or 0, {}).items()):
            yield FormRow(
                agency=agency,
                unit=_unit(unit, context),
                from_on=entry.from_on,
                to_on=entry.to_on,
                values={code: line.get(code) for code in codes},
                late=entry.workdays_late > 0,
            )


def _unit(code: str, context: Context) -> Named | None:
    return None if code == WHOLE else named(context.pack.area(code))


def target_rows(session: Session, campaign: Campaign, shared: bool, context: Context) -> tuple[TargetRow, ...]:
    return tuple(
        TargetRow(
            activity=activity.code,
            label=target.label,
            label_en=target.label_en,
            number=target.number,
            reached=_told(reached, shared, context),
        )
        for activity, target, reached in progress_of(session, campaign, context)
    )


def _places(session: Session, campaign_id: int, context: Context) -> tuple[PlaceRow, ...]:
    return tuple(
        PlaceRow(named(context.pack.area(row.area)), _unit(row.unit, context), row.on, row.points, row.most_points)
        for row in sampled_in(session, campaign_id)
    )


def activity_rows(session: Session, year_id: int, now: datetime, context: Context) -> tuple[ActivityRow, ...]:
    """Empty for everything that is no annual plan: nothing else has campaigns of its own."""
    campaigns = campaigns_of_year(session, year_id)
    owed = routine_duties_of(session, [campaign.id or 0 for campaign in campaigns])
    return tuple(
        _activity(campaign, owed.get(campaign.id or 0, []), now, context)
        for campaign in campaigns
        if campaign.activity is not None
    )


def _activity(campaign: Campaign, duties: Sequence[Duty], now: datetime, context: Context) -> ActivityRow:
    activity = context.pack.activity(campaign.activity or "")
    return ActivityRow(
        code=campaign.code,
        kind=campaign.kind,
        title=activity.title,
        title_en=activity.title_en,
        programmes=activity.programmes,
        state=campaign.state,
        asked=len(duties),
        fulfilled=sum(duty.state is DutyState.FULFILLED for duty in duties),
        late=sum(is_late(duty, now) for duty in duties),
    )
