"""Once a year every address is written to, and its office says whether it is right: the register stays true."""

from datetime import date, datetime

from sqlmodel import Session

from actions.context import Context
from actions.hearing import Hearer
from actions.open_duty import open_duty
from actions.tell_office import page_link, write_to
from campaigns.kind import DutySpec
from models import Campaign, Contact
from models.queries.contacts import still_valid
from models.queries.forms import subjects_asked
from models.queries.office_records import contacts_on
from notifications.letters import ContactCheck
from rules.hearing import contact_check_day, contact_check_subject, is_trusted
from rules.refusals import UnknownCode
from rules.words import DutyKind, Role

CLOCK = "contact_check"
WORKDAYS = 10
"""To answer, where the pack sets no clock for it."""
NOT_ASKED = (Role.COORDINATOR, Role.ENGINE)
"""Who asks is not asked."""


def check_contacts(
    session: Session, campaign: Campaign, spec: DutySpec, *, now: datetime, context: Context
) -> date | None:
    """On the plan's day for it, or as soon after as the plan is under way; returns the day while it is ahead. An
    address that bounced is the coordinator's to put right, and is not asked; each is asked once for a plan."""
    today = context.pack.calendar.day_of(now)
    on = context.pack.calendar.next_workday(contact_check_day(context.pack.contact_check, campaign.opens_on))
    if on > today:
        return on
    asked = subjects_asked(session, campaign.id or 0, DutyKind.CONTACT_CHECK)
    if asked:
        return None  # whoever is entered later in the year has just said what the address is
    for contact in contacts_on(session, today):
        if (
            still_valid(contact, today)
            and not contact.bounced
            and contact.role not in NOT_ASKED
            and not _said_so_this_year(contact, on)
        ):
            _ask(session, campaign, spec, contact, now, context)
    return None


def _said_so_this_year(contact: Contact, on: date) -> bool:
    return is_trusted(contact, on) and contact.confirmed_on is not None and contact.confirmed_on.year == on.year


def _ask(
    session: Session, campaign: Campaign, spec: DutySpec, contact: Contact, now: datetime, context: Context
) -> None:
    if context.hearing is not None:
        hearer = Hearer(ContactCheck.name, contact.agency, contact.role, contact_id=contact.id)
        context.hearing.note(hearer)
        if context.hearing.rehearses:
            return
    subject = contact_check_subject(campaign.code, contact.id or 0)
    duty = open_duty(
        session,
        campaign,
        spec,
        subject=subject,
        agency=contact.agency,
        start=now,
        now=now,
        context=context,
        role=contact.role,
        told=True,
        due_at=_due(now, context),
    )
    write_to(
        session,
        ContactCheck,
        contact,
        reference=campaign.code,
        link=page_link(session, contact, campaign_id=campaign.id, subject=None, now=now, context=context),
        campaign_id=campaign.id,
        subject=subject,
        ordinal=1,
        now=now,
        context=context,
        due_at=duty.due_at,
    )


def _due(now: datetime, context: Context) -> datetime:
    calendar = context.pack.calendar
    try:
        clock = context.pack.clock(CLOCK, calendar.day_of(now))
    except UnknownCode:
        return calendar.end_of(calendar.add_workdays(calendar.day_of(now), WORKDAYS))
    return calendar.due_at(now, clock.length, clock.unit)
