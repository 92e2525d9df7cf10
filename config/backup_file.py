"""A backup as one file: a tar archive whose first member says what the others are, each with its fingerprint."""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from rules.refusals import Refusal

FORMAT = 1
MANIFEST = "manifest.json"


class BackupExists(Refusal):
    """A backup never takes the place of another file."""

    def __init__(self, target: Path) -> None:
        super().__init__(f"{target} is there already: name a file that is not, so that no older backup is lost.")


class BackupUnusable(Refusal):
    """A file that nothing can be restored from."""

    def __init__(self, source: Path, why: str) -> None:
        super().__init__(f"{source} cannot be restored: {why}. Nothing was changed.")


def write_backup(target: Path, facts: Mapping[str, Any], members: Mapping[str, Path]) -> None:
    """Written aside and linked into place when it is on the disk: whole or not at all, for its owner's eyes only.

    Raises BackupExists.
    """
    if target.exists():
        raise BackupExists(target)
    files: dict[str, dict[str, Any]] = {
        name: {"sha256": _digest(path), "bytes": path.stat().st_size} for name, path in sorted(members.items())
    }
    manifest = json.dumps({"format": FORMAT, **facts, "files": files}, indent=1, sort_keys=True).encode()
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                archive.addfile(_entry(MANIFEST, len(manifest)), BytesIO(manifest))
                for name, path in sorted(members.items()):
                    with path.open("rb") as content:
                        archive.addfile(_entry(name, files[name]["bytes"]), content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, target)
        except FileExistsError:
            raise BackupExists(target) from None
        folder = os.open(target.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    finally:
        os.unlink(draft)


def unpack_backup(source: Path, folder: Path) -> dict[str, Any]:
    """Put the members into an empty folder and return the manifest; every byte is compared before anybody uses it.

    Raises BackupUnusable.
    """
    try:
        with tarfile.open(source, mode="r:") as archive:
            first = archive.next()
            read = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
            if read is None:
                raise BackupUnusable(source, "it is no backup of this program")
            facts: dict[str, Any] = json.loads(read.read())
            if facts.get("format") != FORMAT:
                raise BackupUnusable(source, f"it has format {facts.get('format')}, this program reads {FORMAT}")
            wanted = dict(facts["files"])
            while (member := archive.next()) is not None:
                content = archive.extractfile(member) if member.isreg() else None
                expected = wanted.pop(member.name, None)
                if content is None or expected is None or not _is_plain(member.name):
                    raise BackupUnusable(source, f"it holds {member.name!r}, which its list does not")
                path = folder / member.name
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    path.unlink()
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    while block := content.read(1 << 20):
                        file.write(block)
                    file.flush()
                    os.fsync(file.fileno())
                if _digest(path) != expected["sha256"]:
                    raise BackupUnusable(source, f"{member.name} in it is damaged")
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError, OSError) as error:
        raise BackupUnusable(source, f"it cannot be read ({type(error).__name__})") from None
    if wanted:
        raise BackupUnusable(source, f"{', '.join(sorted(wanted))} is missing in it")
    return facts


def _is_plain(name: str) -> bool:
    """A path below the folder, whatever somebody has written into the archive."""
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
