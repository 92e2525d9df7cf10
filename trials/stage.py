"""The stage of a trial: a home of its own, a real Prefect server, a real mail server, the served buttons."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import PROJECT
from flows.server import PrefectServer, free_port
from notifications.delivery.catcher import MailCatcher
from rules.pack import Pack
from rules.words import Role

SERVED_STOP_SECONDS = 15


@dataclass(frozen=True)
class Stage:
    """`environment` is in force in this process while the stage stands."""

    home: Path
    mail_folder: Path
    portal_port: int
    server: PrefectServer


def sender_of(pack: Pack) -> dict[str, str]:
    """The settings by which a trial's letters come from the pack's own coordinator."""
    desk = next(contact for contact in pack.contacts if contact.role is Role.COORDINATOR)
    return {"LIENNGANH_MAIL_NAME": desk.office, "LIENNGANH_MAIL_FROM": desk.address}


@contextmanager
def set_stage(home: Path) -> Iterator[Stage]:
    """Everything but the portal, which needs the office and is opened by the trial. All of it ends with the block."""
    with ExitStack() as stack:
        home.mkdir(mode=0o700, parents=True)
        server = stack.enter_context(PrefectServer(home / "prefect"))
        catcher = stack.enter_context(MailCatcher(home / "mail"))
        portal_port = free_port()
        os.environ.update(server.environment)
        os.environ.update(
            {
                "LIENNGANH_HOME": str(home),
                "LIENNGANH_PRACTICE": "1",
                "LIENNGANH_DATABASE_URL": "",
                "LIENNGANH_SMTP_HOST": "127.0.0.1",
                "LIENNGANH_SMTP_PORT": str(catcher.port),
                "LIENNGANH_SMTP_TLS": "none",
                "LIENNGANH_PORTAL_PORT": str(portal_port),
                "LIENNGANH_PREFECT_PORT": str(server.port),
                "LIENNGANH_PUBLIC_PORTAL_ADDRESS": f"http://127.0.0.1:{portal_port}",
                "LIENNGANH_PUBLIC_PREFECT_ADDRESS": f"http://127.0.0.1:{server.port}",
                # Our own flows say how they end; a line per task run would bury the progress.
                "PREFECT_LOGGING_LEVEL": "ERROR",
                "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            }
        )
        yield Stage(home, home / "mail", portal_port, server)


@contextmanager
def serving(home: Path) -> Iterator[None]:
    """Serve the coordinator's buttons, without schedules: the trial's calendar is the clock."""
    with (home / "serving.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.serving", "--unscheduled"],
            cwd=PROJECT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(SERVED_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
