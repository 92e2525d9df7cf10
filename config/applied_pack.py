"""Putting a pack into a home: whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.home import APPLIED


def put_pack(home: Path, files: Mapping[str, str]) -> Path:
    """The files become the pack that this home works with. Whenever this dies, the old pack or the new one is in force,
    whole: the name is a pointer to a folder, and pointing it elsewhere is one step, which filling a folder is not."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    stands = Path(tempfile.mkdtemp(prefix=f"{APPLIED}-", dir=home))
    for name, text in files.items():
        (stands / name).write_text(text, "utf-8")
        _keep(stands / name)
    _keep(stands)
    link = home / APPLIED
    before = link.resolve() if link.is_symlink() else None
    pointer = stands.with_suffix(".pointer")
    pointer.symlink_to(stands.name)
    pointer.replace(link)
    _keep(home)
    if before is not None and before != stands and before.parent == home.resolve():
        shutil.rmtree(before, ignore_errors=True)
    return link


def _keep(path: Path) -> None:
    """Wait until it is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
