"""What an access gateway in front of a deployment asks for: headers, a client certificate, a certificate authority.

The headers are secrets. They are sent with every request to the deployment, whatever its token, and nowhere else.
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from oms_mock.errors import SetupError

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}", re.ASCII)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}", re.ASCII)
_VALUE = re.compile(r"[ -~]{1,16384}", re.ASCII)
RESERVED = frozenset(
    (
        *("accept", "accept-encoding", "authorization", "connection", "content-length", "content-type", "expect"),
        *("host", "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"),
    )
)
"""Headers that oms-mock sends itself, or that are about one connection."""


@dataclass(frozen=True)
class Gateway:
    """The headers for a gateway, and the paths of a client certificate, of its key, and of certificate authorities."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    certificate: str | None = None
    key: str | None = None
    authorities: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values of the headers."""
        return tuple(value for _, value in self.headers)


NO_GATEWAY = Gateway()


def read(
    *,
    header_env: Iterable[str] = (),
    header_file: Path | None = None,
    cert: Path | None = None,
    cert_key: Path | None = None,
    ca_bundle: Path | None = None,
    prefix: str = "--",
) -> Gateway:
    """Read the options about a gateway; `prefix` begins their names. Raises SetupError, which repeats no value."""
    headers: dict[str, tuple[str, str]] = {}
    given = [*_from_variables(header_env, prefix), *(_from_file(header_file, prefix) if header_file else ())]
    for name, value, where in given:
        if name.lower() in headers:
            raise SetupError(f"{where}: the header {name} is given twice")
        headers[name.lower()] = name, value
    if cert_key is not None and cert is None:
        raise SetupError(f"{prefix}cert-key belongs to a certificate: add {prefix}cert FILE")
    if cert is not None:
        _check_certificate(cert, cert_key, prefix)
    if ca_bundle is not None:
        _check_authorities(ca_bundle, prefix)
    paths = [None if path is None else str(path) for path in (cert, cert_key, ca_bundle)]
    return Gateway(tuple(headers.values()), *paths)


def _from_variables(given: Iterable[str], prefix: str) -> Iterator[tuple[str, str, str]]:
    option = f"{prefix}header-env"
    for each in given:
        name, equals, variable = each.partition("=")
        if not equals or not _VARIABLE.fullmatch(variable):
            raise SetupError(f"{option} takes NAME=VARIABLE, the header and the environment variable with its value")
        value = os.environ.get(variable)
        if value is None:
            raise SetupError(f"{variable} is not set: export the value of the header {name}, or leave out {option}")
        yield _valid(name, value, variable)


def _from_file(path: Path, prefix: str) -> Iterator[tuple[str, str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SetupError(f"cannot read {path}: {reason}: check {prefix}header-file") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, value = line.partition(":")
        if not colon:
            raise SetupError(f"{path}, line {number}: is not a header: write NAME: VALUE")
        yield _valid(name.strip(), value, f"{path}, line {number}")


def _valid(name: str, value: str, where: str) -> tuple[str, str, str]:
    value = value.strip()
    if not _NAME.fullmatch(name):
        raise SetupError(f"{where}: that is not the name of a header")
    if name.lower() in RESERVED:
        raise SetupError(f"{where}: {name} is sent by oms-mock itself: a gateway has a header of its own")
    if not _VALUE.fullmatch(value):
        raise SetupError(f"{where}: the value of {name} is empty, or has characters that cannot be sent in a header")
    return name, value, where


def _check_certificate(certificate: Path, key: Path | None, prefix: str) -> None:
    """Check that a certificate and its key can be used. A key with a password would be asked for on the terminal."""
    try:
        ssl.create_default_context().load_cert_chain(certificate, key, password=lambda: "")
    except FileNotFoundError:
        raise SetupError(f"{prefix}cert or {prefix}cert-key names a file that does not exist") from None
    except (OSError, ValueError):
        way_out = f"give PEM files, without a password; the key in the certificate's file or with {prefix}cert-key"
        raise SetupError(f"the client certificate {certificate} cannot be used with its key: {way_out}") from None


def _check_authorities(bundle: Path, prefix: str) -> None:
    try:
        ssl.create_default_context().load_verify_locations(bundle)
    except (OSError, ValueError):
        raise SetupError(f"{prefix}ca-bundle {bundle} has no certificates: give a PEM file") from None
