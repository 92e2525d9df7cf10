"""Whether work rests where an agency is at home: only the authorities of areas have such a place."""

from sqlmodel import Session

from actions.context import Context
from models.queries.suspensions import suspended_areas


def is_at_rest(session: Session, agency: str, context: Context) -> bool:
    """Raises UnknownCode."""
    area = context.pack.agency(agency).area
    return area is not None and area in suspended_areas(session)
