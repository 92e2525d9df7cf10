"""Partners who answer over the real portal by HTTP, behind the links of the letters they got."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
from sqlmodel import select

from actions.confirm_participation import Confirmation
from actions.decide_plan import PlanDecision
from actions.decide_sanction import SanctionDecision
from actions.hand_in_findings import Findings
from actions.office import Office
from models import Contact, Duty, Link
from models.queries.contacts import contact_as
from rules.words import DeclineReason, ReferralResult, Role
from trials.answers import Acknowledgement, Executed, OwnItems, ReInspected, Remedied, Ruling, Said
from trials.inbox import Inbox

Fields = dict[str, str | list[str]]


class PortalRefused(AssertionError):
    """The portal did not take a scripted answer: the trial has found a fault."""


@dataclass
class PortalHands:
    """`deliver` has the queued letters delivered: a one-time code is waited for as a person would."""

    office: Office
    inbox: Inbox
    deliver: Callable[[], Awaitable[None]]
    client: httpx.AsyncClient
    _routine: dict[tuple[int, int | None], str] = field(default_factory=dict)
    _personal: dict[tuple[int, str], str] = field(default_factory=dict)

    def read_mail(self) -> None:
        """Remember the newest link of every office, by campaign or by the one confidential thing it opens."""
        signed = [link for mail in self.inbox.fetch() for link in mail.links]
        with self.office.reading() as (session, _):
            for value in signed:
                row = session.exec(select(Link).where(Link.token == self.office.signer.token(value))).one()
                if row.subject is None:
                    self._routine[row.contact_id, row.campaign_id] = value
                else:
                    self._personal[row.contact_id, row.subject] = value

    async def answer(self, duty: Duty, said: Said) -> None:
        """Open the link, and post the form of the duty. Raises PortalRefused with what the page said."""
        contact = self._contact(duty, said)
        page = await self._page(duty, contact)
        place = f"/v/{duty.subject}" if isinstance(said, OwnItems) else f"/d/{duty.code}"
        form = await self.client.get(page + place)
        if form.status_code == httpx.codes.GONE:
            page = await self._renew(page, duty, contact)
            form = await self.client.get(page + place)
        if form.status_code != 200:
            raise PortalRefused(f"GET {duty.kind} {form.status_code}: {_words(form.text)}")
        answer = await self.client.post(page + place, data={**fields_of(said), "nonce": secrets.token_urlsafe(16)})
        if answer.status_code not in (200, 303):
            raise PortalRefused(f"POST {duty.kind} {duty.code} {answer.status_code}: {_words(answer.text)}")

    def _contact(self, duty: Duty, said: Said) -> Contact:
        agency = said.agency if isinstance(said, OwnItems) else duty.agency
        role = Role.LIAISON if isinstance(said, OwnItems) else duty.role
        with self.office.reading() as (session, now):
            contact = contact_as(session, agency, role, self.office.pack.calendar.day_of(now))
        if contact is None:
            raise PortalRefused(f"{agency} has no contact as {role}")
        return contact

    async def _page(self, duty: Duty, contact: Contact) -> str:
        """The page behind the office's newest link, entered with a one-time code when it is confidential."""
        if self._link(duty, contact) is None:
            # Its letter was queued by an answer a moment ago.
            await self.deliver()
            self.read_mail()
        page = self._address(duty, contact)
        if not duty.confidential:
            return page
        if (await self.client.get(page)).status_code == httpx.codes.GONE:
            page = await self._renew(page, duty, contact)
        await self._enter(page, contact)
        return page

    async def _renew(self, page: str, duty: Duty, contact: Contact) -> str:
        """Ask for a new link; it comes to the registered address."""
        await self.client.post(f"{page}/renew")
        await self.deliver()
        self.read_mail()
        return self._address(duty, contact)

    def _address(self, duty: Duty, contact: Contact) -> str:
        signed = self._link(duty, contact)
        if signed is None:
            raise PortalRefused(f"{contact.agency} as {contact.role} has no link for {duty.kind} {duty.code}")
        return f"/l/{signed}"

    def _link(self, duty: Duty, contact: Contact) -> str | None:
        assert contact.id is not None
        if duty.confidential:
            return self._personal.get((contact.id, duty.subject))
        return self._routine.get((contact.id, duty.campaign_id))

    async def _enter(self, page: str, contact: Contact) -> None:
        """Ask for the one-time code, wait for the letter, type it in."""
        await self.client.post(f"{page}/code")
        await self.deliver()
        self.read_mail()
        code = self.inbox.newest_code(contact.address)
        answer = await self.client.post(f"{page}/enter", data={"code": code or ""})
        if answer.status_code not in (200, 303):
            raise PortalRefused(f"code {answer.status_code}: {_words(answer.text)}")


def fields_of(said: Said) -> Fields:
    """An answer as the fields of its form."""
    match said:
        case PlanDecision(reason, most):
            chosen = {"reason": reason.value, "most_visits": str(most or "")} if reason else {}
            return {"decision": "return" if reason else "approve", **chosen}
        case Confirmation(cards, absences):
            days = [day.isoformat() for day in absences]
            return {"decision": "confirm", "cards": "\n".join(cards), "absences": days}
        case DeclineReason():
            return {"decision": "decline", "decline_reason": said.value}
        case Findings():
            return _findings(said)
        case OwnItems(_, answers):
            return {f"item.{code}": answer.value for code, answer in answers.items()}
        case Ruling(refused):
            return {"decision": "refuse", "ground": refused.value} if refused else {"decision": "approve"}
        case Acknowledgement():
            return {"acknowledge": "yes"}
        case ReferralResult():
            return {"result": said.value}
        case Remedied(done):
            return {"remedied": "yes" if done else "no"}
        case ReInspected():
            return {"done": "yes"}
        case SanctionDecision(number, on):
            chosen = {"number": number, "decided_on": on.isoformat() if on else ""} if number else {}
            return {"decision": "sanction" if number else "none", **chosen}
        case Executed(on):
            return {"executed_on": on.isoformat()}


def _findings(said: Findings) -> Fields:
    signs = {sign.value: "yes" for sign in said.signs}
    screened: Fields = {"trafficking": "no", "apparent_minor": "no", **signs}
    if said.missed:
        return {**screened, "happened": "missed", "missed_reason": said.missed.value}
    if said.postponed:
        return {**screened, "happened": "postponed", "postpone_reason": said.postponed.value}
    items: Fields = {f"item.{code}": answer.value for code, answer in said.answers.items()}
    return {**screened, "happened": "yes", "cards": list(said.cards), **items}


def _words(page: str) -> str:
    """What a page says, without its markup: for the message of a trial that failed."""
    body = page.partition("<main")[2] or page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))[:600]
