"""One installation put together from its settings: what the office, the portal and the flows are opened with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from config.clock import wall_clock
from config.keys import load_key
from config.packs import pack_files, read_pack
from config.settings import Settings
from rules.pack import Pack

APPLIED = "pack"
"""The folder of a home in which the pack stands that `pack apply` put there."""


@dataclass(frozen=True)
class Home:
    """`link_key` signs links, `mail_key` makes Message-IDs and opaque codes; both live in the home's folder."""

    database_url: str
    practice: bool
    pack: Pack
    pack_files: Mapping[str, str]
    read_pack: Callable[[Mapping[str, str]], Pack]
    clock: Callable[[], datetime]
    link_key: bytes = field(repr=False)
    mail_key: bytes = field(repr=False)
    portal_address: str
    board_address: str
    mail_name: str
    mail_from: str
    reply_to: str
    mail_domain: str
    mail_in_clear: bool = False


def pack_folder(settings: Settings) -> Path:
    """The revision that was applied last, else the one the settings name."""
    applied = settings.home / APPLIED
    return applied if applied.is_dir() else settings.pack


def open_home(settings: Settings) -> Home:
    """Reads the pack and the keys. Raises PackRefused, PackFolderMissing or KeyUnreadable."""
    files = pack_files(pack_folder(settings))
    return Home(
        database_url=settings.database_url,
        practice=settings.practice,
        pack=read_pack(files),
        pack_files=files,
        read_pack=read_pack,
        clock=wall_clock,
        link_key=load_key(settings.home, "links"),
        mail_key=load_key(settings.home, "mail"),
        portal_address=settings.public_portal_address,
        board_address=settings.public_prefect_address,
        mail_name=settings.mail_name,
        mail_from=settings.mail_from,
        reply_to=settings.reply_to,
        mail_domain=settings.mail_domain,
        mail_in_clear=settings.in_clear,
    )
