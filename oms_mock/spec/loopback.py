"""Recognise addresses that only this machine can reach, and those that lead to this machine."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_loopback(host: str) -> bool:
    """Return whether a host name or an address is `localhost` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def leads_to_loopback(host: str) -> bool:
    """Return whether a connection to a host uses the loopback interface, for every form that a URL may have.

    `0.0.0.0` and `::` lead there too, and short forms such as `127.1`. The name is not resolved.
    """
    name = host.lower().removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = _address(name)
    return address is not None and (address.is_loopback or address.is_unspecified)


def leads_to_this_machine(host: str) -> bool:
    """Return whether a host is this machine, by any of its addresses. A name is resolved, which may take seconds."""
    if leads_to_loopback(host):
        return True
    with suppress(OSError):
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_DGRAM)
        return any(_is_own(family, address) for family, _, _, _, address in found)
    return False


def _address(name: str) -> _Address | None:
    with suppress(ValueError):
        address = ipaddress.ip_address(name)
        return getattr(address, "ipv4_mapped", None) or address
    with suppress(OSError):  # the short forms of IPv4
        return ipaddress.IPv4Address(socket.inet_aton(name))
    return None


def _is_own(family: int, address: tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]) -> bool:
    """Return whether an address is one of this machine: a socket can be bound to no other."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind(address)
    except OSError:
        return False
    return True
