"""Who exists has changed, or from which day campaigns follow a revision: bring what is under way up to it.

Until something of the kind is due, this reads no more than what agencies that end still owe.
"""

from datetime import datetime

from sqlmodel import Session

from actions.context import Context
from actions.follow_pack import follow_pack
from actions.pass_duties import duties_that_pass, pass_duties
from actions.pass_seats import pass_seats
from models.queries.reorganisation import campaigns_on_other_packs, seats_ahead
from rules.pack import Pack


def reorganise(session: Session, *, now: datetime, context: Context) -> int:
    """Safe to repeat. Says how much it did."""
    followed = follow_pack(session, now=now, context=context)
    ended, ending = _ended(context.pack, now), ending_agencies(context.pack)
    done = pass_seats(session, ending, now=now, context=context) if ending else 0
    return followed + done + (pass_duties(session, ended, now=now, context=context) if ended else 0)


def is_reorganised(session: Session, *, now: datetime, context: Context) -> bool:
    """Whether there is anything to do."""
    pack = context.pack
    day = pack.calendar.day_of(now)
    if pack.as_of is not None and pack.as_of <= day and campaigns_on_other_packs(session, pack.revision):
        return True
    ended, ending = _ended(pack, now), ending_agencies(pack)
    if ended and duties_that_pass(session, ended, now=now, context=context):
        return True
    return bool(ending) and any(
        (standing := pack.standing_on(seat.agency, max(party.on, day))) is not None and standing.code != seat.agency
        for seat, party in seats_ahead(session, ending)
    )


def ending_agencies(pack: Pack) -> list[str]:
    """The agencies that have a successor, from whatever day on."""
    return [agency.code for agency in pack.agencies if agency.successor]


def _ended(pack: Pack, now: datetime) -> list[str]:
    day = pack.calendar.day_of(now)
    return [code for code in ending_agencies(pack) if (last := pack.agency(code).valid_to) is not None and last < day]
