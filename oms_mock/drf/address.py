"""The absolute URL of a request, built as Django builds it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from oms_mock.errors import OmsError

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_PATH_SAFE = "/:@!$&'()*+,;=~"


class InvalidHostError(OmsError):
    """The `Host` header is not a valid host."""


def base_url(environ: dict[str, Any], origin: str | None = None) -> str:
    """Return scheme, host and path of a request, without its query. `origin` replaces scheme and host.

    Raises InvalidHostError.
    """
    own = _origin(environ)
    return f"{origin or own}{path(environ, environ['PATH_INFO'])}"


def server_url(environ: dict[str, Any]) -> str:
    """Return the URL of this app as clients know it, without a slash at its end. Raises InvalidHostError."""
    return f"{_origin(environ)}{path(environ, '')}"


def _origin(environ: dict[str, Any]) -> str:
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return _written(environ["wsgi.url_scheme"], host)


@lru_cache(64)
def _written(scheme: str, host: str) -> str:
    """Return an origin as Django writes it. Clients ask for few hosts; those that are not valid are not cached."""
    if not _HOST.fullmatch(host):
        raise InvalidHostError
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS.get(scheme, ''))}"


def path(environ: dict[str, Any], below: str) -> str:
    """Return a path of this app as clients write it: below the prefix that a reverse proxy removes, percent-encoded."""
    return quote((environ.get("SCRIPT_NAME", "") + below).encode("latin-1"), safe=_PATH_SAFE)
