"""Reads for the operator's overview: many campaigns in one query each, bounded by the campaigns asked for.

Protections are in none of them, confidential duties only in the one count that is named after referrals.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from models.campaign import Campaign
from models.database import open_database
from models.duty import Duty
from models.message import Message
from models.queries.journal_counts import UNNAMED_LETTERS
from models.referral import Referral
from models.visit import Visit
from rules.refusals import UnknownCode
from rules.words import DutyKind, DutyState, MessageState, Mode, ReferralState, VisitState

REFERRAL_KINDS = (DutyKind.REFERRAL_APPROVAL, DutyKind.REFERRAL_ACKNOWLEDGEMENT, DutyKind.REFERRAL_RESULT)


def holds_campaigns(url: str) -> bool:
    """Whether there is a database with campaigns at this address; never makes one."""
    file = sa.make_url(url).database if url.startswith("sqlite") else None
    if file is not None and not Path(file).exists():
        return False
    engine = open_database(url)
    try:
        with engine.execution_options(read_only=True).connect() as connection:
            if not sa.inspect(connection).has_table(str(Campaign.__tablename__)):
                return False
            return connection.execute(sa.select(col(Campaign.id)).limit(1)).first() is not None
    finally:
        engine.dispose()


def newest_campaigns(session: Session, limit: int) -> list[Campaign]:
    """Unannounced checks are not among them: even that there is one is nobody's but its leaders'."""
    query = select(Campaign).where(Campaign.mode != Mode.UNANNOUNCED)
    return list(session.exec(query.order_by(col(Campaign.id).desc()).limit(limit)))


def campaign_shown(session: Session, code: str) -> Campaign:
    """The campaign, without a lock. Raises UnknownCode, for an unannounced check too."""
    query = select(Campaign).where(Campaign.code == code, Campaign.mode != Mode.UNANNOUNCED)
    campaign = session.exec(query).first()
    if campaign is None:
        raise UnknownCode("campaign", code)
    return campaign


def visits_by_state(session: Session, ids: Sequence[int]) -> dict[int, Counter[VisitState]]:
    rows = session.exec(
        select(Visit.campaign_id, Visit.state, func.count())
        .where(col(Visit.campaign_id).in_(ids))
        .group_by(col(Visit.campaign_id), col(Visit.state))
    )
    table: dict[int, Counter[VisitState]] = defaultdict(Counter)
    for campaign_id, state, count in rows:
        table[campaign_id][VisitState(state)] = count
    return table


def duties_open(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Routine duties that are open."""
    return _open_counts(session, ids, col(Duty.confidential).is_(False))


def duties_late(session: Session, ids: Sequence[int], now: datetime) -> dict[int, int]:
    """Those of them that are past their day."""
    return _open_counts(
        session, ids, col(Duty.confidential).is_(False), Duty.due_at < now, col(Duty.paused_at).is_(None)
    )


def referral_duties_late(session: Session, ids: Sequence[int], now: datetime) -> dict[int, int]:
    return _open_counts(session, ids, col(Duty.kind).in_(REFERRAL_KINDS), Duty.due_at < now)


def _open_counts(session: Session, ids: Sequence[int], *which: sa.ColumnElement[bool] | bool) -> dict[int, int]:
    rows = session.exec(
        select(Duty.campaign_id, func.count())
        .where(col(Duty.campaign_id).in_(ids), Duty.state == DutyState.OPEN, Duty.kind != DutyKind.PROTECTION, *which)
        .group_by(col(Duty.campaign_id))
    )
    return dict(rows.all())


def late_duties(session: Session, campaign_id: int, now: datetime) -> list[Duty]:
    """Open routine duties past their day, the longest late first."""
    return list(
        session.exec(
            select(Duty)
            .where(
                Duty.campaign_id == campaign_id,
                Duty.state == DutyState.OPEN,
                Duty.due_at < now,
                col(Duty.paused_at).is_(None),
                col(Duty.confidential).is_(False),
                Duty.kind != DutyKind.PROTECTION,
            )
            .order_by(col(Duty.due_at), col(Duty.id))
        )
    )


def mail_by_state(session: Session, ids: Sequence[int]) -> dict[int, Counter[MessageState]]:
    """Letters that may be counted: from the number of the others somebody could tell that there are any."""
    rows = session.exec(
        select(Message.campaign_id, Message.state, func.count())
        .where(col(Message.campaign_id).in_(ids), col(Message.letter).not_in(UNNAMED_LETTERS))
        .group_by(col(Message.campaign_id), col(Message.state))
    )
    table: dict[int, Counter[MessageState]] = defaultdict(Counter)
    for campaign_id, state, count in rows:
        table[campaign_id or 0][MessageState(state)] = count
    return table


def mail_by_letter(session: Session, campaign_id: int) -> dict[str, Counter[MessageState]]:
    """Letter -> state -> how many; letters about persons and unannounced checks are in no count."""
    rows = session.exec(
        select(Message.letter, Message.state, func.count())
        .where(Message.campaign_id == campaign_id, col(Message.letter).not_in(UNNAMED_LETTERS))
        .group_by(col(Message.letter), col(Message.state))
        .order_by(col(Message.letter))
    )
    table: dict[str, Counter[MessageState]] = defaultdict(Counter)
    for letter, state, count in rows:
        table[letter][MessageState(state)] += count
    return dict(sorted(table.items()))


def referrals_of(session: Session, ids: Sequence[int]) -> dict[int, Counter[ReferralState]]:
    """Without those withdrawn: only the focal point's word takes a file back."""
    rows = session.exec(
        select(Referral.campaign_id, Referral.state, func.count())
        .where(col(Referral.campaign_id).in_(ids), Referral.state != ReferralState.WITHDRAWN)
        .group_by(col(Referral.campaign_id), col(Referral.state))
    )
    table: dict[int, Counter[ReferralState]] = defaultdict(Counter)
    for campaign_id, state, count in rows:
        table[campaign_id][ReferralState(state)] = count
    return table
