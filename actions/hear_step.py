"""Run a step so that no office is left out unsaid: while one that must hear of it cannot be written to, the step is
undone as a whole, and the campaign waits for a contact or for the coordinator's word to go on without."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from actions.context import ENGINE, Actor, Context
from actions.hearing import Hearer, Hearing, offices_named
from actions.passage import Passage
from actions.recording import look_again, record
from campaigns.kind import StepSpec
from models import Campaign, Unheard
from models.journal import office_subject
from models.queries.unheard import held_up, let_go, unheard_of
from models.unheard import missed_of
from notifications.letter import Letter
from rules.refusals import ContactMissing, listed
from rules.words import GoOnReason, Mode, NotHeard, Role, Step
from rules.working_days import OFFICE_OPENS, ONE_DAY

Run = Callable[..., Passage]


def hear_step(
    session: Session, campaign: Campaign, spec: StepSpec, run: Run, *, now: datetime, context: Context
) -> Passage:
    rows = {(row.agency, row.role): row for row in unheard_of(session, campaign.id or 0, spec.step)}
    hearing = Hearing(let_go=let_go(rows.values()))
    passage = Passage(False)
    with session.begin_nested() as savepoint:
        try:
            passage = run(session, campaign, spec, now=now, context=replace(context, hearing=hearing))
            session.flush()
        except ContactMissing as missing:
            hearing.note(missing_office(missing))
        if hearing.gaps:
            savepoint.rollback()
    if hearing.gaps:
        return _wait(session, campaign, spec.step, hearing.gaps, rows, now, context)
    _note_left_out(session, rows, hearing, now)
    return passage


def missing_office(missing: ContactMissing) -> Hearer:
    """An office without which a step cannot even say who owes what."""
    return Hearer(letter="", agency=missing.agency, role=Role(missing.role), why=NotHeard.MISSING, must=True)


def _wait(
    session: Session,
    campaign: Campaign,
    step: Step,
    gaps: list[Hearer],
    rows: dict[tuple[str, Role], Unheard],
    now: datetime,
    context: Context,
) -> Passage:
    """Say so, in the journal once, and look again in the morning: a contact may begin to hold on a day."""
    offices = {gap.office for gap in gaps}
    for gap in gaps:
        row = rows.get(gap.office) or note_unheard(session, campaign, step, gap, now)
        row.why = gap.why or row.why
        session.add(row)
    for office, row in rows.items():
        if row.reason is None and office not in offices:
            session.delete(row)
    calendar = context.pack.calendar
    look_again(session, campaign, calendar.at(calendar.day_of(now) + ONE_DAY, OFFICE_OPENS))
    session.flush()
    return Passage(False, f"contacts: {listed(offices_named(gaps))}", blocked=True)


@contextmanager
def without_waiting(
    session: Session,
    campaign: Campaign,
    letter: type[Letter],
    *,
    actor: Actor,
    now: datetime,
    context: Context,
    area: str = "",
    undoes: type[Letter] | None = None,
) -> Iterator[Context]:
    """What is decided waits for no contact: in the context that this gives, letters leave out the offices that cannot
    be written to. These stand on the list of those to be told by telephone then, under the name of the decision's
    letter (and its area) instead of a step's, and nobody needs to be told any more of the decision that it `undoes`.
    Of a check that is not announced nothing may stand there."""
    if campaign.mode is Mode.UNANNOUNCED:
        yield context
        return
    hearing = Hearing()
    yield replace(context, hearing=hearing)
    if undoes is not None:
        for row in unheard_of(session, campaign.id or 0, missed_of(undoes.name, area)):
            if row.told_at is None:
                session.delete(row)
        session.flush()
    _leave_to_telephone(session, campaign, missed_of(letter.name, area), hearing.unheard, actor, now)


def _leave_to_telephone(
    session: Session, campaign: Campaign, missed: str, gaps: list[Hearer], actor: Actor, now: datetime
) -> None:
    rows = {(row.agency, row.role): row for row in unheard_of(session, campaign.id or 0, missed)}
    for gap in gaps:
        assert campaign.id is not None and gap.why is not None
        row = rows.get(gap.office) or Unheard(
            campaign_id=campaign.id, step=missed, agency=gap.agency, role=gap.role, why=gap.why, since=now
        )
        row.why, row.since, row.reason, row.told_at = gap.why, now, GoOnReason.URGENT, None
        session.add(row)
        journal_unheard(session, row, "go_on", GoOnReason.URGENT, actor=actor, now=now)


def note_unheard(session: Session, campaign: Campaign, step: Step, gap: Hearer, now: datetime) -> Unheard:
    assert campaign.id is not None and gap.why is not None
    row = Unheard(campaign_id=campaign.id, step=step.value, agency=gap.agency, role=gap.role, why=gap.why, since=now)
    session.add(row)
    journal_unheard(session, row, "wait", gap.why, actor=ENGINE, now=now)
    return row


def journal_unheard(
    session: Session, row: Unheard, verb: str, reason: NotHeard | GoOnReason | None, *, actor: Actor, now: datetime
) -> None:
    record(
        session,
        noun="hearing",
        subject=office_subject(row.agency, row.role),
        verb=verb,
        after=row.step,
        reason=reason,
        actor=actor,
        now=now,
        campaign_id=row.campaign_id,
    )


def _note_left_out(session: Session, rows: dict[tuple[str, Role], Unheard], hearing: Hearing, now: datetime) -> None:
    """Who was let go and has missed a letter again is told by telephone again; who can be written to holds nothing up
    any more."""
    missed = {one.office for one in hearing.unheard}
    for office, row in rows.items():
        if row.reason is None:
            session.delete(row)
        elif office in missed:
            row.since, row.told_at = now, None
            session.add(row)


def wake_held_up(session: Session, *, now: datetime) -> None:
    """A contact has changed: campaigns that wait for one are looked at now."""
    for campaign in held_up(session):
        look_again(session, campaign, now)
