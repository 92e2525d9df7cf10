"""What scripted inspectors see on a visit: the record of the party's lead agency, and the items of the others."""

from collections.abc import Iterator

from sqlmodel import Session

from actions.context import Context
from actions.hand_in_findings import Findings, items_of_agency
from models import Party, Visit
from models.queries.visits import seats_of
from rules.pack import ChecklistItem
from rules.words import ItemAnswer, ProtectionSign
from trials.answers import OwnItems
from trials.script import Script

UNCOUNTED = 0
"""The number of a visit beside the campaign: no path of the script hangs on it."""


def record_of(session: Session, script: Script, visit: Visit, number: int, context: Context) -> Findings:
    """`number` is the visit's place among those that took place, from 1: the script's paths go by it."""
    party = session.get_one(Party, visit.party_id)
    seats = seats_of(session, [visit.party_id])
    items = items_of_agency(session, visit, party, party.lead_agency, context, seats)
    cards = tuple(seat.card for seat in seats if seat.card)
    signs = (ProtectionSign.TRAFFICKING,) if number in script.protected else ()
    return Findings(cards=cards, signs=signs, answers=_answers(script, visit, number, items, context))


def own_items_of(session: Session, script: Script, visit: Visit, number: int, context: Context) -> Iterator[OwnItems]:
    """The other agencies of the party enter theirs before the record is handed in."""
    party = session.get_one(Party, visit.party_id)
    seats = seats_of(session, [visit.party_id])
    for agency in dict.fromkeys(seat.agency for seat in seats):
        if agency == party.lead_agency:
            continue
        items = items_of_agency(session, visit, party, agency, context, seats)
        if items:
            yield OwnItems(agency, _answers(script, visit, number, items, context))


def _answers(
    script: Script, visit: Visit, number: int, items: tuple[ChecklistItem, ...], context: Context
) -> dict[str, ItemAnswer]:
    if script.uniform:
        found = {items[0].code: ItemAnswer.SHORTCOMING, items[-1].code: ItemAnswer.VIOLATION}
        return {item.code: ItemAnswer.MET for item in items} | found
    # The code of a check is another in every home: what is seen there is drawn by the place.
    drawn_by = visit.establishment if number == UNCOUNTED else visit.code
    answers = {item.code: script.answer_item(drawn_by, item.code) for item in items}
    suspect = [sign.item for rule in context.pack.hotspots for sign in rule.signs if sign.item in answers]
    if number in script.hotspots and suspect:
        answers[suspect[0]] = ItemAnswer.SIGNS_OF_CRIME
    return answers
