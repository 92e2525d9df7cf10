"""An agency has ended: what it owes passes to its successor, whose people are told. History keeps the old name."""

from collections import defaultdict
from datetime import datetime

from sqlmodel import Session

from actions.chase_duties import owed_lines
from actions.context import ENGINE, Context
from actions.recording import record
from actions.settle_duty import waive_duty
from actions.tell_office import Addressee, tell_office
from models import Duty
from models.queries.campaigns import campaign_by_id
from models.queries.reorganisation import open_duties_by_agency, open_duties_of, same_duty_of
from notifications.letters import DutiesPassed
from rules.refusals import UnknownCode
from rules.words import Role, WaiveReason


def pass_duties(session: Session, *, now: datetime, context: Context) -> int:
    """Say how many passed. A duty that its successor has anyway is let go; one of a confidential case stays where it
    is: whom it goes to, people decide. Raises ContactMissing."""
    successors = _successors(session, now, context)
    passed: dict[tuple[int, Role, str, str], list[Duty]] = defaultdict(list)
    for duty in open_duties_of(session, list(successors)):
        before, after = duty.agency, successors[duty.agency]
        campaign_by_id(session, duty.campaign_id)
        if same_duty_of(session, duty, after):
            waive_duty(session, duty, WaiveReason.SUPERSEDED, actor=ENGINE, now=now)
            continue
        duty.passed_from = duty.passed_from or before
        duty.agency = after
        session.add(duty)
        record(
            session,
            noun="duty",
            subject=duty.code,
            verb="pass",
            before=before,
            after=after,
            actor=ENGINE,
            now=now,
            campaign_id=duty.campaign_id,
        )
        passed[duty.campaign_id, duty.role, before, after].append(duty)
    for (campaign_id, role, before, after), duties in passed.items():
        tell_office(
            session,
            DutiesPassed,
            Addressee(role, after),
            campaign=campaign_by_id(session, campaign_id),
            subject=before,
            ordinal=1,
            now=now,
            context=context,
            agency=context.pack.agency(before).name,
            owed=owed_lines(duties, now, context),
        )
    return sum(map(len, passed.values()))


def _successors(session: Session, now: datetime, context: Context) -> dict[str, str]:
    """Agencies that owe something and have ended -> who has followed them by today."""
    day = context.pack.calendar.day_of(now)
    found = {}
    for agency in open_duties_by_agency(session):
        try:
            standing = context.pack.standing_on(agency, day)
        except UnknownCode:  # of a pack before this one
            continue
        if standing is not None and standing.code != agency:
            found[agency] = standing.code
    return found
