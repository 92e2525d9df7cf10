"""Everything that is due, in the plain way: one unit of work for what a reorganisation changes and for dead addresses,
one for the ladders, one for each campaign.

The Prefect flow `advance` does the same with a task for each of these units.
"""

from actions.ask_for_contacts import ask_for_contacts
from actions.chase_duties import chase_duties
from actions.office import Office
from actions.reorganise import reorganise
from actions.resume_area import resume_areas
from actions.run_step import run_steps
from actions.tell_duties import tell_duties
from models.queries.campaigns import campaign_by_code, campaigns_due


def advance_due(office: Office) -> int:
    """Do what is due now and say how much it was; nothing due changes nothing."""
    with office.transaction() as (session, now):
        done = reorganise(session, now=now, context=office.context(session))
        done += resume_areas(session, now=now, context=office.context(session))
        done += ask_for_contacts(session, now=now, context=office.context(session))
    with office.transaction() as (session, now):
        done += chase_duties(session, now=now, context=office.context(session))
        codes = campaigns_due(session, now)
    for code in codes:
        with office.transaction() as (session, now):
            campaign = campaign_by_code(session, code)
            run_steps(session, campaign, now=now, context=office.context(session, campaign))
    with office.transaction() as (session, now):
        told = tell_duties(session, now=now, context=office.context(session))
    return done + len(codes) + told
