"""Settings of an installation, from the environment (`LIENNGANH_...`): where it lives and whom it may reach."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from rules.addresses import ADDRESS
from rules.hosts import is_address, is_full_name, is_loopback, is_private
from rules.refusals import Refusal

PROJECT = Path(__file__).resolve().parent.parent
PREFIX = "LIENNGANH_"
PLACEHOLDER = ".example"
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,78}[A-Za-z0-9])?")
LONGEST_EXTENDED = 18
"""Letters before the @ that leave room for an extension within the 64 of RFC 5321 4.5.3.1.1."""


class SettingsRefused(Refusal):
    """Settings that cannot be worked with; each sentence names its variable."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("These settings cannot be used: " + " ".join(self.sentences))


class Settings(BaseSettings):
    """Read once at the start; making it also makes `home`, for its owner's eyes only."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    home: Path = PROJECT / "var"
    database_url: str = ""
    """An SQLAlchemy address; empty means the SQLite file in `home`."""
    pack: Path = PROJECT / "config" / "packs" / "hung-yen-2021"
    practice: bool = False
    """A practice home has a simulated calendar, and its mail goes to the catcher only."""

    portal_host: str = "127.0.0.1"
    portal_port: int = Field(8420, ge=1, le=65535)
    prefect_port: int = Field(4200, ge=1, le=65535)
    public_portal_address: str = ""
    """How partners reach the portal: it stands in every link. Empty means this machine."""
    public_prefect_address: str = ""
    prefect_auth_file: Path | None = None
    """The file with Prefect's `user:password`; none means one that is made in `home`."""

    smtp_host: str = ""
    """The relay; empty means the mail catcher."""
    catcher_port: int = Field(8425, ge=1, le=65535)
    """Where the mail catcher listens, on this machine only."""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["starttls", "implicit", "none"] = "starttls"
    """Never opportunistic: a relay that does not offer what is set here gets nothing."""
    smtp_clear_to_private: bool = False
    """Allows `none` to a relay on the office's own network; confidential letters stay here then."""
    smtp_ca_file: Path | None = None
    smtp_ehlo_name: str = ""
    """How we name ourselves to the relay; empty means the mail domain."""
    smtp_connections: int = Field(2, ge=1, le=20)
    """Two are welcome everywhere; a Postfix of one's own takes more, and letters then share the commits."""
    smtp_letters_per_minute: int | None = Field(None, ge=1)
    """What the relay allows us; empty means as fast as it takes them."""

    witness_log: Path | None = None
    """The log of the Postfix on this machine that is the relay: it is asked about letters in doubt."""
    journal_address: str = ""
    """A mailbox of ours that gets a copy of every routine letter, and is asked about those in doubt."""
    journal_imap_host: str = ""
    journal_imap_port: int = Field(993, ge=1, le=65535)
    journal_imap_tls: Literal["implicit", "starttls", "none"] = "implicit"
    journal_imap_username: str = ""
    journal_imap_password: SecretStr = SecretStr("")
    journal_imap_ca_file: Path | None = None
    journal_imap_folder: str = "INBOX"

    bounce_address: str = ""
    """Where servers send what they cannot deliver; empty means the letter's sender."""
    bounce_verp: bool = True
    """Each letter gets an extension of it of its own (`+...`); off for a relay that takes none in its senders."""
    returns_maildir: Path | None = None
    """The Maildir on this machine that returns come to."""
    returns_imap_host: str = ""
    """The server of the mailbox that they come to, where it is behind IMAP."""
    returns_imap_port: int = Field(993, ge=1, le=65535)
    returns_imap_tls: Literal["implicit", "starttls", "none"] = "implicit"
    returns_imap_username: str = ""
    returns_imap_password: SecretStr = SecretStr("")
    returns_imap_ca_file: Path | None = None
    returns_imap_folder: str = "INBOX"

    mail_name: str = "Đội kiểm tra liên ngành 178"
    mail_from: str = "doi178@sldtbxh.hungyen.example"
    reply_to: str = ""
    """Where answers by mail go; empty means `mail_from`."""
    mail_domain: str = ""
    """The domain of Message-IDs; empty means that of `mail_from`."""

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        if self.in_clear:
            self._refuse_clear()
        if self.smtp_ehlo_name and not is_full_name(self.smtp_ehlo_name):
            raise ValueError(f"{PREFIX}SMTP_EHLO_NAME is no full name of a host ({self.smtp_ehlo_name!r})")
        for name in ("mail_from", "reply_to"):
            if getattr(self, name) and not ADDRESS.fullmatch(getattr(self, name)):
                raise ValueError(f"{PREFIX}{name.upper()} is not one plain e-mail address ({getattr(self, name)!r})")
        if self.mail_domain and not _DOMAIN.fullmatch(self.mail_domain):
            raise ValueError(f"{PREFIX}MAIL_DOMAIN is no domain ({self.mail_domain!r})")
        self._check_witness()
        self._check_returns()
        for name in ("home", "pack"):
            object.__setattr__(self, name, getattr(self, name).expanduser().absolute())
        defaults = {
            "database_url": f"sqlite:///{self.home / 'liennganh.db'}",
            "public_portal_address": f"http://127.0.0.1:{self.portal_port}",
            "public_prefect_address": f"http://127.0.0.1:{self.prefect_port}",
            "prefect_auth_file": self.home / "prefect.auth",
            "reply_to": self.mail_from,
            "mail_domain": self.mail_from.rpartition("@")[2],
        }
        for name, value in defaults.items():
            if not getattr(self, name):
                object.__setattr__(self, name, value)
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def _check_witness(self) -> None:
        if self.witness_log and self.journal_address:
            raise ValueError(f"{PREFIX}WITNESS_LOG and {PREFIX}JOURNAL_ADDRESS are two witnesses; set one of them")
        if self.witness_log and not is_loopback(self.smtp_host):
            raise ValueError(f"{PREFIX}WITNESS_LOG is for a relay on this machine, and {PREFIX}SMTP_HOST names none")
        if self.journal_address and not (self.journal_imap_host and self.journal_imap_username):
            raise ValueError(f"{PREFIX}JOURNAL_ADDRESS needs {PREFIX}JOURNAL_IMAP_HOST and _USERNAME, to be read")
        if self.journal_address and not re.fullmatch(r"[!-;=?-~]+@[!-;=?-~]+", self.journal_address):
            raise ValueError(f"{PREFIX}JOURNAL_ADDRESS is no plain address ({self.journal_address})")
        if self.journal_imap_tls == "none" and self.journal_imap_host and not is_loopback(self.journal_imap_host):
            raise ValueError(f"{PREFIX}JOURNAL_IMAP_TLS=none is for a mailbox on this machine only")

    def _check_returns(self) -> None:
        local = self.bounce_address.partition("@")[0]
        if self.bounce_address and not ADDRESS.fullmatch(self.bounce_address):
            raise ValueError(f"{PREFIX}BOUNCE_ADDRESS is not one plain address")
        if self.bounce_verp and len(local) > LONGEST_EXTENDED:
            raise ValueError(
                f"{PREFIX}BOUNCE_ADDRESS has more than {LONGEST_EXTENDED} letters before the @: "
                f"it must be shorter to be extended, or set {PREFIX}BOUNCE_VERP=0"
            )
        if self.returns_maildir and self.returns_imap_host:
            raise ValueError(
                f"{PREFIX}RETURNS_MAILDIR and {PREFIX}RETURNS_IMAP_HOST are two mailboxes; set one of them"
            )
        if self.returns_imap_host and not self.returns_imap_username:
            raise ValueError(f"{PREFIX}RETURNS_IMAP_HOST needs {PREFIX}RETURNS_IMAP_USERNAME")
        if self.returns_imap_tls == "none" and self.returns_imap_host and not is_loopback(self.returns_imap_host):
            raise ValueError(f"{PREFIX}RETURNS_IMAP_TLS=none is for a mailbox on this machine only")

    @property
    def has_relay(self) -> bool:
        """Whether letters leave this machine."""
        return bool(self.smtp_host) and not is_loopback(self.smtp_host)

    @property
    def in_clear(self) -> bool:
        """Whether letters leave this machine without encryption."""
        return self.has_relay and self.smtp_tls == "none"

    @property
    def ehlo_name(self) -> str | None:
        """None where no name is known that others can use: then the address stands in EHLO."""
        name = self.smtp_ehlo_name or self.mail_domain
        return name if is_full_name(name) else None

    def _refuse_clear(self) -> None:
        if not self.smtp_clear_to_private:
            raise ValueError(
                f"{PREFIX}SMTP_TLS=none is for a relay on this machine, not for {self.smtp_host}; for one on the "
                f"office's own network set {PREFIX}SMTP_CLEAR_TO_PRIVATE=true as well"
            )
        if is_address(self.smtp_host) and not is_private(self.smtp_host):
            raise ValueError(f"{PREFIX}SMTP_TLS=none is never for {self.smtp_host}, which is no private address")
        if self.smtp_username or self.smtp_password.get_secret_value():
            raise ValueError(f"{PREFIX}SMTP_PASSWORD would go to {self.smtp_host} in clear: leave it and the name out")


def read_settings() -> Settings:
    """The settings of this installation. Raises SettingsRefused naming every wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsRefused([_sentence(found) for found in error.errors(include_url=False)]) from None


def refuse_unsafe(settings: Settings, contact_addresses: Iterable[str]) -> None:
    """With a real relay, refuse what would send invented offices, or links nobody can open, to real people.

    `contact_addresses` are those letters would go to now. Raises SettingsRefused listing everything at once.
    """
    if not settings.has_relay:
        return
    found: list[str] = []
    if settings.practice:
        found.append(f"{PREFIX}SMTP_HOST is set, and a practice home writes to the mail catcher only.")
    for name in ("public_portal_address", "public_prefect_address"):
        found += _address_sentences(PREFIX + name.upper(), getattr(settings, name))
    for name in ("mail_from", "reply_to", "mail_domain", "bounce_address"):
        if getattr(settings, name).lower().endswith(PLACEHOLDER):
            found.append(f"{PREFIX}{name.upper()} is invented ({getattr(settings, name)}): set your own.")
    invented = sorted({address for address in contact_addresses if address.lower().endswith(PLACEHOLDER)})
    if invented:
        some = ", ".join(invented[:5]) + (", ..." if len(invented) > 5 else "")
        found.append(f"{len(invented)} active contacts have invented addresses ({some}): enter the real ones.")
    if found:
        raise SettingsRefused(found)


def _address_sentences(variable: str, address: str) -> list[str]:
    parts = urlsplit(address)
    if not parts.hostname:
        return [f"{variable} is no address ({address}): write https://host."]
    if is_loopback(parts.hostname):
        return [f"{variable} means this machine ({address}): nobody else can open its links."]
    if parts.scheme != "https":
        return [f"{variable} is not https ({address}): its links carry secrets."]
    return []


def _sentence(error: ErrorDetails) -> str:
    where = "_".join(str(part) for part in error["loc"]).upper()
    variable = f"{PREFIX}{where}: " if where else ""
    return f"{variable}{str(error['msg']).removeprefix('Value error, ')}."
