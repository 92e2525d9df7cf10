"""Step `conclude`: tell every area what the round saw, and ask for a remedy where a place falls short."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from actions.context import Context
from actions.open_duty import open_duty
from actions.passage import PASSES, Passage
from actions.step_day import waits_for_its_day
from actions.tell_office import Addressee, tell_office
from campaigns.kind import StepSpec
from models import Campaign, MonitoredUnit
from models.queries.forms import duties_of_step, scores_of_round
from models.queries.monitoring import sampled_in
from notifications.letters import LETTERS
from notifications.task_letters import MonitoringConclusion
from rules.forms import Form
from rules.words import DutyKind, FieldKind


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """Remedies have a clock of their own, and hold the report up no more than those of an inspection do."""
    if waits := waits_for_its_day(session, campaign, step, now=now, context=context):
        return waits
    form = context.pack.form(DutyKind.WORKING_RECORD.value, context.pack.calendar.day_of(now))
    scores = scores_of_round(session, campaign)
    for area, group in groupby(sampled_in(session, campaign.id or 0), key=lambda unit: unit.area):
        # A place whose record was waived has no score: nothing is concluded about it.
        units = [unit for unit in group if unit.points is not None]
        short = [unit for unit in units if falls_short(form, scores.get(unit.code, {}))]
        if units:
            _conclude(session, campaign, step, area, units, short, now, context)
    return PASSES


def falls_short(form: Form, figures: dict[str, int]) -> bool:
    """Below the mark of the form, or, where the pack sets none, with a point of which nothing was done."""
    scores = [figures.get(field.code, 0) for field in form.fields if field.kind is FieldKind.SCORE]
    return sum(scores) < form.pass_points if form.pass_points is not None else 0 in scores


def _conclude(
    session: Session,
    campaign: Campaign,
    step: StepSpec,
    area: str,
    units: Sequence[MonitoredUnit],
    short: Sequence[MonitoredUnit],
    now: datetime,
    context: Context,
) -> None:
    (spec,) = step.duties
    authority = context.pack.authority_of(area, context.pack.calendar.day_of(now)).code
    to = Addressee(spec.role, authority)
    tell_office(
        session,
        MonitoringConclusion,
        to,
        campaign=campaign,
        subject=campaign.code,
        ordinal=1,
        now=now,
        context=context,
        units=len(units),
        points=sum(unit.points or 0 for unit in units),
        most_points=sum(unit.most_points or 0 for unit in units),
        recommendations=len(short),
    )
    asked = {duty.subject for duty in duties_of_step(session, campaign, spec.kind)}
    duties = [
        open_duty(
            session, campaign, spec, subject=unit.code, agency=authority, start=now, now=now, context=context, told=True
        )
        for unit in short
        if unit.code not in asked
    ]
    if duties:
        tell_office(
            session,
            LETTERS[spec.kind.value],
            to,
            campaign=campaign,
            subject=campaign.code,
            ordinal=1,
            now=now,
            context=context,
            count=len(duties),
            due_at=min((duty.due_at for duty in duties if duty.timed), default=None),
        )
