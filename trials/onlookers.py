"""Everybody who may look at something while an unannounced check is under way, and all that he can reach from there."""

import asyncio
import html
import re
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlmodel import select

from config.settings import PROJECT
from models import Campaign, Contact, Link
from rules.visibility import READS_CAMPAIGNS, SIGN_IN
from rules.words import Role
from trials.portal_hands import PortalHands
from trials.signed_in import SignedIn

HREF = re.compile(r'href="([^"#]+)')
OFFICERS = tuple(role for role in SIGN_IN if role in READS_CAMPAIGNS and role is not Role.TEAM_LEADER)
MOST_PAGES = 400
NOT_A_NAME = re.compile(r"[^\w.-]+")


@dataclass
class Onlookers:
    """`planned` is the code of the campaign beside, `check` that of the check once there is one.

    Each look keeps what it saw in `folder`: `pages` as HTML, `exports` for everything that is no page.
    """

    hands: PortalHands
    folder: Path
    planned: str
    check: str = ""
    members: frozenset[str] = frozenset()
    """Agencies whose liaisons were told where to gather: afterwards they enter findings of the places they were at."""

    async def look(self, name: str, *, commands: bool = True) -> int:
        """Officers, partners behind their links, the operator's commands. Returns how many things were seen."""
        if commands:
            await self._commands(name)
        seen = 0
        async with AsyncExitStack() as stack:
            for role in OFFICERS:
                client = await stack.enter_async_context(self._browser())
                await SignedIn(role, self.hands, client).read("/office")
                seen += await self._crawl(client, f"{name}/{role.value}", ("/office", *self._guesses()), "/office")
            client = await stack.enter_async_context(self._browser())
            for who, path in self._links():
                seen += await self._crawl(client, f"{name}/{who}", (path, f"{path}/report"), path)
        return seen

    def _browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.hands.office.portal_address, timeout=60)

    def _guesses(self) -> tuple[str, ...]:
        """Pages that an officer may try who came to know a code."""
        named = [
            f"/office/c/{code}{page}" for code in filter(None, (self.planned, self.check)) for page in _OF_CAMPAIGN
        ]
        return ("/office/checks", "/office/register", *named)

    def _links(self) -> list[tuple[str, str]]:
        """The newest link of every office to everything it was written about; not the leader's, and not those to the
        check itself of the members who were told of it."""
        signed = [link for mail in self.hands.inbox.mails for link in mail.links]
        newest: dict[tuple[int, int | None, str | None], tuple[str, str]] = {}
        with self.hands.office.reading() as (session, _):
            check = session.exec(select(Campaign.id).where(Campaign.code == self.check)).first()
            for value in signed:
                row = session.exec(select(Link).where(Link.token == self.hands.office.signer.token(value))).one()
                contact = session.get_one(Contact, row.contact_id)
                to_check = check is not None and row.campaign_id == check
                told = to_check and contact.role is Role.LIAISON and contact.agency in self.members
                if contact.role is not Role.TEAM_LEADER and not told:
                    who = f"{contact.agency}-{contact.role.value}{'-check' if to_check else ''}"
                    newest[row.contact_id, row.campaign_id, row.subject] = (who, f"/l/{value}")
        return list(newest.values())

    async def _crawl(self, client: httpx.AsyncClient, who: str, first: tuple[str, ...], inside: str) -> int:
        """Every page that links lead to, without leaving what this visitor's door opens."""
        waiting, seen = list(first), set(first)
        for number in range(MOST_PAGES):
            if not waiting:
                return number
            path = waiting.pop(0)
            answer = await client.get(path)
            self._keep(who, path.removeprefix(inside), answer)
            for address in HREF.findall(answer.text) if "html" in answer.headers.get("content-type", "") else ():
                address = html.unescape(address)
                if address.startswith((f"{inside}/", f"{inside}?")) and address not in seen:
                    seen.add(address)
                    waiting.append(address)
        raise AssertionError(f"{who} reaches more than {MOST_PAGES} pages")

    def _keep(self, who: str, path: str, answer: httpx.Response) -> None:
        kind = answer.headers.get("content-type", "").partition(";")[0]
        folder = self.folder / ("pages" if kind == "text/html" else "exports") / who
        folder.mkdir(parents=True, exist_ok=True)
        heads = "".join(f"{name}: {value}\n" for name, value in answer.headers.items()).encode()
        name = NOT_A_NAME.sub("_", path)[:120] or "first"
        (folder / name).write_bytes(answer.content)
        (folder / f"{name}.headers").write_bytes(heads)

    async def _commands(self, name: str) -> None:
        folder = self.folder / "exports" / name / "commands"
        folder.mkdir(parents=True, exist_ok=True)
        told: Mapping[str, tuple[str, ...]] = {
            "status": ("status", "--json"),
            "campaign": ("status", self.planned, "--json"),
            "mail": ("mail", "list", "--json", "--limit", "1000"),
            "mail-text": ("mail", "list", "--limit", "1000"),
        }
        unknown = {"check": ("status", self.check), "its-mail": ("mail", "list", "--campaign", self.check)}
        runs = [_run(folder / title, words, 0) for title, words in told.items()]
        if self.check:
            runs += [_run(folder / title, words, 2) for title, words in unknown.items()]
        await asyncio.gather(*runs)


_OF_CAMPAIGN = ("", "/schedule", "/schedule.xlsx", "/documents", "/decide")


async def _run(path: Path, words: tuple[str, ...], expected: int) -> None:
    """What it answers, on either stream: a command that breaks would show nothing, and so hide nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli", *words, cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    if process.returncode != expected:
        raise AssertionError(f"{' '.join(words)} ended {process.returncode}: {output.decode()[-500:]}")
    path.write_bytes(output)
