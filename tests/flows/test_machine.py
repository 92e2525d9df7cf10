"""`up` for real: both addresses answer, what ends is started again, and SIGTERM leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.settings import PROJECT
from flows.server import HOST, free_port

pytestmark = [pytest.mark.prefect, pytest.mark.slow]
PATIENCE_SECONDS = 60.0
PATIENT_TRIES = 10
MODULES = ("portal", "flows.serving", "prefect")
PORTS = ("LIENNGANH_PREFECT_PORT", "LIENNGANH_PORTAL_PORT", "LIENNGANH_CATCHER_PORT")


def environment(home: Path) -> dict[str, str]:
    """The door's own: no setting of Prefect's from the tests' server may reach it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "LIENNGANH_"))}
    return clean | {"LIENNGANH_HOME": str(home), **{name: str(free_port()) for name in PORTS}}


def wait_until(so: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    give_up_at = time.monotonic() + seconds
    while not (found := so()):
        assert time.monotonic() < give_up_at, f"{what} did not come true in {seconds:.0f} s"
        time.sleep(0.2)
    return found


def answers(address: str) -> int | None:
    """The HTTP status; None while nobody listens."""
    with suppress(OSError):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            refused.close()
            return refused.code
    return None


def descendants(of: int) -> dict[int, str]:
    """Every process below one, with its command line."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    found: dict[int, str] = {}
    for _ in rows:
        grown = {int(pid): args for pid, parent, args in rows if int(parent) in {of, *found} and int(pid) != of}
        if grown == found:
            break
        found = grown
    return found


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@dataclass
class Up:
    """A machine that stays up as long as the module's tests."""

    process: subprocess.Popen[str]
    home: Path
    said: Path
    prefect: str
    portal: str

    @property
    def auth(self) -> tuple[str, str]:
        user, _, password = (self.home / "prefect.auth").read_text().strip().partition(":")
        return user, password

    def child(self, module: str) -> int | None:
        found = [pid for pid, args in descendants(self.process.pid).items() if f"-m {module}" in args]
        return found[0] if found else None

    def ask(self, path: str, **body: Any) -> Any:
        """An answer of Prefect's API to somebody who may ask."""
        with httpx.Client(base_url=f"{self.prefect}/api", auth=self.auth, timeout=20) as client:
            token = client.get("/csrf-token", params={"client": "tests"}).raise_for_status().json()["token"]
            headers = {"Prefect-Csrf-Token": token, "Prefect-Csrf-Client": "tests"}
            answer = client.post(path, json=body, headers=headers)
            for _ in range(PATIENT_TRIES):
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    break
                # The server's own SQLite is busy for a moment; Prefect's client waits and asks again, as we do.
                time.sleep(1)
                answer = client.post(path, json=body, headers=headers)
            return answer.raise_for_status().json()

    def deployments(self) -> dict[str, dict[str, Any]]:
        with suppress(httpx.HTTPError):
            return {found["name"]: found for found in self.ask("/deployments/filter")}
        return {}


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("machine")
    given = environment(folder / "home")
    with (folder / "said").open("w") as said:
        process = subprocess.Popen(
            [str(PROJECT / "liennganh"), "up", "--practice", "2021-02-01"],
            env=given, stdout=subprocess.DEVNULL, stderr=said, text=True,
        )  # fmt: skip
    machine = Up(
        process, folder / "home" / "practice", folder / "said",
        *(f"http://{HOST}:{given[name]}" for name in PORTS[:2]),
    )  # fmt: skip
    try:
        wait_until(lambda: "Ctrl-C stops everything." in machine.said.read_text(), "everything has started")
        wait_until(lambda: "move-calendar" in machine.deployments(), "every button is served")
        yield machine
    finally:
        process.terminate()
        process.wait(60)


def test_both_addresses_answer_and_are_told(up: Up) -> None:
    assert (answers(f"{up.prefect}/api/health"), answers(f"{up.prefect}/v2/")) == (200, 200)
    assert wait_until(lambda: answers(up.portal), "the portal answers") == 200
    told = up.said.read_text()
    assert up.prefect in told and up.portal in told and str(up.home / "prefect.auth") in told


def test_stranger_reads_nothing_of_prefect(up: Up) -> None:
    assert answers(f"{up.prefect}/api/admin/settings") == 401
    assert httpx.post(f"{up.prefect}/api/flow_runs/filter", json={}).status_code in (401, 403)
    assert (up.home / "prefect.auth").stat().st_mode & 0o077 == 0


def test_clock_ticks_and_the_practice_calendar_has_its_button(up: Up) -> None:
    found = up.deployments()
    scheduled = {name for name, deployment in found.items() if any(s["active"] for s in deployment["schedules"])}
    assert scheduled == {"advance", "deliver-mail", "read-returns", "reconcile", "digest"}
    assert found["move-calendar"]["parameter_openapi_schema"]["properties"]["to"]["title"] == "Đến ngày"


def test_calendar_is_moved_by_its_button(up: Up) -> None:
    button = up.deployments()["move-calendar"]["id"]
    run = up.ask(f"/deployments/{button}/create_flow_run", parameters={"to": "2021-03-15"})["id"]

    def ended() -> Any:
        (found,) = up.ask("/flow_runs/filter", flow_runs={"id": {"any_": [run]}})
        return found["state"] if found["state"]["type"] in ("COMPLETED", "FAILED", "CRASHED") else None

    state = wait_until(ended, "the calendar has moved")
    assert (state["name"], state["message"]) == ("Completed", "15/03/2021")


@pytest.mark.parametrize("module", MODULES)
def test_process_that_ends_unasked_is_started_again(up: Up, module: str) -> None:
    killed = wait_until(lambda: up.child(module), f"{module} runs")
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: up.child(module) not in (None, killed), f"{module} has been started again")
    wait_until(lambda: answers(f"{up.prefect}/api/health") == 200, "Prefect answers")
    wait_until(lambda: answers(up.portal) == 200, "the portal answers")
    assert f"{module.split('.')[0]} ended by itself" in up.said.read_text()


def test_everything_ends_with_sigterm(up: Up) -> None:
    wait_until(lambda: all(up.child(module) for module in MODULES), "every process runs")
    below = descendants(up.process.pid)
    assert len(below) >= len(MODULES)
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(PATIENCE_SECONDS) == 0
    assert [pid for pid in below if is_alive(pid)] == []
    assert up.said.read_text().endswith("Stopping ...\nStopped.\n")
    assert (answers(up.portal), answers(up.prefect)) == (None, None)


@pytest.mark.parametrize(
    ("taken", "what"), list(zip(PORTS, ["the Prefect server", "the portal", "the mail catcher"], strict=True))
)
def test_taken_port_is_one_sentence_and_wrong_input(taken: str, what: str, tmp_path: Path) -> None:
    given = environment(tmp_path)
    with socket.socket() as listener:
        listener.bind((HOST, int(given[taken])))
        listener.listen()
        ran = subprocess.run(
            [sys.executable, "-m", "cli", "up"], env=given, cwd=PROJECT, capture_output=True, text=True
        )
    sentence = f"Port {given[taken]} is taken, so {what} cannot start: stop what listens there or choose another port."
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", sentence + "\n")


def test_day_that_is_none_is_wrong_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "up", "--practice", "soon"]
    ran = subprocess.run(command, env=environment(tmp_path), cwd=PROJECT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (2, "up --practice: DAY: 'soon' is no day; write 2021-02-01.\n")
