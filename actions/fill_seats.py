"""Give an agency's seats to the members it nominated, nobody in two places at once."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models import Campaign, Duty, Seat
from models.queries.visits import campaign_seats
from rules.words import DutyKind, DutyState


def cards_nominated(session: Session, campaign: Campaign, agency: str) -> tuple[str, ...]:
    """The card numbers an agency has nominated in this campaign, latest answer last."""
    duties = session.exec(
        select(Duty)
        .where(
            Duty.campaign_id == campaign.id,
            Duty.kind == DutyKind.CONFIRM,
            Duty.agency == agency,
            Duty.state == DutyState.FULFILLED,
        )
        .order_by(col(Duty.id))
    )
    return tuple(dict.fromkeys(card for duty in duties for card in duty.answered.get("cards", ())))


def fill_seats(session: Session, campaign: Campaign, agency: str, cards: Sequence[str]) -> None:
    """Fill the empty seats of an agency in turn, skipping members already seated in the same part of a day."""
    empty = [seat for seat, _ in campaign_seats(session, campaign.id or 0) if seat.agency == agency and not seat.card]
    if not empty:
        return
    busy = _busy_cards(session, {seat.slot for seat in empty}, cards)
    turn = 0
    for seat in empty:
        for offset in range(len(cards)):
            card = cards[(turn + offset) % len(cards)]
            if (card, seat.slot) not in busy:
                seat.card = card
                busy.add((card, seat.slot))
                session.add(seat)
                turn += offset + 1
                break
    session.flush()


def _busy_cards(session: Session, slots: set[str], cards: Sequence[str]) -> set[tuple[str, str]]:
    rows = session.exec(select(Seat.card, Seat.slot).where(col(Seat.card).in_(cards), col(Seat.slot).in_(slots)))
    return {(card, slot) for card, slot in rows if card}
