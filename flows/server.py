"""One Prefect server on this machine, started and stopped by us, with the settings that were found to be right.

Nothing here imports Prefect: its settings are read at import, so `server_environment` must be in force before.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

from rules.refusals import Refusal

HOST = "127.0.0.1"
DEFAULT_PORT = 4200
START_SECONDS = 120.0  # 12 s on two cores; the first start of a new home also migrates its database
STOP_SECONDS = 15.0


class PortTaken(Refusal):
    """Another process listens where a server of ours should."""

    def __init__(self, port: int, what: str) -> None:
        super().__init__(
            f"Port {port} is taken, so {what} cannot start: stop what listens there or choose another port."
        )


class ServerNotStarted(Refusal):
    """The server ended or did not answer; its log says more."""

    exit_code = 1

    def __init__(self, reason: str, log: Path) -> None:
        super().__init__(f"The Prefect server {reason}; its log is {log}.")


def server_environment(home: Path, port: int, auth_string: str | None = None) -> dict[str, str]:
    """Return the variables that the server, its clients and its runs all need; `auth_string` is user:password.

    `PREFECT_SERVER_UI_API_URL` of the caller is respected (a proxy in front of the server knows its own address).
    """
    address = f"http://{HOST}:{port}"
    seen_as = os.environ.get("PREFECT_SERVER_UI_API_URL", f"{address}/api")
    environment = {
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_HOST": HOST,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        # The page has its API's address baked in at start, and 4200 is only its default.
        "PREFECT_SERVER_UI_API_URL": seen_as,
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),  # site-packages may belong to somebody else
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # By default task runs are written one by one, and on SQLite the next flow meets "database is locked".
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        # Kept in memory, a lease is lost with the server and its slot stays taken for ever.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        # Nothing leaves the machine.
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "DO_NOT_TRACK": "1",
        # Without these any web page that a coordinator opens could press our buttons.
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"{address},http://localhost:{port}",
    }
    if auth_string is not None:
        environment["PREFECT_SERVER_API_AUTH_STRING"] = auth_string
        environment["PREFECT_API_AUTH_STRING"] = auth_string
    return environment


def new_auth_string(user: str = "coordinator") -> str:
    """Return user:password with a password nobody has seen."""
    return f"{user}:{secrets.token_urlsafe(18)}"


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def require_free_port(port: int, what: str) -> None:
    """Raise PortTaken when `what` could not listen on the loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(port, what) from error


class PrefectServer:
    """A server for the length of a `with` block; `port=None` takes a free one.

    `environment` holds what clients and served flows need: merge it into `os.environ` before Prefect is imported,
    or hand it to a subprocess. The server runs in a session of its own, so that Ctrl-C reaches us first and the
    flows can end before it.
    """

    def __init__(self, home: Path, port: int | None = None, auth_string: str | None = None) -> None:
        self.home = home.resolve()
        self.log = self.home / "server.log"
        self.port = free_port() if port is None else port
        self.environment = server_environment(self.home, self.port, auth_string)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def ui_url(self) -> str:
        """Where a browser finds the page."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        """Where a client finds the API."""
        return f"{self.ui_url}/api"

    def start(self) -> Self:
        """Start, and return once the server answers; raise PortTaken or ServerNotStarted."""
        require_free_port(self.port, "the Prefect server")
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "prefect", "server", "start"],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_healthy(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    @property
    def ended(self) -> bool:
        """Whether it does not run, though it may never have been started."""
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """Ask the server to end, and after 15 s make it."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at:
            if process.poll() is not None:
                raise ServerNotStarted(f"ended at once with code {process.returncode}", self.log)
            try:
                with urllib.request.urlopen(f"{self.api_url}/health", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise ServerNotStarted(f"did not answer within {START_SECONDS:.0f} s", self.log)
