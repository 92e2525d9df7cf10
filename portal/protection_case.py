"""What a restricted case is to the offices that look after a person: the focal point, its deputy, its head."""

from datetime import datetime

from actions.answer_protection import turn_at
from models import Duty
from portal.access import NotThere
from portal.desk import Desk
from rules.words import DutyKind, DutyState


def open_protection(desk: Desk, duties: list[Duty]) -> tuple[tuple[Duty, ...], datetime | None]:
    """This office's duties about it, and from when it may answer where its turn has not come. Raises NotThere for
    whoever has no part in it."""
    link = desk.visitor.link
    own, waits_until = [], None
    for duty in duties:
        turn = turn_at(duty, link.role, desk.context) if duty.kind is DutyKind.PROTECTION else None
        if turn is None or duty.agency != link.agency:
            raise NotThere
        if desk.now >= turn:
            own.append(duty)
        elif duty.state is DutyState.OPEN:
            waits_until = turn
    return tuple(own), waits_until
