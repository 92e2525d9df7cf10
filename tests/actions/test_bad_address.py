"""An address in a row that no letter can go to: the step that would write there does nothing at all, and says why."""

import pytest
from sqlmodel import select

from actions.decide_plan import PlanDecision
from models import Contact
from rules.refusals import AddressUnusable
from tests.actions.desk import Desk
from tests.actions.dump import dump


@pytest.mark.parametrize(
    "address",
    ["ok@x.example, evil@y.example", "ok@x.example\r\nBcc: evil@y.example", "ok@x.example\0", "đ@x.example", ""],
)
def test_step_that_would_write_to_an_unusable_address_saves_nothing(scheduled: Desk, address: str) -> None:
    scheduled.decide(PlanDecision())
    with scheduled.office.transaction() as (session, _):
        for contact in session.exec(select(Contact).where(Contact.agency == scheduled.agencies()[-1])):
            contact.address = address
    before = dump(scheduled.office.engine)
    with pytest.raises(AddressUnusable, match="is not one plain e-mail address"):
        scheduled.advance()
    assert dump(scheduled.office.engine) == before
