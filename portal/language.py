"""Remembers the language that an address asked for (`?lang=en`): a choice of the browser, kept nowhere else."""

from starlette.datastructures import MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.site import LANGUAGE_COOKIE
from portal.speech import LOCALES

A_YEAR = 365 * 24 * 3600


class RememberLanguage:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = QueryParams(scope["query_string"]).get("lang") if scope["type"] == "http" else None

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{LANGUAGE_COOKIE}={asked}; Max-Age={A_YEAR}; Path=/; SameSite=Lax; HttpOnly"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_cookie if asked in LOCALES else send)
