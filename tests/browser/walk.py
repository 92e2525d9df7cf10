"""A person with a browser: opens links from letters, fills in forms, and looks at each page at two widths."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from rules.words import Role
from tests.actions.mail_parts import text_of
from tests.portal.visitor import CODE, SIGN_IN, Portal

TELEPHONE, DESK = 390, 1200
HEIGHT = 844
SPARE = 2
"""Pixels that a rounded width may be over."""
MOST_TABS = 250
FIELDS = "main input:not([type=hidden]), main select, main textarea"
STOPS = f"main a, main button, main summary, main [tabindex='0'], {FIELDS}"
NO_LABEL = """fields => fields.filter(field => ![...field.labels].some(label => label.textContent.trim()))
    .map(field => field.outerHTML)"""
KEY = "field => field.type === 'radio' ? field.name : field.id || field.name + field.value"
FOCUSED = f"""stops => [[...document.querySelectorAll(stops)].indexOf(document.activeElement),
    ({KEY})(document.activeElement)]"""
LAST = """(buttons, stops) => [...document.querySelectorAll(stops)].indexOf(
    buttons.filter(button => !button.closest('details:not([open])')).pop())"""
MISSED = f"""(fields, seen) => fields.filter(field => field.checkVisibility() && !seen.includes(({KEY})(field))
    && !field.closest('details:not([open])')).map(field => field.outerHTML)"""
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")


@dataclass
class Walk:
    """`second` is another tab, for the other language; `wrong` gathers what no page may do: errors in the console,
    requests to another host."""

    portal: Portal
    page: Any
    second: Any
    pictures: Path | None
    wrong: list[str] = field(default_factory=list)
    held: set[tuple[str, str]] = field(default_factory=set)
    """Paths and headings of pages whose form and languages were looked at: those with a fault are not tried again."""

    @property
    def address(self) -> str:
        return str(self.portal.client.base_url).rstrip("/")

    @property
    def text(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    def watch(self) -> None:
        host = urlsplit(self.address).netloc
        context = self.page.context
        context.on("request", lambda request: self._note(urlsplit(request.url).netloc != host, request.url))
        context.on("console", self._note_console)
        context.on("weberror", lambda error: self.wrong.append(str(error.error)))

    def _note(self, wrong: bool, what: str) -> None:
        if wrong:
            self.wrong.append(what)

    def _note_console(self, message: Any) -> None:
        # Chromium says so of every form that comes back with its faults, too.
        refused = REFUSED.match(message.text) and message.location["url"] == message.page.url
        self._note(message.type in ("error", "warning") and not refused, message.text)

    def open(self, path: str) -> int:
        """Go to a path of the portal; returns its HTTP status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return int(answer.status)

    def press(self, name: str) -> int:
        """Press a button and wait for the page it leads to; returns its HTTP status."""
        with self.page.expect_navigation() as leading:
            self.page.get_by_role("button", name=name, exact=True).click()
        return int(leading.value.status)

    def choose(self, label: str) -> None:
        """Tick a box or a choice by what stands beside it."""
        self.page.get_by_label(label, exact=True).check()

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def link_of(self, letter: str, role: Role, agency: str | None = None) -> str:
        """The path of the link in the latest such letter."""
        return self.portal.link(letter, role, agency)

    def code_of(self, letter: str, role: Role) -> str:
        """The code in the latest such letter."""
        found = CODE.search(text_of(self.portal.letters(letter, role)[-1]))
        assert found is not None
        return found.group(1)

    def sign_in(self, role: Role, name: str = "") -> None:
        """By the letter; `name` is that of the pictures, of pages that are not looked at anew without it."""
        self.open("/office/sign-in")
        self.look(name and f"{name}-sign-in")
        self.choose(role.label)
        assert self.press("Gửi liên kết") == 200
        self.look(name and f"{name}-sent", own_address=False)
        found = SIGN_IN.search(text_of(self.portal.letters("sign_in", role)[-1]))
        assert found is not None
        self.open(found.group(1))
        self.look(name and f"{name}-enter")
        self.press("Đăng nhập")
        assert urlsplit(self.page.url).path == "/office"

    def enter(self, path: str, role: Role, name: str = "") -> None:
        """Open a confidential link with the code from the letter to its office."""
        self.open(path)
        self.look(name and f"{name}-code")
        self.press("Gửi mã đến địa chỉ đã đăng ký")
        self.look(name and f"{name}-code-sent", own_address=False)
        self.write("Mã trong thư", self.code_of("access_code", role))
        assert self.press("Mở trang") == 200
        assert urlsplit(self.page.url).path == path

    def look(self, name: str, own_address: bool = True) -> None:
        """Hold the page to what holds for all of them, at both widths and in English, and keep its pictures.

        A page that only a form leads to has no address of its own: its switch leads to the page the form stood on.
        """
        if not name:
            return
        for width in (DESK, TELEPHONE):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self._fits(self.page, f"{name}-{width}")
        unnamed = self.page.locator(FIELDS).evaluate_all(NO_LABEL)
        assert not unnamed, f"{name}: no label on {unnamed}"
        page = (urlsplit(self.page.url).path, str(self.page.locator("main h1").first.inner_text()))
        if page not in self.held:
            self.held.add(page)
            if self.page.locator("main form[method=post]").count():
                self._tab_through(name)
            self._switch_language(name, own_address)

    def _fits(self, page: Any, name: str) -> None:
        wanted = page.viewport_size["width"]
        wide = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= wanted + SPARE, f"{name} is {wide} pixels wide"
        if self.pictures is not None:
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)

    def _tab_through(self, name: str) -> None:
        """From the top of the page the tabulator reaches every field, and then the last button."""
        last = self.page.locator("main button").evaluate_all(LAST, STOPS)
        self.page.locator("a.skip").focus()
        order, keys = [], []
        while last not in order and len(order) < MOST_TABS:
            self.page.keyboard.press("Tab")
            stop, key = self.page.evaluate(FOCUSED, STOPS)
            order.append(stop)
            keys.append(key)
        assert order[-1] == last, f"{name}: the button is not reached"
        missed = self.page.locator(FIELDS).evaluate_all(MISSED, keys)
        assert not missed, f"{name}: passed over {missed}"

    def _switch_language(self, name: str, own_address: bool) -> None:
        """In a tab of its own, so that what was typed here stays."""
        switch = self.page.locator(".languages a")
        if not own_address and switch.count() == 0:
            return
        tab = self.second
        answer = tab.goto(urljoin(self.page.url, switch.get_attribute("href")))
        assert answer.status == 200, f"{name}: {answer.status}"
        assert tab.locator("html").get_attribute("lang") == "en"
        if own_address:
            assert not _buttons(tab) & _buttons(self.page), name
        self._fits(tab, f"{name}-en")
        tab.get_by_role("link", name="Tiếng Việt").click()
        assert tab.locator("html").get_attribute("lang") == "vi"
        self.page.bring_to_front()  # a tab in the background is drawn once a second


def _buttons(page: Any) -> set[str]:
    """Those that can be seen."""
    return {str(text) for text in page.locator("button").all_inner_texts() if text}
