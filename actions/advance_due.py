"""Everything that is due, in the plain way: one unit of work for what a reorganisation changes and for dead addresses,
one for the ladders, one for each campaign.

The Prefect flow `advance` does the same with a task for each of these units.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from actions.ask_for_contacts import ask_for_contacts
from actions.chase_duties import chase_duties
from actions.context import Context
from actions.office import Office
from actions.reorganise import is_reorganised, reorganise
from actions.resume_area import resume_areas
from actions.run_step import run_steps
from actions.tell_duties import TOLD_TOGETHER, tell_duties
from models.queries.campaigns import campaign_by_code, campaigns_due
from models.queries.contact_repairs import contacts_to_repair
from models.queries.duties import campaigns_to_climb, duties_untold
from models.queries.suspensions import suspensions_over


@dataclass(frozen=True)
class Due:
    """`campaigns` are the codes of those to look at. Nothing in it: nothing is due."""

    reorganised: bool
    dead: bool
    """An address in use whose letters came back, and nobody was asked to mend it."""
    late: bool
    campaigns: tuple[str, ...]
    untold: bool

    def __bool__(self) -> bool:
        return self.reorganised or self.dead or self.late or bool(self.campaigns) or self.untold


def find_due(session: Session, *, now: datetime, context: Context) -> Due:
    """What the clock has to do now; changes nothing, so that a clock with nothing to do keeps nobody waiting."""
    today = context.pack.calendar.day_of(now)
    over = suspensions_over(session, today)
    return Due(
        reorganised=bool(over) or is_reorganised(session, now=now, context=context),
        dead=bool(contacts_to_repair(session, today)),
        late=bool(campaigns_to_climb(session, now)),
        campaigns=tuple(campaigns_due(session, now)),
        untold=bool(duties_untold(session, TOLD_TOGETHER)),
    )


def advance_due(office: Office) -> int:
    """Do what is due now and say how much it was; nothing due changes nothing."""
    due, done = _look(office), 0
    if due.reorganised or due.dead:
        with office.transaction() as (session, now):
            done += reorganise(session, now=now, context=office.context(session))
            done += resume_areas(session, now=now, context=office.context(session))
            done += ask_for_contacts(session, now=now, context=office.context(session))
        due = _look(office)
    if due.late:
        with office.transaction() as (session, now):
            done += chase_duties(session, now=now, context=office.context(session))
    for code in due.campaigns:
        with office.transaction() as (session, now):
            campaign = campaign_by_code(session, code)
            run_steps(session, campaign, now=now, context=office.context(session, campaign))
    done += len(due.campaigns)
    if due.untold or done:
        with office.transaction() as (session, now):
            done += tell_duties(session, now=now, context=office.context(session))
    return done


def _look(office: Office) -> Due:
    with office.reading() as (session, now):
        return find_due(session, now=now, context=office.context(session))
