"""An officer at his own browser: he signs in by the letter to his address, again when his session is over."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from models.queries.contacts import office_as
from rules.words import Role
from trials.form_fields import Fields
from trials.portal_hands import NONCE_BYTES, PortalHands, PortalRefused, words_of


@dataclass
class SignedIn:
    """`client` is his alone: the session is a cookie. Everything raises PortalRefused with what the page said."""

    role: Role
    hands: PortalHands
    client: httpx.AsyncClient

    async def read(self, path: str) -> str:
        """A page, as it came."""
        page = await self.client.get(path)
        if page.status_code == httpx.codes.SEE_OTHER:
            await self._sign_in()
            page = await self.client.get(path)
        if page.status_code != httpx.codes.OK:
            raise PortalRefused(f"GET {path} as {self.role}: {page.status_code} {words_of(page.text)}")
        return page.text

    async def send(self, form: str, path: str, fields: Mapping[str, str | list[str]]) -> str:
        """Open the page that holds a form, and send the form; returns what is shown then."""
        await self.read(form)
        sent: Fields = {**fields, "nonce": secrets.token_urlsafe(NONCE_BYTES)}
        answer = await self.client.post(path, data=sent)
        if answer.status_code not in (httpx.codes.OK, httpx.codes.SEE_OTHER):
            raise PortalRefused(f"POST {path} as {self.role}: {answer.status_code} {words_of(answer.text)}")
        return answer.text if answer.status_code == httpx.codes.OK else await self.read(answer.headers["location"])

    async def _sign_in(self) -> None:
        await self.client.post("/office/sign-in", data={"role": self.role.value})
        await self.hands.wait_for_mail()
        office = self.hands.office
        with office.reading() as (session, now):
            contact = office_as(session, self.role, office.pack.calendar.day_of(now))
        link = None if contact is None else self.hands.inbox.newest_sign_in(contact.address)
        if link is None:
            raise PortalRefused(f"{self.role} got no link to sign in with")
        await self.client.get(link)
        entered = await self.client.post(link)
        if entered.status_code != httpx.codes.SEE_OTHER:
            raise PortalRefused(f"{self.role} cannot sign in: {entered.status_code} {words_of(entered.text)}")
