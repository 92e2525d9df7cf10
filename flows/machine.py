"""Everything on one machine: Prefect's server, the served flows, the portal, and a mail catcher when no relay is set.

Each runs as a process of its own; one that ends unasked is started again, with a pause that grows.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.settings import PROJECT, Settings
from flows.server import PrefectServer, new_auth_string, require_free_port
from notifications.delivery.catcher import MailCatcher

STOP_SECONDS = 15.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
CATCHER_PORT = 8425

Say = Callable[[str], None]


@dataclass
class Child:
    """One process of ours. `log` keeps what it prints."""

    name: str
    module: str
    log: Path
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE_SECONDS
    start_at: float = 0.0

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self.module, *self.arguments],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the whole foreground group; ours are told to stop one by one, in order.
                start_new_session=True,
            )

    def stop(self) -> None:
        """SIGTERM, and after 15 s SIGKILL, to this process alone."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Machine:
    """`run()` returns when somebody said stop. `say` gets one line for each thing people should know."""

    settings: Settings
    say: Say
    children: list[Child] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Raises PortTaken before anything was started, ServerNotStarted, or what the settings are refused for."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)
        settings = self.settings
        require_free_port(settings.prefect_port, "the Prefect server")
        require_free_port(settings.portal_port, "the portal")
        server = PrefectServer(settings.home / "prefect", settings.prefect_port, _auth_string(settings))
        os.environ["PREFECT_SERVER_UI_API_URL"] = f"{settings.public_prefect_address}/api"
        server.environment["PREFECT_SERVER_UI_API_URL"] = f"{settings.public_prefect_address}/api"
        catcher = None if settings.smtp_host else MailCatcher(settings.home / "mail", CATCHER_PORT)
        if catcher is not None:
            require_free_port(CATCHER_PORT, "the mail catcher")
            catcher.start()
            os.environ["LIENNGANH_SMTP_PORT"] = str(catcher.port)
        try:
            os.environ.update(_environment(settings, server.environment))
            self.say("Starting (about 15 s) ...")
            with server:
                self._start_children()
                self._tell()
                self._watch()
        finally:
            if catcher is not None:
                catcher.stop()
            self.say("Stopped.")

    def _start_children(self) -> None:
        from flows.opening import office

        office()  # migrates once, and says what is unsafe, before two processes would
        logs = self.settings.home
        self.children = [
            Child("flows", "flows.serving", logs / "flows.log"),
            Child("portal", "portal", logs / "portal.log"),
        ]
        for child in self.children:
            child.start()

    def _watch(self) -> None:
        try:
            while not self._stop.wait(1.0):
                for child in self.children:
                    self._revive(child)
        finally:
            self.say("Stopping ...")
            for child in reversed(self.children):
                child.stop()

    def _revive(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            return
        if child.start_at == 0.0:
            child.start_at = time.monotonic() + child.pause
            self.say(f"{child.name} ended by itself ({child.log}); starting it again in {child.pause:.0f} s.")
        elif time.monotonic() >= child.start_at:
            child.start_at, child.pause = 0.0, min(child.pause * 2, LONGEST_PAUSE_SECONDS)
            child.start()

    def _tell(self) -> None:
        settings = self.settings
        self.say(
            f"Prefect:  {settings.public_prefect_address}   (sign in with what stands in {settings.prefect_auth_file})"
        )
        self.say(f"Portal:   {settings.public_portal_address}")
        if settings.smtp_host:
            self.say(f"Mail:     through {settings.smtp_host}")
        else:
            self.say(f"Mail:     caught, nothing leaves this machine: {settings.home / 'mail'}")
        if settings.practice:
            self.say("Calendar: simulated; the button move-calendar moves it on.")
        self.say("Ctrl-C stops everything.")

    def _asked_to_stop(self, _: int, __: FrameType | None) -> None:
        self._stop.set()


def _environment(settings: Settings, prefect: Mapping[str, str]) -> dict[str, str]:
    """What the children must see: this installation's settings as they were read here, and Prefect's."""
    return {
        **prefect,
        "LIENNGANH_HOME": str(settings.home),
        "LIENNGANH_PRACTICE": "1" if settings.practice else "0",
        # The default of 10 s makes a button feel dead.
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }


def _auth_string(settings: Settings) -> str:
    """Prefect's user:password, made once; readable by the owner alone."""
    path = settings.prefect_auth_file
    assert path is not None
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(new_auth_string() + "\n")
    return path.read_text().strip()
