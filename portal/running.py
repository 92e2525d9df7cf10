"""Serving the portal: for good, or in a thread for as long as a demo or a test needs it."""

import socket
import threading
from typing import Self

import uvicorn

from actions.office import Office, open_office
from config.home import open_home
from config.settings import Settings
from portal.app import create_app
from portal.guards import KnocksAllowed

BACKLOG = 512
SECONDS_TO_START = 15
SECONDS_TO_STOP = 10


def _server(office: Office, allowed: KnocksAllowed = KnocksAllowed()) -> uvicorn.Server:
    # No access log: every address holds a key.
    return uvicorn.Server(
        uvicorn.Config(
            create_app(office, allowed),
            access_log=False,
            server_header=False,
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=SECONDS_TO_STOP,
        )
    )


def serve_portal(settings: Settings) -> None:
    """Serve this installation's pages until the process is told to end."""
    office = open_office(open_home(settings))
    with _listen(settings.portal_host, settings.portal_port) as listening:
        _server(office).run(sockets=[listening])


class PortalServer:
    """The portal in a thread of this process; port 0 takes a free one, which `address` names."""

    def __init__(
        self, office: Office, host: str = "127.0.0.1", port: int = 0, *, allowed: KnocksAllowed = KnocksAllowed()
    ) -> None:
        self._listening = _listen(host, port)
        self._server = _server(office, allowed)
        self._thread = threading.Thread(target=self._run, name="portal", daemon=True)

    @property
    def address(self) -> str:
        host, port = self._listening.getsockname()[:2]
        return f"http://{host}:{port}"

    def start(self) -> Self:
        """Returns once it answers."""
        self._thread.start()
        waiting = threading.Event()
        for _ in range(SECONDS_TO_START * 100):
            if self._server.started or not self._thread.is_alive():
                break
            waiting.wait(0.01)
        if not self._server.started:
            raise RuntimeError("the portal did not start")
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(SECONDS_TO_STOP + 5)
        self._listening.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio knows it for TCP and does not let small answers wait 40 ms (Nagle).
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen(BACKLOG)
    return listening
