"""Everything on one machine: Prefect's server, the served flows, the portal, and a mail catcher when no relay is set.

Each runs as a process of its own; one that ends unasked is started again, with a pause that grows.
"""

import os
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from config.running import hold_home
from config.settings import Settings
from flows.server import PrefectServer, new_auth_string, require_free_port
from flows.watched import Child, Watched
from notifications.delivery.catcher import MailCatcher

Say = Callable[[str], None]


@dataclass
class Machine:
    """`run()` returns when somebody said stop. `say` gets one line for each thing people should know."""

    settings: Settings
    say: Say
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Raises HomeInUse or PortTaken before anything was started, ServerNotStarted or SettingsRefused."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked_to_stop)
        with hold_home(self.settings.home):
            self._run()

    def _run(self) -> None:
        settings = self.settings
        require_free_port(settings.prefect_port, "the Prefect server")
        require_free_port(settings.portal_port, "the portal")
        server = PrefectServer(settings.home / "prefect", settings.prefect_port, _auth_string(settings))
        os.environ["PREFECT_SERVER_UI_API_URL"] = f"{settings.public_prefect_address}/api"
        server.environment["PREFECT_SERVER_UI_API_URL"] = f"{settings.public_prefect_address}/api"
        catcher = None
        if not settings.smtp_host:
            require_free_port(settings.catcher_port, "the mail catcher")
            catcher = MailCatcher(settings.home / "mail", settings.catcher_port)
            catcher.start()
            os.environ["LIENNGANH_SMTP_PORT"] = str(catcher.port)
        try:
            os.environ.update(_environment(settings, server.environment))
            _open_office()
            self.say("Starting (about 15 s) ...")
            with server:
                children = self._start_children()
                self._tell()
                self._watch(server, children)
        finally:
            if catcher is not None:
                catcher.stop()
            self.say("Stopped.")

    def _start_children(self) -> dict[str, Child]:
        logs = self.settings.home
        children = {
            "flows": Child("flows.serving", logs / "flows.log"),
            "portal": Child("portal", logs / "portal.log"),
        }
        for child in children.values():
            child.start()
        return children

    def _watch(self, server: PrefectServer, children: Mapping[str, Child]) -> None:
        watched = [Watched("prefect", server, self.say)]
        watched += [Watched(name, child, self.say) for name, child in children.items()]
        try:
            while not self._stop.wait(1.0):
                for one in watched:
                    one.look()
        finally:
            self.say("Stopping ...")
            for child in reversed(list(children.values())):
                child.stop()

    def _tell(self) -> None:
        settings = self.settings
        self.say(
            f"Prefect:  {settings.public_prefect_address}   (sign in with what stands in {settings.prefect_auth_file})"
        )
        self.say(f"Portal:   {settings.public_portal_address}")
        if settings.smtp_host:
            held = " in clear; confidential letters are held" if settings.in_clear else ""
            self.say(f"Mail:     through {settings.smtp_host}{held}")
        else:
            self.say(f"Mail:     caught, nothing leaves this machine: {settings.home / 'mail'}")
        if settings.practice:
            self.say("Calendar: simulated; the button move-calendar moves it on.")
        self.say("Ctrl-C stops everything.")

    def _asked_to_stop(self, _: int, __: FrameType | None) -> None:
        self._stop.set()


def _open_office() -> None:
    """Migrates once, and says what is unsafe, before two processes would."""
    from flows.opening import office

    office()


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
