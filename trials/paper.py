"""The coordinator's signed-in page: letters are recorded, and what was recorded by mistake is voided."""

import re
from dataclasses import dataclass

from actions.hand_in_findings import Findings
from models import Duty
from rules.words import Channel, VoidReason
from trials.answers import OnPaper
from trials.form_fields import Fields, fields_of
from trials.plain_hands import NOTE
from trials.portal_hands import PortalRefused
from trials.signed_in import SignedIn

RECEIPT = re.compile(r'name="receipt" value="([^"]+)"')
"""Stands in the form of each answer that may be voided, the newest first."""


@dataclass
class PaperDesk:
    """Raises PortalRefused when the page does not take what the coordinator writes down."""

    coordinator: SignedIn

    async def record(self, duty: Duty, letter: OnPaper) -> None:
        """The letter's mistake, if the script has one, is recorded and voided first."""
        if letter.mistaken is not None:
            await self._record(duty, OnPaper(letter.mistaken, letter.number))
            await self._void(duty)
        await self._record(duty, letter)

    async def _record(self, duty: Duty, letter: OnPaper) -> None:
        office = self.coordinator.hands.office
        with office.reading() as (_, now):
            today = office.pack.calendar.day_of(now)
        paper: Fields = {
            "channel": Channel.PAPER.value,
            "document": letter.number,
            "document_on": today.isoformat(),
            **fields_of(letter, office.pack.calendar),
        }
        form = f"/office/d/{duty.code}/answer"
        if isinstance(letter.said, Findings) and letter.said.answers:
            # The screening questions come first, on a page of their own.
            await self.coordinator.send(form, form, {"step": "screening", **_screening(paper)})
        await self.coordinator.send(form, form, paper)

    async def _void(self, duty: Duty) -> None:
        path = f"/office/d/{duty.code}"
        receipts = RECEIPT.findall(await self.coordinator.read(path))
        if not receipts:
            raise PortalRefused(f"{duty.code} shows no answer to void")
        fields: Fields = {"receipt": receipts[0], "reason": VoidReason.MISHEARD.value, "void_note": NOTE}
        await self.coordinator.send(path, f"{path}/void", fields)


def _screening(fields: Fields) -> Fields:
    return {name: fields[name] for name in ("trafficking", "apparent_minor")}
