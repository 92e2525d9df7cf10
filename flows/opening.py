"""The office that this process works for, opened once from the environment."""

from datetime import date
from functools import lru_cache

from actions.context import Actor
from actions.office import Office, open_office
from config.home import open_home
from config.settings import Settings, read_settings, refuse_unsafe
from models.migrating import migrate_at
from models.queries.contacts import addresses_in_use
from notifications.delivery import RelaySettings
from notifications.imap import ImapSettings
from notifications.returns.bounce_address import BounceAddress
from notifications.returns.mailboxes import ImapBox, MaildirBox, ReturnsBox
from notifications.witness import Witness
from notifications.witness.journal import JournalMailbox
from notifications.witness.postfix_log import PostfixLog
from rules.words import AgencyRole, Role


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The installation's settings; a process belongs to one installation."""
    return read_settings()


@lru_cache(maxsize=1)
def office() -> Office:
    """Migrates the database, applies the pack, and refuses what would be unsafe with a real relay."""
    current = settings()
    home = open_home(current)
    migrate_at(home.database_url)
    opened = open_office(home)
    with opened.reading() as (session, now):
        refuse_unsafe(current, addresses_in_use(session, opened.pack.calendar.day_of(now)))
    return opened


def coordinator_on(day: date) -> Actor:
    """Who presses the buttons: Prefect has no users, so it is the coordinator of the standing agency."""
    return Actor(Role.COORDINATOR, office().pack.agency_as(AgencyRole.STANDING, day).code)


def relay() -> RelaySettings:
    """The relay letters go to."""
    current = settings()
    return RelaySettings(
        host=current.smtp_host or "127.0.0.1",
        port=current.smtp_port,
        username=current.smtp_username,
        password=current.smtp_password.get_secret_value(),
        tls=current.smtp_tls if current.smtp_host else "none",
        clear_to_private=current.smtp_clear_to_private,
        ehlo_name=current.ehlo_name,
        ca_file=str(current.smtp_ca_file) if current.smtp_ca_file else None,
        max_connections=current.smtp_connections,
        letters_per_minute=current.smtp_letters_per_minute,
        bounces=bounces(),
    )


def bounces() -> BounceAddress | None:
    """Where what cannot be delivered goes; None: to the letter's own sender."""
    current = settings()
    if not current.bounce_address:
        return None
    return BounceAddress(current.bounce_address, office().identity.key if current.bounce_verp else None)


def returns_box() -> ReturnsBox | None:
    """The mailbox that returns are read from; None while none is set."""
    current = settings()
    if current.returns_maildir is not None:
        return MaildirBox(current.returns_maildir.expanduser())
    if not current.returns_imap_host:
        return None
    return ImapBox(
        ImapSettings(
            host=current.returns_imap_host,
            port=current.returns_imap_port,
            tls=current.returns_imap_tls,
            username=current.returns_imap_username,
            password=current.returns_imap_password.get_secret_value(),
            ca_file=str(current.returns_imap_ca_file) if current.returns_imap_ca_file else None,
            folder=current.returns_imap_folder,
        )
    )


def witness() -> Witness | None:
    """Who is asked about letters in doubt; nobody is while the catcher takes the mail."""
    current = settings()
    if current.witness_log:
        return PostfixLog(current.witness_log, current.smtp_host, current.smtp_port)
    if not current.smtp_host or not current.journal_address:
        return None
    mailbox = ImapSettings(
        host=current.journal_imap_host,
        port=current.journal_imap_port,
        tls=current.journal_imap_tls,
        username=current.journal_imap_username,
        password=current.journal_imap_password.get_secret_value(),
        ca_file=str(current.journal_imap_ca_file) if current.journal_imap_ca_file else None,
        folder=current.journal_imap_folder,
    )
    return JournalMailbox(current.journal_address, mailbox)
