"""Letters with their bytes, to be read when the session is over."""

from sqlalchemy.orm import joinedload
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from models import Message


def whole_letters() -> SelectOfScalar[Message]:
    return select(Message).options(joinedload(Message.frozen))  # type: ignore[arg-type]
