"""An agency has ended: what it owes passes to whoever follows it. Both offices are told; history keeps the old name."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime

from sqlmodel import Session

from actions.chase_duties import owed_lines
from actions.context import ENGINE, Context
from actions.recording import record
from actions.settle_duty import waive_duty
from actions.tell_office import Addressee, tell_office
from models import Campaign, Duty
from models.queries.access import letters_sent
from models.queries.campaigns import campaign_by_id
from models.queries.contacts import contact_as
from models.queries.reorganisation import highest_ordinal, open_duties_of, place_of, referrals_to
from notifications.letters import DutiesPassed, NewTaskLink
from rules.refusals import ContactMissing, SharedMailbox
from rules.visibility import RESTRICTED_KINDS
from rules.words import DutyKind, Role, WaiveReason

Passed = Mapping[tuple[int, Role, str, str], list[Duty]]
"""(campaign, role, old agency, new agency) -> the routine duties that passed."""


def pass_duties(session: Session, ended: list[str], *, now: datetime, context: Context) -> int:
    """Say how many passed. Due moments and ladders go on as they were. Where the successor has no contact in the role,
    a duty stays until there is one: it must reach somebody."""
    day = context.pack.calendar.day_of(now)
    routine: defaultdict[tuple[int, Role, str, str], list[Duty]] = defaultdict(list)
    cases: list[tuple[Duty, str]] = []
    for duty, after in duties_that_pass(session, ended, now=now, context=context):
        campaign_by_id(session, duty.campaign_id)  # locked before its duties change
        before = duty.agency
        # Whoever follows confirms its own members, the seats it takes over among them; and its own addresses.
        confirms_again = duty.kind is DutyKind.CONFIRM and highest_ordinal(session, duty, after)
        if confirms_again or duty.kind is DutyKind.CONTACT_CHECK:
            waive_duty(session, duty, WaiveReason.SUPERSEDED, actor=ENGINE, now=now)
            continue
        _pass(session, duty, after, now)
        if duty.confidential:
            cases.append((duty, after))
        else:
            routine[duty.campaign_id, duty.role, before, after].append(duty)
    _pass_referrals(session, ended, day, now, context)
    _tell(session, routine, now, context)
    for duty, after in cases:
        tell_of_case(session, duty, after, now, context)
    session.flush()
    return len(cases) + sum(map(len, routine.values()))


def duties_that_pass(session: Session, ended: list[str], *, now: datetime, context: Context) -> list[tuple[Duty, str]]:
    """What ended agencies owe, with who takes it over: as far as that one can be written to, of a confidential case in
    a mailbox of its own."""
    day = context.pack.calendar.day_of(now)
    found = []
    for duty in open_duties_of(session, ended):
        after = heir_of(session, session.get_one(Campaign, duty.campaign_id), duty, day, context)
        contact = None if after is None else contact_as(session, after, duty.role, day)
        if after is not None and contact is not None and not (duty.confidential and contact.shared):
            found.append((duty, after))
    return found


def heir_of(session: Session, campaign: Campaign, duty: Duty, day: date, context: Context) -> str | None:
    """Who has followed its owner by a day, of one that was split the successor for this campaign's programmes or for
    the place that the duty is about; None while nobody has."""
    pack, cited = context.pack, context.on(campaign).pack
    programmes = cited.activity(campaign.activity).programmes if campaign.activity is not None else ()
    place = place_of(session, duty.subject)
    areas = () if place is None else cited.around(place)
    standing = pack.standing_on(duty.agency, day, programmes, areas)
    return None if standing is None or standing.code == duty.agency else standing.code


def _pass(session: Session, duty: Duty, after: str, now: datetime) -> None:
    before = duty.agency
    duty.ordinal = max(duty.ordinal, highest_ordinal(session, duty, after) + 1)
    duty.passed_from = duty.passed_from or before
    duty.agency = after
    session.add(duty)
    session.flush()
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
        restricted=duty.confidential or duty.kind in RESTRICTED_KINDS,
    )


def _pass_referrals(session: Session, ended: list[str], day: date, now: datetime, context: Context) -> None:
    """Files on their way go to whoever has followed the body they are for."""
    for referral in referrals_to(session, ended):
        standing = context.pack.standing_on(referral.agency, day)
        if standing is not None and standing.code != referral.agency:
            before, referral.agency = referral.agency, standing.code
            session.add(referral)
            record(
                session,
                noun="referral",
                subject=referral.code,
                verb="pass",
                before=before,
                after=standing.code,
                actor=ENGINE,
                now=now,
                campaign_id=referral.campaign_id,
                restricted=True,
            )


def _tell(session: Session, passed: Passed, now: datetime, context: Context) -> None:
    """The office that takes over, and the old one while it can still be written to."""
    for (campaign_id, role, before, after), duties in passed.items():
        campaign = campaign_by_id(session, campaign_id)
        own = context.on(campaign)
        for agency in (after, before):
            with suppress(ContactMissing):
                tell_office(
                    session,
                    DutiesPassed,
                    Addressee(role, agency),
                    campaign=campaign,
                    subject=before,
                    ordinal=min(duty.id or 0 for duty in duties),
                    now=now,
                    context=own,
                    agency=own.pack.agency(before).name,
                    successor=own.pack.agency(after).name,
                    takes_over=agency == after,
                    owed=owed_lines(duties, now, own),
                )


def tell_of_case(session: Session, duty: Duty, after: str, now: datetime, context: Context) -> None:
    """No more than that there is a task, to the same role as before and nobody else."""
    contact = contact_as(session, after, duty.role, context.pack.calendar.day_of(now))
    campaign = campaign_by_id(session, duty.campaign_id)
    with suppress(ContactMissing, SharedMailbox):
        tell_office(
            session,
            NewTaskLink,
            Addressee(duty.role, after),
            campaign=campaign,
            subject=duty.subject,
            ordinal=1 + (0 if contact is None else letters_sent(session, contact, NewTaskLink.name, campaign.id)),
            now=now,
            context=context.on(campaign),
        )
