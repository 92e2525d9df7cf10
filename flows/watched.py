"""Processes that are kept running: one that ends unasked is started again, after a pause that grows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from config.settings import PROJECT
from rules.refusals import Refusal

STOP_SECONDS = 15.0
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
RECOVERED_SECONDS = 600.0
"""What has run so long is no longer failing: its next pause is the first again."""


class Process(Protocol):
    """What can be kept running. `log` is where people look when it ended."""

    @property
    def log(self) -> Path: ...
    @property
    def ended(self) -> bool: ...
    def start(self) -> object: ...
    def stop(self) -> None: ...


@dataclass
class Child:
    """A module of ours run as a process, the leader of a group of its own."""

    module: str
    log: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self.module],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the whole foreground group; ours are told to stop one by one, in order.
                start_new_session=True,
            )

    def stop(self) -> None:
        """SIGTERM, and after 15 s SIGKILL; what it has started itself does not outlive it."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@dataclass
class Watched:
    """A process under watch; `say` gets a line when it ended by itself."""

    name: str
    process: Process
    say: Callable[[str], None]
    _pause: float = FIRST_PAUSE_SECONDS
    _started_at: float = field(default_factory=time.monotonic)
    _start_at: float | None = None

    def look(self) -> None:
        """Start it again when it has ended and its pause is over."""
        if not self.process.ended:
            return
        now = time.monotonic()
        if self._start_at is None:
            if now - self._started_at > RECOVERED_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            self._start_at = now + self._pause
            self.say(f"{self.name} ended by itself ({self.process.log}); starting it again in {self._pause:.0f} s.")
        elif now >= self._start_at:
            self._start_at, self._pause = None, min(self._pause * 2, LONGEST_PAUSE_SECONDS)
            self._started_at = now
            try:
                self.process.start()
            except Refusal as refusal:  # it stays ended and gets its next pause
                self.say(str(refusal))
