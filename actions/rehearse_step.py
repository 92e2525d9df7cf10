"""Who will hear of what comes next: the campaign's steps are run ahead by the very code that will run them, in a
savepoint that is undone, and nobody is written to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from actions.context import Actor, Context
from actions.hear_step import Run, missing_office
from actions.hearing import Hearer, Hearing
from actions.passage import Passage
from actions.prepare_report import send_report
from actions.run_step import AT_REST, verb_of
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign
from models.queries.campaigns import ENDED
from models.queries.duties import duties_since, newest_duty
from models.queries.unheard import let_go, unheard_of
from rules.refusals import ContactMissing, Refusal
from rules.words import AgencyRole, CampaignState, DutyKind, Mode, Role, Step

APPOINTMENTS = 60
"""How many of a step's appointments are looked at ahead, at most: it writes at one of the first."""


@dataclass(frozen=True)
class Rehearsal:
    """The next letters of a campaign: of which step, when at the earliest, and to whom. `let_go` are the offices that
    the coordinator goes on without, `duties` what each office would owe of it."""

    step: Step
    at: datetime
    hearers: tuple[Hearer, ...]
    let_go: frozenset[tuple[str, Role]]
    duties: Mapping[tuple[str, Role], tuple[DutyKind, ...]]

    @property
    def by_office(self) -> dict[tuple[str, Role], list[Hearer]]:
        """What is written to each office, those first that cannot be written to."""
        offices: dict[tuple[str, Role], list[Hearer]] = {}
        for hearer in sorted(self.hearers, key=lambda one: (one.why is None, one.agency, one.role)):
            offices.setdefault(hearer.office, []).append(hearer)
        return offices

    @property
    def gaps(self) -> list[Hearer]:
        """Offices for which the step would wait."""
        return Hearing(self.let_go, hearers=list(self.hearers)).gaps


def rehearse_next(session: Session, campaign: Campaign, *, now: datetime, context: Context) -> Rehearsal | None:
    """None when no letter can be foreseen. Needs a session that may write, though nothing is kept."""
    if campaign.state in (*AT_REST, *ENDED):
        return None
    found: list[Rehearsal] = []
    waits = False
    for spec, begins in _steps_ahead(campaign):
        if found and (waits or begins is not None):
            break  # it comes after what was found
        rehearsal, passes = _rehearse(session, campaign, spec, begins, now, context)
        found += [rehearsal] if rehearsal is not None else []
        waits = waits or not passes
    return min(found, key=lambda rehearsal: rehearsal.at, default=None)


def _steps_ahead(campaign: Campaign) -> list[tuple[StepSpec, CampaignState | None]]:
    """The steps that may still write, each with the state it begins in where the campaign has not come so far. An
    unannounced check is not looked ahead of its order."""
    order = list(CampaignState)
    reached, begins = order.index(campaign.state), 0
    overs: list[int] = []
    found: list[tuple[StepSpec, CampaignState | None]] = []
    for spec in KINDS[campaign.kind].steps[campaign.mode]:
        over = len(order) if spec.over_in is None else order.index(spec.over_in)
        begins = max((earlier for earlier in overs if earlier < over), default=0)
        if spec.holds:
            overs.append(over)
        if over <= reached or not spec.holds or not spec.letters:
            continue
        if begins <= reached:
            found.append((spec, None))
        elif campaign.mode is Mode.PLANNED:
            found.append((spec, order[begins]))
    return found


def _rehearse(
    session: Session,
    campaign: Campaign,
    spec: StepSpec,
    begins: CampaignState | None,
    now: datetime,
    context: Context,
) -> tuple[Rehearsal | None, bool]:
    """What a step would write at the first of its appointments at which it writes, and whether it lets the next begin
    now."""
    rows = unheard_of(session, campaign.id or 0, spec.step)
    without = let_go(rows)
    run = _releases if spec.step is Step.REPORT and campaign.mode is Mode.PLANNED else verb_of(spec)
    passes, before = False, newest_duty(session)
    with session.begin_nested() as savepoint:
        if begins is not None:
            campaign.state = begins
        for number, moment in enumerate(_appointments(campaign, now)):
            hearing = Hearing(without, rehearses=True)
            ended = _run(session, campaign, spec, run, hearing, moment, context)
            passes = ended if number == 0 else passes
            if hearing.hearers:
                break
        duties = duties_since(session, campaign.id or 0, before)
        savepoint.rollback()
    if not hearing.hearers:
        return None, passes
    return Rehearsal(spec.step, moment, tuple(hearing.hearers), without, duties), passes


def _appointments(campaign: Campaign, now: datetime) -> Iterator[datetime]:
    """Now, and then each moment for which the run before has made an appointment."""
    moment = now
    for _ in range(APPOINTMENTS):
        campaign.next_at = None
        yield moment
        ahead = _appointment_of(campaign)
        if ahead is None or ahead <= moment:
            return
        moment = ahead


def _appointment_of(campaign: Campaign) -> datetime | None:
    return campaign.next_at


def _run(
    session: Session,
    campaign: Campaign,
    spec: StepSpec,
    run: Run,
    hearing: Hearing,
    moment: datetime,
    context: Context,
) -> bool:
    try:
        passes = run(session, campaign, spec, now=moment, context=replace(context, hearing=hearing)).passes
        session.flush()
    except ContactMissing as missing:
        hearing.note(missing_office(missing))
        return False
    except Refusal:
        return False  # what keeps it from being run is told when it is
    return passes


def _releases(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    """The letters of the last step go out with the coordinator's release."""
    standing = context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now)).code
    send_report(session, campaign, actor=Actor(Role.COORDINATOR, standing), now=now, context=context)
    return Passage(False)
