"""What is turned off, as reads and as a condition that other statements carry."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.switched_off import SwitchedOff
from rules.words import Switch


def switched_off(session: Session) -> list[SwitchedOff]:
    return list(session.exec(select(SwitchedOff).order_by(col(SwitchedOff.switch))))


def is_off(session: Session, switch: Switch) -> bool:
    return session.get(SwitchedOff, switch) is not None


def mail_goes_out() -> sa.ColumnElement[bool]:
    """True in any statement while outgoing mail is not held: asked in the statement itself, it cannot be stale."""
    return ~sa.exists().where(col(SwitchedOff.switch) == Switch.MAIL)
