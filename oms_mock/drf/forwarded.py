"""`X-Forwarded-*` headers of a reverse proxy, once they are trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.middleware.proxy_fix import ProxyFix

_LONGEST_PREFIX: Final = 1000
_UNUSABLE = re.compile(r"://|[\x00-\x1f\x7f\\?#]|(?:^|/)\.{1,2}(?:/|$)")
_SCHEMES = frozenset(("http", "https"))


def trust(app: WSGIApplication) -> ProxyFix:
    """Return an app that takes the client's address, scheme, host, port and path prefix from one reverse proxy."""
    return ProxyFix(_Checked(app), x_host=1, x_port=1, x_prefix=1)


@lru_cache(256)
def prefix_of(header: str) -> str | None:
    """Return the value of `X-Forwarded-Prefix` as a path without a slash at its end; None if it is not a path.

    A proxy sends the prefix as it stands in a URL. Several slashes at its start would make it a host.
    """
    prefix = unquote_to_bytes(header.encode("latin-1")).decode("latin-1").strip()
    if len(prefix) > _LONGEST_PREFIX or _UNUSABLE.search(prefix):
        return None
    return "".join(f"/{part}" for part in prefix.split("/") if part)


class _Checked:
    """Replaces what ProxyFix takes from a header unchecked, and what no URL can be built from."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        own = environ["werkzeug.proxy_fix.orig"]
        if environ["wsgi.url_scheme"] not in _SCHEMES:
            environ["wsgi.url_scheme"] = own["wsgi.url_scheme"]
        if "HTTP_X_FORWARDED_PREFIX" in environ:
            prefix = prefix_of(environ.get("SCRIPT_NAME") or "")
            environ["SCRIPT_NAME"] = (own["SCRIPT_NAME"] or "") if prefix is None else prefix
        return self.app(environ, start_response)
