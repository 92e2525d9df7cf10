"""Whose network a host is in, told from its name or address alone."""

import pytest

from rules.hosts import is_full_name, is_loopback, is_private, write_literal


def test_loopback_is_told_from_other_hosts() -> None:
    assert all(map(is_loopback, ["localhost", "LOCALHOST.", "127.0.0.1", "127.8.9.1", "[::1]", "::1", "0.0.0.0"]))
    assert not any(map(is_loopback, ["relay.tinh.vn", "10.0.0.1", "localhost.tinh.vn", ""]))


@pytest.mark.parametrize(
    "host", ["10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fdff::1", "::1"]
)
def test_private_address_is_known(host: str) -> None:
    assert is_private(host) and is_private(f"[{host}]")


@pytest.mark.parametrize(
    "host",
    [
        *("11.0.0.1", "172.15.255.255", "172.32.0.0", "192.169.0.1", "100.64.0.1", "fe80::1", "fe00::1", "0.0.0.0"),
        *("::ffff:8.8.8.8", "relay.tinh.vn", "localhost", "10.0.0", "10.0.0.1."),
    ],
)
def test_other_address_and_any_name_is_not_private(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize(
    "name", ["localhost", "tinh.", "a..b", "-a.vn", "a_b.vn", "10.0.0.1", "a b.vn", f"{'x' * 64}.vn", ""]
)
def test_what_is_no_full_name_does_not_greet(name: str) -> None:
    assert not is_full_name(name) and is_full_name("mail.sldtbxh.hungyen.vn")


def test_address_literal_says_which_kind_it_is() -> None:
    assert (write_literal("192.0.2.1"), write_literal("fd00::1")) == ("[192.0.2.1]", "[IPv6:fd00::1]")
