"""Which machines a host name or address means, as far as that can be told without asking the network."""

import ipaddress
import re

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_FULL_NAME = re.compile(rf"(?=.{{1,253}}$)(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""RFC 1918, and the unique local addresses of RFC 4193."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine; names are not looked up."""
    if host.rstrip(".").lower() == "localhost":
        return True
    address = _address(host)
    return address is not None and (address.is_loopback or address.is_unspecified)


def is_address(host: str) -> bool:
    """Whether it is an address and not a name."""
    return _address(host) is not None


def is_private(host: str) -> bool:
    """Whether an address is one of an office's own network, or of this machine; False for a name."""
    address = _address(host)
    if address is None:
        return False
    return address.is_loopback or any(address in network for network in _PRIVATE)


def is_full_name(host: str) -> bool:
    """Whether it can stand in EHLO as a fully qualified domain name (RFC 5321 2.3.5)."""
    return _FULL_NAME.fullmatch(host) is not None


def write_literal(address: str) -> str:
    """The address as EHLO names a machine without a name (RFC 5321 4.1.3)."""
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IPv4 address in the clothes of IPv6 is what it is inside."""
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
