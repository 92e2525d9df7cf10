"""The restricted rows about persons who may need protection. Every read names its viewer; nobody else gets anything."""

from sqlmodel import Session, select

from models.protection import Protection
from rules.refusals import UnknownCode
from rules.words import ProtectionState, Role

LOOKS_AFTER = frozenset({Role.FOCAL_POINT, Role.FOCAL_DEPUTY, Role.SUPERIOR})
"""The focal point's own house; that a superior is its own is checked by the duty's agency."""


def protection_by_code(session: Session, code: str, viewer: Role) -> Protection:
    """Raises UnknownCode, also for whoever may not know that there is one."""
    row = session.exec(select(Protection).where(Protection.code == code)).first() if viewer in LOOKS_AFTER else None
    if row is None:
        raise UnknownCode("task", code)
    return row


def protection_state(session: Session, visit_id: int, viewer: Role) -> ProtectionState | None:
    """For the engine alone, which closes branches by it."""
    if viewer is not Role.ENGINE:
        return None
    row = session.exec(select(Protection).where(Protection.visit_id == visit_id)).first()
    return None if row is None else row.state
