"""What every request passes first: size, origin, headers, and how often one address may knock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = 20_000_000
"""For the scan of a document, which is read for its fingerprint and not kept, and for the register's workbook."""
UPLOADS = re.compile(r"/office/c/[^/]+/documents|/office/register")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True)
class KnocksAllowed:
    """How often in a minute one network address may open what is not there, and may ask for or enter codes.

    Whole offices share one address, so both are generous; how often a code may be tried is kept in the database.
    """

    misses: int = 120
    codes: int = 240


class Knocks:
    """Counts in this process alone: a brake on guessing, not a right, so that several workers need not agree."""

    def __init__(self, allowed: KnocksAllowed) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._misses = RateLimitItemPerMinute(allowed.misses)
        self._codes = RateLimitItemPerMinute(allowed.codes)

    def miss(self, address: str) -> bool:
        """Note an opened page that is not there; False when there were too many."""
        return self._limiter.hit(self._misses, "miss", address)

    def code(self, address: str) -> bool:
        """Note a code asked for or entered; False when there were too many."""
        return self._limiter.hit(self._codes, "code", address)


class BodyLimit:
    """Refuses bodies over the limit, also those that do not say how long they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        most = LARGEST_UPLOAD if UPLOADS.fullmatch(scope["path"]) else LARGEST_BODY
        if not length.isdecimal() or int(length) > most:
            await PlainTextResponse("Too large.", 413)(scope, receive, send)
            return
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)


class SecurityHeaders:
    """The same headers on every answer, errors too."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.headers = dict(HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class SameSite:
    """Refuses posts that another site started.

    The address of a form holds a signed token that no other site can know, so nothing can be forged without it; this
    and the strict cookie stand behind it. `Origin: null` is what browsers send under our own no-referrer policy, so it
    counts only when the browser does not also say where the post came from.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and is_foreign(Headers(scope=scope)):
            await PlainTextResponse("Refused: this form was not sent from our own page.", 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def is_foreign(headers: Headers) -> bool:
    """Whether the browser says that another site started this."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin", "null")
    return origin != "null" and urlsplit(origin).netloc != headers.get("host")
