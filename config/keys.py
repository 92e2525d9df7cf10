"""Secret keys of an installation: random, made once, readable by their owner alone."""

import contextlib
import os
import secrets
from pathlib import Path

from rules.refusals import Refusal

KEY_BYTES = 32


class KeyUnreadable(Refusal):
    """A key file that is not what this program wrote."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The key file {path} {why}: restore it from a backup; links already sent depend on it.")


def load_key(home: Path, name: str) -> bytes:
    """The key `name` of this home, made on the first call even when several processes make that call at once."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / f"{name}.key"
    with contextlib.suppress(FileExistsError):
        _write_once(path)
    return _read(path)


def _write_once(path: Path) -> None:
    if path.exists():
        return
    # Written aside and linked into place: a reader, or a crash half-way, never meets half a key.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyUnreadable(path, f"holds {len(key)} bytes instead of {KEY_BYTES}")
    if path.stat().st_mode & 0o077:
        raise KeyUnreadable(path, "can be read by other accounts (chmod 600 is needed, and a new key if it leaked)")
    return key
