"""A visitor who opens links from letters, fills in the forms that pages show, and posts them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from lxml import html

from models import Contact, Message
from rules.visibility import RECEIVES_VICTIMS
from rules.words import DutyKind, Role
from tests.actions.desk import Desk
from tests.actions.mail_parts import text_of
from tests.whole_letters import whole_letters

LINK_KEY = b"k" * 32
LINK = re.compile(r"https?://cong\.example(/l/[A-Za-z0-9_.-]+)")
SIGN_IN = re.compile(r"https?://cong\.example(/office/in/[A-Za-z0-9_.-]+)")
CODE = re.compile(r"^\s*(\d{6,8})\s*$", re.MULTILINE)
Fields = Mapping[str, str | Sequence[str]]


@dataclass
class Page:
    """An answer of the portal, read as a person reads it."""

    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        """All that can be read, in one line."""
        return " ".join(html.fromstring(self.response.text).text_content().split())

    @property
    def nonce(self) -> str:
        return str(self.tree.xpath("//input[@name='nonce']/@value")[0])

    @property
    def tree(self) -> Any:
        return html.fromstring(self.response.text)

    @property
    def links(self) -> list[str]:
        return [str(address) for address in self.tree.xpath("//main//a/@href")]

    def values(self, name: str) -> list[str]:
        """The values a field of the page may take."""
        return [str(value) for value in self.tree.xpath("//input[@name=$name]/@value", name=name)]

    def items(self) -> list[str]:
        """The names of the checklist's fields."""
        return sorted({str(name) for name in self.tree.xpath("//input[starts-with(@name, 'item.')]/@name")})


@dataclass
class Portal:
    desk: Desk
    client: httpx.Client

    def letters(self, name: str, role: Role, agency: str | None = None) -> list[Message]:
        """Letters of a kind to an office, oldest first."""
        with self.desk.look() as work:
            query = whole_letters().join(Contact).where(Message.letter == name, Contact.role == role)
            if agency is not None:
                query = query.where(Message.agency == agency)
            return sorted(work.session.exec(query), key=lambda letter: letter.id or 0)

    def link(self, name: str, role: Role, agency: str | None = None) -> str:
        """The path of the link in the latest such letter."""
        found = LINK.search(text_of(self.letters(name, role, agency)[-1]))
        assert found is not None
        return found.group(1)

    def get(self, path: str, **options: Any) -> Page:
        return Page(self.client.get(path, **options))

    def post(self, path: str, fields: Fields | None = None, **options: Any) -> Page:
        return Page(self.client.post(path, data=dict(fields or {}), **options))

    def follow(self, page: Page) -> Page:
        """Where a taken answer leads."""
        assert page.status == 303, page.text
        return self.get(page.response.headers["location"])

    def answer(self, path: str, fields: Fields) -> Page:
        """Open a form, fill it in, send it, and read the receipt."""
        shown = self.get(path)
        assert shown.status == 200, shown.text
        return self.follow(self.post(path, {"nonce": shown.nonce, **fields}))

    def enter(self, path: str) -> Page:
        """Through the door of a confidential link: ask for a code, read it in the letter, enter it."""
        assert self.post(f"{path}/code").status == 200
        return self.follow(self.post(f"{path}/enter", {"code": self.last_code()}))

    def sign_in_letters(self, role: Role) -> list[Message]:
        return self.letters("focal_sign_in" if role in RECEIVES_VICTIMS else "sign_in", role)

    def sign_in_path(self, role: Role) -> str:
        """Ask for a sign-in link and read it in the letter."""
        assert self.post("/office/sign-in", {"role": role.value}).status == 200
        found = SIGN_IN.search(text_of(self.sign_in_letters(role)[-1]))
        assert found is not None
        return found.group(1)

    def sign_in(self, role: Role) -> Page:
        """Sign in as the one office of this role, instead of whoever was before; returns its start page."""
        path = self.sign_in_path(role)
        if "office" in self.client.cookies:
            self.client.cookies.delete("office")
        return self.follow(self.post(path))

    def last_code(self) -> str:
        with self.desk.look() as work:
            letter = work.letters("access_code")[-1]
        found = CODE.search(text_of(letter))
        assert found is not None
        return found.group(1)

    def duty_path(self, link: str, kind: DutyKind, agency: str | None = None) -> str:
        """The page of the first open duty of a kind."""
        with self.desk.look() as work:
            found = work.duties(kind, **({"agency": agency} if agency else {}))
            return f"{link}/d/{found[0].code}"
