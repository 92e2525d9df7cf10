"""What the pages behind links show. Every read is bounded by the link it is for: its agency, campaign or subject."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.answer import Answer
from models.campaign import Campaign
from models.contact import Contact
from models.duty import Duty
from models.establishment import Establishment
from models.finding import Finding, FindingItem
from models.link import Link, PortalSession
from models.party import Party, Seat
from models.recommendation import Recommendation
from models.referral import Referral
from models.sanction import SanctionCase
from models.visit import Visit
from rules.words import DutyKind, LinkPurpose

RECEIPTS_SHOWN = 60


def link_by_token(session: Session, token: str) -> Link | None:
    return session.exec(select(Link).where(Link.token == token)).first()


def contact_behind(session: Session, link: Link) -> Contact:
    return session.get_one(Contact, link.contact_id)


def campaign_behind(session: Session, link: Link) -> Campaign | None:
    """Without a lock: for pages that only show."""
    return session.get(Campaign, link.campaign_id) if link.campaign_id is not None else None


def lock_campaign(session: Session, campaign: Campaign) -> None:
    """Wait for whoever changes the campaign, then see what he left: answers to one campaign come one by one."""
    session.refresh(campaign, with_for_update=True)


def entry_by_digest(session: Session, link: Link, digest: str) -> PortalSession | None:
    """The session that the one-time code of this very link opened."""
    return session.exec(
        select(PortalSession).where(PortalSession.link_id == link.id, PortalSession.digest == digest)
    ).first()


def sign_in_by_digest(session: Session, digest: str) -> tuple[PortalSession, Contact] | None:
    """The session that a one-time link opened, and the office it was sent to; a link that was revoked since (its office
    got another address) takes its sessions with it."""
    row = session.exec(
        select(PortalSession, Contact)
        .join(Link, col(Link.id) == col(PortalSession.link_id))
        .join(Contact, col(Contact.id) == col(Link.contact_id))
        .where(PortalSession.digest == digest, Link.purpose == LinkPurpose.SIGN_IN, col(Link.revoked).is_(False))
    ).first()
    return None if row is None else (row[0], row[1])


def routine_duty(session: Session, link: Link, code: str) -> Duty | None:
    """A duty of the link's own agency in its campaign; never a confidential one, never another agency's."""
    return session.exec(
        select(Duty).where(
            Duty.code == code,
            Duty.agency == link.agency,
            Duty.campaign_id == link.campaign_id,
            col(Duty.confidential).is_(False),
        )
    ).first()


def confidential_duties(session: Session, link: Link) -> list[Duty]:
    """Every duty about the one subject a confidential link opens, oldest first."""
    return list(
        session.exec(
            select(Duty)
            .where(Duty.subject == link.subject, Duty.campaign_id == link.campaign_id, col(Duty.confidential).is_(True))
            .order_by(col(Duty.id))
        )
    )


def last_answer(session: Session, duty: Duty) -> Answer | None:
    """The one that counts: never one that was voided."""
    return next((answer for answer in answers_to(session, duty) if answer.voided_at is None), None)


def answers_to(session: Session, duty: Duty) -> list[Answer]:
    """Newest first, voided ones too."""
    return list(session.exec(select(Answer).where(Answer.duty_id == duty.id).order_by(col(Answer.id).desc())))


def receipts_of(session: Session, link: Link, kinds: Collection[DutyKind]) -> list[tuple[Answer, Duty]]:
    """What this agency has answered in this campaign, newest first; voided answers stay on its list."""
    rows = session.exec(
        select(Answer, Duty)
        .join(Duty, col(Duty.id) == col(Answer.duty_id))
        .where(
            Duty.agency == link.agency,
            Duty.campaign_id == link.campaign_id,
            col(Duty.confidential).is_(False),
            col(Duty.kind).in_(kinds),
        )
        .order_by(col(Answer.id).desc())
        .limit(RECEIPTS_SHOWN)
    )
    return list(rows)


def seats_with_parties(session: Session, link: Link) -> list[tuple[Seat, Party]]:
    """The agency's seats in the active parties of the campaign, by day."""
    rows = session.exec(
        select(Seat, Party)
        .join(Party, col(Party.id) == col(Seat.party_id))
        .where(Party.campaign_id == link.campaign_id, col(Party.active), Seat.agency == link.agency)
        .order_by(col(Party.on), col(Party.id), col(Seat.ordinal))
    )
    return list(rows)


def places_of_parties(session: Session, party_ids: Collection[int]) -> list[tuple[Visit, Establishment]]:
    rows = session.exec(
        select(Visit, Establishment)
        .join(Establishment, col(Establishment.code) == col(Visit.establishment))
        .where(col(Visit.party_id).in_(party_ids))
        .order_by(col(Visit.id))
    )
    return list(rows)


def places_of_visits(session: Session, codes: Sequence[str]) -> dict[str, tuple[Visit, Party, Establishment]]:
    """By the visit's code."""
    rows = session.exec(
        select(Visit, Party, Establishment)
        .join(Party, col(Party.id) == col(Visit.party_id))
        .join(Establishment, col(Establishment.code) == col(Visit.establishment))
        .where(col(Visit.code).in_(codes))
    )
    return {visit.code: (visit, party, place) for visit, party, place in rows}


def place_of_visit(session: Session, visit_id: int) -> tuple[Visit, Party, Establishment]:
    return session.exec(
        select(Visit, Party, Establishment)
        .join(Party, col(Party.id) == col(Visit.party_id))
        .join(Establishment, col(Establishment.code) == col(Visit.establishment))
        .where(Visit.id == visit_id)
    ).one()


def plan_of(session: Session, campaign_id: int) -> list[tuple[Visit, Party, Establishment]]:
    """The whole plan for who approves it, by day and area."""
    rows = session.exec(
        select(Visit, Party, Establishment)
        .join(Party, col(Party.id) == col(Visit.party_id))
        .join(Establishment, col(Establishment.code) == col(Visit.establishment))
        .where(Visit.campaign_id == campaign_id)
        .order_by(col(Party.on), col(Visit.area), col(Visit.id))
    )
    return list(rows)


def recommendation_by_code(session: Session, code: str) -> Recommendation:
    return session.exec(select(Recommendation).where(Recommendation.code == code)).one()


def recommendations_by_code(session: Session, codes: Collection[str]) -> dict[str, Recommendation]:
    return {row.code: row for row in session.exec(select(Recommendation).where(col(Recommendation.code).in_(codes)))}


def sanction_by_code(session: Session, code: str) -> SanctionCase:
    return session.exec(select(SanctionCase).where(SanctionCase.code == code)).one()


def sanctions_by_code(session: Session, codes: Collection[str]) -> dict[str, SanctionCase]:
    return {row.code: row for row in session.exec(select(SanctionCase).where(col(SanctionCase.code).in_(codes)))}


def referral_shown(session: Session, code: str) -> Referral | None:
    """Without a lock: for pages that only show."""
    return session.exec(select(Referral).where(Referral.code == code)).first()


def own_finding(session: Session, visit_id: int, agency: str) -> tuple[Finding, list[FindingItem]] | None:
    """What one agency entered on a visit: its own items only."""
    finding = session.exec(select(Finding).where(Finding.visit_id == visit_id, Finding.agency == agency)).first()
    if finding is None:
        return None
    items = session.exec(
        select(FindingItem).where(FindingItem.finding_id == finding.id).order_by(col(FindingItem.item))
    )
    return finding, list(items)


def visits_answered_by(session: Session, agency: str, visit_ids: Collection[int]) -> set[int]:
    """The visits on which an agency has entered its items."""
    rows = session.exec(select(Finding.visit_id).where(Finding.agency == agency, col(Finding.visit_id).in_(visit_ids)))
    return set(rows)


def record_items(session: Session, visit_id: int) -> list[FindingItem]:
    """Every item of every agency on a visit: for a confidential file's authorised readers."""
    rows = session.exec(
        select(FindingItem)
        .join(Finding, col(Finding.id) == col(FindingItem.finding_id))
        .where(Finding.visit_id == visit_id)
        .order_by(col(FindingItem.item))
    )
    return list(rows)


def entry_holds(entry: PortalSession, now: datetime) -> bool:
    return not entry.revoked and now < entry.expires_at
