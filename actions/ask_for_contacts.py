"""Step `repair` of the contact book: an address whose letters came back is a task of the coordinator."""

from contextlib import suppress
from datetime import date, datetime

from sqlmodel import Session, col, select

from actions.context import ENGINE, Context
from actions.open_duty import open_duty
from actions.passage import Passage
from actions.recording import change_state, record
from actions.run_step import run_step
from actions.tell_office import Addressee, find_contact, write_to
from campaigns import KINDS
from campaigns.kind import StepSpec
from models import Campaign, Contact, Duty
from models.queries.campaigns import campaign_by_code
from models.queries.contact_repairs import contacts_to_repair, open_repair, repair_subject
from models.queries.duties import duties_about, open_duties
from notifications.letters import ContactBounced
from notifications.once import add_once
from rules.refusals import ContactMissing, UnknownCode
from rules.visibility import PERSONAL_MAILBOX
from rules.words import AgencyRole, CampaignKind, CampaignState, CampaignVerb, DutyKind, Mode, Role

BOOK = KINDS[CampaignKind.CONTACT_BOOK]
LIFECYCLE = BOOK.lifecycles[Mode.UNANNOUNCED]


def ask_for_contacts(session: Session, *, now: datetime, context: Context) -> int:
    """A task for every marked address that has none, whatever marked it; says how many. No more when it is repeated."""
    waiting = contacts_to_repair(session, context.pack.calendar.day_of(now))
    if waiting:
        (step,) = BOOK.steps[Mode.UNANNOUNCED]
        run_step(session, _book(session, now, context), step, now=now, context=context)
    return len(waiting)


def run(session: Session, campaign: Campaign, step: StepSpec, *, now: datetime, context: Context) -> Passage:
    for contact in contacts_to_repair(session, context.pack.calendar.day_of(now)):
        _ask(session, campaign, contact, now, context)
    return Passage(False, "the coordinator")


def ask_for_contact(session: Session, contact: Contact, *, now: datetime, context: Context) -> Duty:
    """The task for this address; of two letters that come back, the second finds that of the first."""
    return open_repair(session, contact) or _ask(session, _book(session, now, context), contact, now, context)


def _ask(session: Session, book: Campaign, contact: Contact, now: datetime, context: Context) -> Duty:
    earlier = open_repair(session, contact)  # under the book's lock: somebody may have been first
    if earlier is not None:
        return earlier
    subject = repair_subject(contact)
    duty = open_duty(
        session,
        book,
        BOOK.duty(DutyKind.CONTACT_REPAIR),
        subject=subject,
        agency=context.pack.agency_as(AgencyRole.STANDING, context.pack.calendar.day_of(now)).code,
        start=now,
        now=now,
        context=context,
        ordinal=len(duties_about(session, subject, DutyKind.CONTACT_REPAIR)) + 1,
        told=True,
    )
    with suppress(ContactMissing):  # the task stands on the page and climbs its ladder all the same
        _tell(session, duty, contact, now, context)
    return duty


def _tell(session: Session, duty: Duty, contact: Contact, now: datetime, context: Context) -> None:
    """An office that gets letters about confidential cases is not named: that one came back would say that there was
    one."""
    named = contact.role not in PERSONAL_MAILBOX
    write_to(
        session,
        ContactBounced,
        find_contact(session, Addressee(Role.COORDINATOR, duty.agency), now, context),
        reference=duty.code,
        link=f"{context.signer.public_address}/office/d/{duty.code}",
        campaign_id=duty.campaign_id,
        subject=duty.subject,
        ordinal=duty.ordinal,
        now=now,
        context=context,
        agency=_name_of(contact, context) if named else None,
        role=contact.role if named else None,
        due_at=duty.due_at,
    )


def _name_of(contact: Contact, context: Context) -> str:
    try:
        return context.pack.agency(contact.agency).name
    except UnknownCode:  # gone from the pack since
        return contact.office


def _book(session: Session, now: datetime, context: Context) -> Campaign:
    """The book of this year, locked; that of an earlier one is closed when nothing in it is owed."""
    year = context.pack.calendar.day_of(now).year
    code = f"{context.pack.prefix}-{year}-{BOOK.code}"
    if _find(session, code) is None:
        book = Campaign(
            code=code,
            kind=CampaignKind.CONTACT_BOOK,
            mode=Mode.UNANNOUNCED,
            state=LIFECYCLE.initial,
            pack_revision=context.pack.revision,
            opens_on=date(year, 1, 1),
            closes_on=date(year, 12, 31),
            visits_wanted=0,
            seed=0,
            created_at=now,
        )
        if add_once(session, book, "code") is book:
            _begin(session, book, now)
    return campaign_by_code(session, code)


def _begin(session: Session, book: Campaign, now: datetime) -> None:
    record(
        session,
        noun=LIFECYCLE.noun,
        subject=book.code,
        verb="start",
        after=LIFECYCLE.initial,
        actor=ENGINE,
        now=now,
        campaign_id=book.id,
        restricted=True,
    )
    _close_earlier(session, book.code, now)


def _close_earlier(session: Session, code: str, now: datetime) -> None:
    query = select(Campaign).where(
        Campaign.kind == CampaignKind.CONTACT_BOOK, Campaign.state != CampaignState.CLOSED, Campaign.code != code
    )
    for book in session.exec(query.order_by(col(Campaign.id)).with_for_update()):
        if not open_duties(session, book.id or 0, [DutyKind.CONTACT_REPAIR]):
            change_state(session, book, LIFECYCLE, CampaignVerb.RELEASE, actor=ENGINE, now=now, restricted=True)


def _find(session: Session, code: str) -> Campaign | None:
    return session.exec(select(Campaign).where(Campaign.code == code)).first()
