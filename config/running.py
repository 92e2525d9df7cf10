"""One `up` per home, and none while a home is upgraded: a lock that the system lets go of when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rules.refusals import Refusal

LOCK = "running.lock"


class HomeInUse(Refusal):
    """Somebody else works in this home."""

    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} is in use by `up` or `upgrade`: stop that first.")


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Raises HomeInUse."""
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HomeInUse(home) from None
        yield
    finally:
        os.close(handle)
