"""What a reception is to the focal point and its deputy; to everybody else there is none."""

from datetime import datetime

from actions.answer_reception import reception_turn
from models import Duty
from portal.access import NotThere
from portal.desk import Desk
from rules.words import CampaignKind, DutyState


def is_reception(desk: Desk) -> bool:
    return desk.campaign.kind is CampaignKind.RECEPTION


def open_reception(desk: Desk, duties: list[Duty]) -> tuple[tuple[Duty, ...], datetime | None]:
    """This office's duties about it, and from when it may answer where its turn has not come. Raises NotThere for
    whoever has no part in it."""
    link = desk.visitor.link
    own, waits_until = [], None
    for duty in duties:
        turn = reception_turn(desk.session, duty, link.role, desk.context) if duty.agency == link.agency else None
        if turn is not None and desk.now >= turn:
            own.append(duty)
        elif turn is not None and duty.state is DutyState.OPEN:
            waits_until = turn
    if not own and waits_until is None:
        raise NotThere
    return tuple(own), waits_until
