"""Putting a pack into a home: whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from config.home import APPLIED


def put_pack(home: Path, files: Mapping[str, str]) -> Path:
    """The files become the pack that this home works with. A crash leaves the old one or the new one in force: between
    the two renames the settings' own pack would be read, so the old one is kept beside until the new one stands."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{APPLIED}-", dir=home))
    for name, text in files.items():
        (draft / name).write_text(text, "utf-8")
        handle = os.open(draft / name, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
    link = home / APPLIED
    stands = home / f"{APPLIED}-{draft.name.rpartition('-')[2]}"
    draft.rename(stands)
    # A name that points to the folder is changed in one step, which renaming a filled folder is not.
    pointer = home / f".{APPLIED}-pointer"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(stands.name)
    before = link.resolve() if link.is_symlink() else None
    pointer.replace(link)
    if before is not None and before != stands and before.parent == home:
        shutil.rmtree(before, ignore_errors=True)
    return link
