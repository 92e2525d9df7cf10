"""Campaigns by code and by what is due."""

from datetime import datetime

from sqlmodel import Session, bindparam, col, func, or_, select

from models.campaign import Campaign
from rules.refusals import UnknownCode
from rules.words import CampaignKind, CampaignState, Mode

ENDED = (CampaignState.CLOSED, CampaignState.CANCELLED)
HELD = "campaigns held"
# Asked again and again, so put together once.
BY_CODE = select(Campaign).where(Campaign.code == bindparam("code")).with_for_update()
BY_ID = select(Campaign).where(Campaign.id == bindparam("id")).with_for_update()

DUE = (
    select(Campaign.code)
    .where(or_(col(Campaign.next_at) <= bindparam("now"), col(Campaign.looking_until) <= bindparam("now")))
    .order_by(col(Campaign.next_at), col(Campaign.id))
)
NEXT_LOOK = select(func.min(func.coalesce(Campaign.next_at, Campaign.looking_until)))


def campaign_by_code(session: Session, code: str) -> Campaign:
    """The campaign, locked for this transaction where the database locks rows. Raises UnknownCode."""
    row = session.exec(BY_CODE, params={"code": code}).first()
    if row is None:
        raise UnknownCode("campaign", code)
    _held(session)[row.id or 0] = row
    return row


def campaign_by_id(session: Session, campaign_id: int) -> Campaign:
    """The campaign, locked for this transaction where the database locks rows. One that this transaction has locked
    already is not read again."""
    held = _held(session).get(campaign_id)
    if held is None:
        held = session.exec(BY_ID, params={"id": campaign_id}).one()
        _held(session)[campaign_id] = held
    return held


def _held(session: Session) -> dict[int, Campaign]:
    """What the innermost transaction has locked: a lock taken inside a savepoint is gone when that is rolled back."""
    transaction = session.get_nested_transaction() or session.get_transaction()
    since, held = session.info.get(HELD, (None, {}))
    if transaction is None or since is not transaction:
        held = {}
        session.info[HELD] = (transaction, held)
    return held


def announced_by_code(session: Session, code: str) -> Campaign:
    """The campaign, locked likewise, for whoever must not learn of unannounced checks. Raises UnknownCode."""
    row = campaign_by_code(session, code)
    if row.mode is Mode.UNANNOUNCED:
        raise UnknownCode("campaign", code)
    return row


def campaigns_due(session: Session, now: datetime) -> list[str]:
    """Codes of the campaigns that `advance` must look at now, oldest first."""
    return list(session.exec(DUE, params={"now": now}))


def next_campaign_moment(session: Session) -> datetime | None:
    """When the next campaign is due, if any."""
    return session.exec(NEXT_LOOK).one()


def codes_begun(session: Session, prefix: str) -> int:
    """How many campaigns' codes begin so."""
    return len(session.exec(select(Campaign.id).where(col(Campaign.code).startswith(prefix))).all())


def carried_out_by(session: Session, activity: str) -> str | None:
    """The code of the campaign that carries out an activity of the plan, if one does that has not ended."""
    query = select(Campaign.code).where(Campaign.activity == activity, col(Campaign.state).not_in(ENDED))
    return session.exec(query).first()


def activities_begun(session: Session, year_id: int) -> set[str]:
    """The activities of the plan for which an annual plan has opened a campaign, whatever became of it."""
    query = select(Campaign.activity).where(Campaign.year_id == year_id, col(Campaign.activity).is_not(None))
    return {activity for activity in session.exec(query) if activity is not None}


def plan_under_way(session: Session) -> str | None:
    """The code of the annual plan that has not ended, if there is one."""
    query = select(Campaign.code).where(Campaign.kind == CampaignKind.ANNUAL_PLAN, col(Campaign.state).not_in(ENDED))
    return session.exec(query.order_by(col(Campaign.id).desc())).first()
