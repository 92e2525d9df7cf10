"""People's answers by mail are erased in time, and what came for no letter; that it was done stays on record."""

from datetime import datetime, timedelta

from sqlmodel import Session

from actions.context import ENGINE
from actions.recording import record
from models.queries.mail_returns import returns_to_forget

KEPT_FOR = timedelta(days=30)
"""As long as the bytes of letters should be; the mailbox they came to keeps its own time."""
AT_ONCE = 500


def forget_returns(session: Session, *, now: datetime) -> int:
    """How many were erased; what came back for a letter stays as a code."""
    stale = returns_to_forget(session, now - KEPT_FOR, AT_ONCE)
    for row in stale:
        row.text = None
        if row.message_id is None:
            session.delete(row)
    if stale:
        record(
            session,
            noun="return",
            subject="returns",
            verb="forget",
            after=str(len(stale)),
            actor=ENGINE,
            now=now,
            campaign_id=None,
        )
    return len(stale)
