"""Whoever opens the link of an agency that has ended may have the one that follows it written to again."""

from datetime import datetime, timedelta

from sqlmodel import Session

from actions.chase_duties import owed_lines
from actions.context import Context
from actions.pass_duties import tell_of_case
from actions.renew_link import MOST_LINKS, WHILE
from actions.tell_office import Addressee, find_contact, tell_office
from models import Duty, Link
from models.queries.access import letters_sent, letters_since, lock_link
from models.queries.campaigns import campaign_by_id
from notifications.letters import DutiesPassed, NewTaskLink
from rules.refusals import TooOften, TransitionRefused
from rules.words import DutyState


def forward_link(session: Session, link: Link, duty: Duty, *, now: datetime, context: Context) -> None:
    """A link to the registered address of the office that owes it now, never to who asks. Raises TooOften,
    ContactMissing, or TransitionRefused when nobody owes it any more."""
    lock_link(session, link)
    if duty.state is not DutyState.OPEN:
        raise TransitionRefused("duty", duty.code, duty.state, "forward", [])
    to = Addressee(duty.role, duty.agency)
    contact = find_contact(session, to, now, context)
    letter = NewTaskLink.name if duty.confidential else DutiesPassed.name
    if letters_since(session, contact, letter, duty.campaign_id, now - WHILE) >= MOST_LINKS:
        raise TooOften("A new link", MOST_LINKS, WHILE // timedelta(minutes=1))
    if duty.confidential:
        tell_of_case(session, duty, duty.agency, now, context)
        return
    tell_office(
        session,
        DutiesPassed,
        to,
        campaign=campaign_by_id(session, duty.campaign_id),
        subject=duty.code,
        ordinal=letters_sent(session, contact, letter, duty.campaign_id) + 1,
        now=now,
        context=context,
        agency=context.pack.agency(link.agency).name,
        successor=context.pack.agency(duty.agency).name,
        takes_over=True,
        owed=owed_lines([duty], now, context),
    )
