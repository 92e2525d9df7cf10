"""Partners who answer over the real portal by HTTP, behind the links of the letters they got."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
from sqlmodel import col, select

from actions.office import Office
from models import Campaign, Contact, Duty, Link
from models.queries.contacts import contact_as
from rules.words import Role
from trials.answers import FocalAnswer, OwnItems, Said
from trials.form_fields import fields_of
from trials.inbox import Inbox

NONCE_BYTES = 16


class PortalRefused(AssertionError):
    """The portal did not take a scripted answer, or took what it must refuse: the trial has found a fault."""


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

    async def wait_for_mail(self) -> None:
        """What was asked for on a page comes by letter."""
        await self.deliver()
        self.read_mail()

    def told_of(self, subject: str, role: Role) -> list[Contact]:
        """The offices in a role that got a link to one confidential thing, in the order of their registration."""
        ids = [contact for contact, about in self._personal if about == subject]
        with self.office.reading() as (session, _):
            rows = session.exec(select(Contact).where(col(Contact.id).in_(ids), Contact.role == role))
            return sorted(rows, key=lambda contact: contact.id or 0)

    async def answer(self, duty: Duty, said: Said) -> None:
        """Open the link, and post the form of the duty. Raises PortalRefused with what the page said."""
        contact = self._contact(duty, said)
        subject = self._subject(duty, contact)
        page = await self._page(contact, subject, duty.campaign_id)
        place = f"/v/{duty.subject}" if isinstance(said, OwnItems) else f"/d/{duty.code}"
        form = await self.client.get(page + place)
        if form.status_code == httpx.codes.GONE:
            page = await self._renew(page, contact, subject, duty.campaign_id)
            form = await self.client.get(page + place)
        if form.status_code != 200:
            raise PortalRefused(f"GET {duty.kind} {form.status_code}: {words_of(form.text)}")
        fields = fields_of(said, self.office.pack.calendar)
        answer = await self.client.post(page + place, data={**fields, "nonce": secrets.token_urlsafe(NONCE_BYTES)})
        if answer.status_code not in (200, 303):
            raise PortalRefused(f"POST {duty.kind} {duty.code} {answer.status_code}: {words_of(answer.text)}")

    async def enter(self, contact: Contact, subject: str) -> tuple[str, str]:
        """The path of a confidential page and what stands on it, opened with a one-time code unless it is open."""
        page = await self._find(contact, subject)
        shown = await self.client.get(page)
        if shown.status_code == httpx.codes.GONE:
            page = await self._renew(page, contact, subject)
            shown = await self.client.get(page)
        if f"{page}/enter" in shown.text:
            await self.post_code(contact, f"{page}/code", f"{page}/enter")
            shown = await self.client.get(page)
        return page, shown.text

    async def post_code(self, contact: Contact, asked_at: str, entered_at: str) -> tuple[str, httpx.Response]:
        """Ask for a one-time code, wait for its letter, type it in. Returns it with what was shown then."""
        await self.client.post(asked_at)
        await self.wait_for_mail()
        code = self.inbox.newest_code(contact.address) or ""
        shown = await self.client.post(entered_at, data={"code": code})
        if shown.status_code not in (200, 303):
            raise PortalRefused(f"code {shown.status_code}: {words_of(shown.text)}")
        return code, shown

    def _contact(self, duty: Duty, said: Said) -> Contact:
        agency, role = duty.agency, duty.role
        if isinstance(said, OwnItems):
            agency, role = said.agency, Role.LIAISON
        if isinstance(said, FocalAnswer):
            role = said.by
        with self.office.reading() as (session, now):
            contact = contact_as(session, agency, role, self.office.pack.calendar.day_of(now))
        if contact is None:
            raise PortalRefused(f"{agency} has no contact as {role}")
        return contact

    async def _page(self, contact: Contact, subject: str | None, campaign_id: int) -> str:
        if subject is None:
            return await self._find(contact, None, campaign_id)
        page, _ = await self.enter(contact, subject)
        return page

    def _subject(self, duty: Duty, contact: Contact) -> str | None:
        """What a confidential link is about; None for what stands behind the link to the campaign. A member of an
        unannounced check that does not lead it has no other link than that of its muster letter."""
        if duty.confidential:
            return duty.subject
        with self.office.reading() as (session, _):
            campaign = session.get_one(Campaign, duty.campaign_id)
        assert contact.id is not None
        by_muster = (contact.id, duty.campaign_id) not in self._routine and (
            contact.id,
            campaign.code,
        ) in self._personal
        return campaign.code if by_muster else None

    async def _find(self, contact: Contact, subject: str | None, campaign_id: int | None = None) -> str:
        """The page behind the office's newest link."""
        if self._link(contact, subject, campaign_id) is None:
            # Its letter was queued by an answer a moment ago.
            await self.wait_for_mail()
        signed = self._link(contact, subject, campaign_id)
        if signed is None:
            raise PortalRefused(f"{contact.agency} as {contact.role} has no link about {subject or campaign_id}")
        return f"/l/{signed}"

    def _link(self, contact: Contact, subject: str | None, campaign_id: int | None) -> str | None:
        assert contact.id is not None
        if subject is None:
            return self._routine.get((contact.id, campaign_id))
        return self._personal.get((contact.id, subject))

    async def _renew(self, page: str, contact: Contact, subject: str | None, campaign_id: int | None = None) -> str:
        """Ask for a new link; it comes to the registered address."""
        await self.client.post(f"{page}/renew")
        await self.wait_for_mail()
        return await self._find(contact, subject, campaign_id)


def words_of(page: str) -> str:
    """What a page says, without its markup: for the message of a trial that failed."""
    body = page.partition("<main")[2] or page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))[:600]
