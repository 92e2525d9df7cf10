"""Settings: sound defaults on one machine, and refusals before anything invented reaches real people."""

import re
import stat
from pathlib import Path

import pytest

from config.settings import Settings, SettingsRefused, read_settings, refuse_unsafe

REAL = {
    "smtp_host": "relay.tinh.vn",
    "public_portal_address": "https://kiemtra.tinh.vn",
    "public_prefect_address": "https://bang.tinh.vn",
    "mail_from": "doi178@tinh.vn",
}


def test_defaults_keep_everything_on_this_machine(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
    assert settings.database_url == f"sqlite:///{tmp_path}/home/liennganh.db"
    assert settings.public_portal_address == "http://127.0.0.1:8420"
    assert (settings.reply_to, settings.mail_domain) == (settings.mail_from, "sldtbxh.hungyen.example")
    assert settings.prefect_auth_file == tmp_path / "home" / "prefect.auth"
    assert not settings.has_relay
    refuse_unsafe(settings, ["daumoi@cat.hungyen.example"])


def test_settings_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENNGANH_HOME", str(tmp_path / "h"))
    monkeypatch.setenv("LIENNGANH_PORTAL_PORT", "9000")
    monkeypatch.setenv("LIENNGANH_SMTP_PASSWORD", "secret")
    settings = read_settings()
    assert settings.public_portal_address == "http://127.0.0.1:9000"
    assert "secret" not in repr(settings)


def test_wrong_variables_are_named_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENNGANH_PORTAL_PORT", "many")
    monkeypatch.setenv("LIENNGANH_SMTP_TLS", "maybe")
    monkeypatch.setenv("LIENNGANH_SMTP_CONNECTIONS", "21")
    with pytest.raises(SettingsRefused) as refused:
        read_settings()
    assert len(refused.value.sentences) == 3
    assert all("LIENNGANH_" in sentence for sentence in refused.value.sentences)


def test_plaintext_goes_to_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Settings(home=tmp_path, smtp_host="127.0.0.1", smtp_tls="none")
    monkeypatch.setenv("LIENNGANH_SMTP_HOST", "relay.tinh.vn")
    monkeypatch.setenv("LIENNGANH_SMTP_TLS", "none")
    with pytest.raises(SettingsRefused, match="is for a relay on this machine, not for relay"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SMTP_HOST", "192.0.2.7", "which is no private address"),
        ("SMTP_USERNAME", "office", "would go to 10.1.2.3 in clear"),
        ("SMTP_PASSWORD", "s3cret-canary", "would go to 10.1.2.3 in clear"),
        ("SMTP_CLEAR_TO_PRIVATE", "maybe", "LIENNGANH_SMTP_CLEAR_TO_PRIVATE"),
    ],
)
def test_plaintext_to_the_offices_network_is_said_and_private_and_has_no_password(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    for variable, plain in (("HOST", "10.1.2.3"), ("TLS", "none"), ("CLEAR_TO_PRIVATE", "true")):
        monkeypatch.setenv(f"LIENNGANH_SMTP_{variable}", plain)
    assert read_settings().in_clear
    monkeypatch.setenv(f"LIENNGANH_{name}", value)
    with pytest.raises(SettingsRefused, match=words) as refused:
        read_settings()
    assert len(refused.value.sentences) == 1 and "canary" not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "sldtbxh.hungyen.example"),
        ({"smtp_ehlo_name": "mail.tinh.vn"}, "mail.tinh.vn"),
        ({"mail_domain": "tinh"}, None),
        ({"mail_domain": "10.1.2.3"}, None),
    ],
)
def test_we_greet_by_a_full_name_or_none(tmp_path: Path, changes: dict[str, str], name: str | None) -> None:
    assert Settings(home=tmp_path, **changes).ehlo_name == name  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAIL_FROM", "office@tinh.vn, other@tinh.vn"),
        ("MAIL_FROM", "Office <office@tinh.vn>"),
        ("MAIL_FROM", "office@tinh.vn\r\nBcc: evil@tinh.vn"),
        ("REPLY_TO", "đầu-mối@tinh.vn"),
        ("REPLY_TO", "nobody"),
        ("MAIL_DOMAIN", "tinh.vn>"),
        ("MAIL_DOMAIN", "a@tinh.vn"),
    ],
)
def test_sender_that_no_letter_could_be_built_with_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"LIENNGANH_{name}", value)
    with pytest.raises(SettingsRefused, match=f"LIENNGANH_{name} is n"):
        read_settings()


def test_greeting_that_is_no_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIENNGANH_SMTP_EHLO_NAME", "our relay")
    with pytest.raises(SettingsRefused, match="LIENNGANH_SMTP_EHLO_NAME is no full name of a host"):
        read_settings()


def test_a_real_relay_with_real_addresses_is_accepted(tmp_path: Path) -> None:
    refuse_unsafe(Settings(home=tmp_path, **REAL), ["daumoi@congan.vn"])  # type: ignore[arg-type]


def test_a_real_relay_refuses_everything_that_is_not_real_at_once(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, smtp_host="relay.tinh.vn", practice=True)
    with pytest.raises(SettingsRefused) as refused:
        refuse_unsafe(settings, ["a@cat.hungyen.example", "b@congan.vn", "a@cat.hungyen.example"])
    text = str(refused.value)
    for words in (
        "a practice home writes to the mail catcher only",
        "LIENNGANH_PUBLIC_PORTAL_ADDRESS means this machine",
        "LIENNGANH_PUBLIC_PREFECT_ADDRESS means this machine",
        "LIENNGANH_MAIL_FROM is invented",
        "1 active contacts have invented addresses (a@cat.hungyen.example)",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://kiemtra.tinh.vn", "is not https"),
        ("kiemtra.tinh.vn", "is no address"),
        ("https://[::1]", "this machine"),
    ],
)
def test_links_need_an_address_others_can_open_safely(tmp_path: Path, address: str, words: str) -> None:
    settings = Settings(home=tmp_path, **REAL | {"public_portal_address": address})  # type: ignore[arg-type]
    with pytest.raises(SettingsRefused, match=words):
        refuse_unsafe(settings, [])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"BOUNCE_ADDRESS": "hai@a.vn, ba@b.vn"}, "BOUNCE_ADDRESS is not one plain address"),
        ({"BOUNCE_ADDRESS": "thu-bi-tra-lai-cua-doi@a.vn"}, "more than 18 letters before the @"),
        ({"RETURNS_MAILDIR": "/m", "RETURNS_IMAP_HOST": "i.a.vn"}, "are two mailboxes"),
        ({"RETURNS_IMAP_HOST": "i.a.vn"}, "needs LIENNGANH_RETURNS_IMAP_USERNAME"),
        ({"RETURNS_IMAP_HOST": "i.vn", "RETURNS_IMAP_USERNAME": "u", "RETURNS_IMAP_TLS": "none"}, "this machine only"),
    ],
)
def test_mailbox_of_returns_that_cannot_be_used_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    monkeypatch.setenv("LIENNGANH_HOME", str(tmp_path))
    for name, value in given.items():
        monkeypatch.setenv(f"LIENNGANH_{name}", value)
    with pytest.raises(SettingsRefused, match=re.escape(words)):
        read_settings()


def test_address_that_is_never_extended_may_be_long(tmp_path: Path) -> None:
    Settings(home=tmp_path, bounce_address="thu-bi-tra-lai-cua-doi@a.vn", bounce_verp=False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"WITNESS_LOG": "/var/log/mail.log"}, "WITNESS_LOG is for a relay on this machine"),
        (
            {"WITNESS_LOG": "/l", "SMTP_HOST": "127.0.0.1", "JOURNAL_ADDRESS": "nhat-ky@tinh.vn"},
            "WITNESS_LOG and LIENNGANH_JOURNAL_ADDRESS are two witnesses",
        ),
        ({"JOURNAL_ADDRESS": "nhat-ky@tinh.vn"}, "JOURNAL_ADDRESS needs LIENNGANH_JOURNAL_IMAP_HOST"),
        (
            {"JOURNAL_ADDRESS": "nhật-ký@tinh.vn", "JOURNAL_IMAP_HOST": "x", "JOURNAL_IMAP_USERNAME": "x"},
            "JOURNAL_ADDRESS is no plain address",
        ),
        (
            {
                "JOURNAL_ADDRESS": "nhat-ky@tinh.vn",
                "JOURNAL_IMAP_HOST": "imap.tinh.vn",
                "JOURNAL_IMAP_USERNAME": "nhat-ky",
                "JOURNAL_IMAP_TLS": "none",
            },
            "JOURNAL_IMAP_TLS=none is for a mailbox on this machine only",
        ),
    ],
)
def test_witness_that_could_not_be_asked_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], words: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"LIENNGANH_{name}", value)
    with pytest.raises(SettingsRefused, match=words):
        read_settings()
