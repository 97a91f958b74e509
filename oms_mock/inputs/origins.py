"""Origins as browsers send them: scheme, host, and a port unless it is the default one of the scheme."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from oms_mock.errors import SetupError
from oms_mock.spec.secrets import redacted

ANY = "*"
SPECIAL = (ANY, "null", "file://")
"""Any origin; that of sandboxed frames and local files; that of local files on Android."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9._-]{1,253}", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)

_LONGEST_SHOWN = 100


def parse(text: str) -> str:
    """Return an origin. Raises ValueError, with the correct spelling, for a text that no browser sends."""
    if text in SPECIAL:
        return text
    shown = repr(redacted(text)[:_LONGEST_SHOWN])
    if "," in text or len(text.split()) > 1:
        correct = " and ".join(_serialised(each, shown) for each in re.split(r"[,\s]+", text) if each)
        raise ValueError(f"{shown} is a list: give each origin by itself, {correct}")
    correct = _serialised(text, shown)
    if correct != text:
        raise ValueError(f"{shown} is not how browsers write an origin: write {correct}")
    return correct


def require(origins: Iterable[str], where: str) -> tuple[str, ...]:
    """Return origins, if a browser can send each of them. Raises SetupError, which begins with `where`."""
    if isinstance(origins, str):
        raise SetupError(f"{where}: {redacted(origins)[:_LONGEST_SHOWN]!r} is one text: give a tuple of origins")
    try:
        return tuple(map(parse, origins))
    except ValueError as error:
        raise SetupError(f"{where}: {error}") from None


def host(origin: str) -> str:
    """Return the host of an origin that a browser has sent, without brackets; an empty text if it has none."""
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def _serialised(text: str, shown: str) -> str:
    """Return how a browser writes the origin of a URL, whose scheme may be missing."""
    text = text.strip()
    if text.lower() in SPECIAL:
        return text.lower()
    if "://" not in text and ":/" in text:
        raise ValueError(f"{shown} is not an origin: write it like http://localhost:3000")
    try:
        parts = urlsplit(text if "://" in text else f"{_probable_scheme(text)}://{text.lstrip('/')}")
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        raise ValueError(f"{shown} is not an origin: write it like http://localhost:3000") from None
    if "*" in host:
        raise ValueError(f"{shown} has a wildcard: name each origin, like https://shop.example.com")
    if not _HOST.fullmatch(host) and not host.startswith("["):
        raise ValueError(f"{shown} is not an origin: write it like http://localhost:3000")
    is_default = port in (None, _DEFAULT_PORTS.get(parts.scheme))
    return f"{parts.scheme}://{host}" if is_default else f"{parts.scheme}://{host}:{port}"


def _probable_scheme(text: str) -> str:
    """Return http for hosts of development: a name without a dot, an address, a host with a port."""
    host = text.lstrip("/").partition("/")[0]
    return "https" if "." in host and ":" not in host and not host[-1].isdigit() else "http"


def _host(name: str) -> str:
    """Return a host as the URL standard serialises it. Raises ValueError."""
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name).compressed}]"
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    if _NUMBER.fullmatch(name.removesuffix(".").rpartition(".")[2]):
        return _ipv4(name.removesuffix("."))
    return name


def _ipv4(text: str) -> str:
    try:
        return socket.inet_ntoa(socket.inet_aton(text))
    except OSError:
        raise ValueError(text) from None
