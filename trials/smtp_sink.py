"""Postfix's own test programs: a sink that takes every letter and keeps none, and the source that fills it."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

LOOPBACK = "127.0.0.1"
DEBIAN = Path("/usr/sbin")
HOW_TO_GET_IT = "no smtp-sink here: apt install postfix"
START_SECONDS = 10.0
BACKLOG = 256


class SinkNotStarted(Exception):
    """The sink ended or did not listen in time."""


def find_sink() -> Path | None:
    """The folder with both programs; None without Postfix."""
    found = shutil.which("smtp-sink") or shutil.which("smtp-sink", path=str(DEBIAN))
    return None if found is None else Path(found).parent


class SmtpSink:
    """`with SmtpSink(programs) as sink: sink.port`; a process of its own, on loopback."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            self.port: int = probe.getsockname()[1]

    def __enter__(self) -> "SmtpSink":
        command = [str(self._programs / "smtp-sink"), *_account(), f"{LOOPBACK}:{self.port}", str(BACKLOG)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        give_up_at = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up_at and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex((LOOPBACK, self.port)) == 0:
                    return self
            time.sleep(0.05)
        self.__exit__()
        raise SinkNotStarted(f"smtp-sink does not listen on {LOOPBACK}:{self.port}")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def fill(self, messages: int, size: int, connections: int) -> float:
        """Seconds in which `smtp-source` hands over so many letters of `size` bytes on so many kept connections."""
        amounts = ["-d", "-s", str(connections), "-m", str(messages), "-l", str(size)]
        started = time.perf_counter()
        subprocess.run(
            [self._programs / "smtp-source", *amounts, f"{LOOPBACK}:{self.port}"], stdin=subprocess.DEVNULL, check=True
        )
        return time.perf_counter() - started


def _account() -> tuple[str, ...]:
    """The sink refuses to serve as root."""
    return ("-u", "nobody") if os.geteuid() == 0 else ()
