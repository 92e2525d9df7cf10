"""Late duties climb their ladders: one letter to an office for each due moment, whatever number of duties it owes."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from actions.await_approval import submit_plan
from actions.context import ENGINE, Context
from actions.recording import record
from actions.tell_office import Addressee, tell_office
from models import Campaign, Duty, Message
from models.queries.campaigns import campaign_by_id
from models.queries.duties import campaigns_to_climb, duties_to_climb
from notifications.letter import Letter
from notifications.letters import LETTERS, ConfidentialLetter, NonResponse, OwedLine, PlanSubmitted, Reminder
from rules.ladders import next_rung
from rules.pack import Rung
from rules.refusals import ContactMissing, SharedMailbox
from rules.visibility import CHAINS, kept_by_coordinator
from rules.words import AgencyRole, DutyKind, Role, RungTarget


@dataclass(frozen=True)
class Climb:
    """A duty on its way up one rung."""

    duty: Duty
    rung: Rung
    to: Addressee


def chase_duties(session: Session, *, now: datetime, context: Context) -> int:
    """Climb every rung that is due and say how many duties did. An office nobody can be written to is passed over
    and shows in the digest: one bad row never stops the others."""
    # Locked before their duties are read, as answers do it. Each climbs the ladders of the pack it cites.
    on = {number: context.on(campaign_by_id(session, number)) for number in campaigns_to_climb(session, now)}
    if not on:
        return 0
    climbs = [_climb(session, duty, now, on[duty.campaign_id]) for duty in duties_to_climb(session, now)]
    grouped: dict[tuple[int, str, Addressee], list[Climb]] = defaultdict(list)
    for climb in climbs:
        letter = LETTERS[climb.rung.letter]
        if issubclass(letter, ConfidentialLetter):
            with suppress(ContactMissing, SharedMailbox):
                _tell_confidential(session, climb, letter, now, on[climb.duty.campaign_id])
        else:
            grouped[climb.duty.campaign_id, climb.rung.letter, climb.to].append(climb)
    for (campaign_id, letter_name, to), group in grouped.items():
        with suppress(ContactMissing, SharedMailbox):
            campaign = campaign_by_id(session, campaign_id)
            _tell(session, campaign, LETTERS[letter_name], to, group, now, on[campaign_id])
    return len(climbs)


def remind(
    session: Session, campaign: Campaign, to: Addressee, duties: Iterable[Duty], *, now: datetime, context: Context
) -> None:
    """One reminder of these duties outside their ladders. Raises ContactMissing."""
    number = _sent_before(session, campaign, Reminder, to) + 1
    owed = owed_lines(duties, now, context)
    _post(session, campaign, Reminder, to, "all", number, owed, now, context, number=number)


def owed_lines(duties: Iterable[Duty], now: datetime, context: Context) -> tuple[OwedLine, ...]:
    """What duties come to by kind, the latest first."""
    by_kind: dict[DutyKind, list[Duty]] = defaultdict(list)
    for duty in duties:
        by_kind[duty.kind].append(duty)
    lines = (
        OwedLine(
            kind=kind,
            count=len(group),
            due_at=min((duty.due_at for duty in group if duty.timed), default=None),
            workdays_late=max(
                (context.pack.calendar.workdays_late(duty.due_at, now) for duty in group if duty.timed), default=0
            ),
        )
        for kind, group in by_kind.items()
    )
    return tuple(sorted(lines, key=lambda line: (line.due_at is None, line.due_at)))


def _climb(session: Session, duty: Duty, now: datetime, context: Context) -> Climb:
    """Note the rung that is due; several missed at once (after an outage) still make one letter, the highest."""
    calendar = context.pack.calendar
    ladder = context.pack.ladder(duty.ladder, calendar.day_of(duty.due_at))
    while True:
        rung = ladder.rungs[duty.rung]
        duty.rung += 1
        duty.rung_at = next_rung(ladder, duty.rung, duty.due_at, calendar)
        if duty.rung_at is None or duty.rung_at > now:
            break
    session.add(duty)
    record(
        session,
        noun="duty",
        subject=duty.code,
        verb="chase",
        after=rung.to.value,
        actor=ENGINE,
        now=now,
        campaign_id=duty.campaign_id,
        restricted=duty.confidential,
    )
    return Climb(duty, rung, _addressee(session, duty, rung, now, context))


def _addressee(session: Session, duty: Duty, rung: Rung, now: datetime, context: Context) -> Addressee:
    day = context.pack.calendar.day_of(now)
    match rung.to:
        case RungTarget.OWNER:
            return Addressee(duty.role, duty.agency)
        case RungTarget.SUPERIOR:
            superior = Role.POLICE_SUPERIOR if duty.role is Role.POLICE_DUTY else Role.SUPERIOR
            return Addressee(superior, duty.agency)
        case RungTarget.DEPUTY:
            return _deputy(duty, now, context)
        case RungTarget.COMMITTEE:
            return Addressee(Role.COMMITTEE, context.pack.agency_as(AgencyRole.COMMITTEE, day).code)
        case _:
            # A confidential case, and what is still owed of an unannounced check, is followed by the team leader, never
            # by a list the coordinator's office reads.
            mode = campaign_by_id(session, duty.campaign_id).mode
            role = Role.COORDINATOR if kept_by_coordinator(mode, duty.kind, duty.confidential) else Role.TEAM_LEADER
            return Addressee(role, context.pack.agency_as(AgencyRole.STANDING, day).code)


def _deputy(duty: Duty, now: datetime, context: Context) -> Addressee:
    for step in context.pack.approval_chain(CHAINS.get(duty.kind, ""), context.pack.calendar.day_of(now)):
        if step.role is duty.role:
            return Addressee(step.deputy)
    # No chain names a deputy: its own superior, never another agency's.
    return Addressee(Role.SUPERIOR, duty.agency)


def _tell_confidential(session: Session, climb: Climb, letter: type[Letter], now: datetime, context: Context) -> None:
    tell_office(
        session,
        letter,
        climb.to,
        campaign=campaign_by_id(session, climb.duty.campaign_id),
        subject=climb.duty.subject,
        ordinal=climb.duty.ordinal * 100 + climb.duty.rung,
        now=now,
        context=context,
        due_at=climb.duty.due_at,
    )


def _tell(
    session: Session,
    campaign: Campaign,
    letter: type[Letter],
    to: Addressee,
    climbs: list[Climb],
    now: datetime,
    context: Context,
) -> None:
    if letter is PlanSubmitted:
        submit_plan(session, campaign, to, climbs[0].duty, now=now, context=context)
        return
    if letter is Reminder:
        remind(session, campaign, to, (climb.duty for climb in climbs), now=now, context=context)
        return
    by_agency: dict[str, list[Climb]] = defaultdict(list)
    for climb in climbs:
        by_agency[climb.duty.agency].append(climb)
    for agency, group in sorted(by_agency.items()):
        number = _sent_before(session, campaign, letter, to, agency) + 1
        name = context.pack.agency(agency).name
        owed = owed_lines((climb.duty for climb in group), now, context)
        _post(session, campaign, NonResponse, to, agency, number, owed, now, context, agency=name)


def _post(
    session: Session,
    campaign: Campaign,
    letter: type[Letter],
    to: Addressee,
    subject: str,
    ordinal: int,
    owed: tuple[OwedLine, ...],
    now: datetime,
    context: Context,
    **facts: Any,
) -> None:
    tell_office(
        session,
        letter,
        to,
        campaign=campaign,
        subject=subject,
        ordinal=ordinal,
        now=now,
        context=context,
        owed=owed,
        **facts,
    )


def _sent_before(
    session: Session, campaign: Campaign, letter: type[Letter], to: Addressee, subject: str = "all"
) -> int:
    """How many of these letters this agency got in this campaign: the ordinal of the next is one more."""
    query = select(func.count(col(Message.id))).where(
        Message.campaign_id == campaign.id,
        Message.letter == letter.name,
        col(Message.intent_key).startswith(f"{campaign.code}:{subject}:"),
    )
    if to.agency is not None:
        query = query.where(Message.agency == to.agency)
    return session.exec(query).one()
