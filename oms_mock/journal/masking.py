"""Mask the secrets in a request before it is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

import orjson

from oms_mock.spec import secrets, storable

MAX_DEPTH = 100
"""Levels of nesting; a deeper document is shown as a string."""

_FORM = "application/x-www-form-urlencoded"
_ALWAYS = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")
_NOT_HTTP = ("CONTENT_TYPE", "CONTENT_LENGTH")
_CREDENTIALS = frozenset(("HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION", "HTTP_COOKIE", "HTTP_COOKIE2"))
_SCHEMES = frozenset(("token", "bearer", "basic", "digest", "jwt", "apikey", "negotiate"))
_USUAL_SCHEME = "Token"


@lru_cache(64)
def stored_names(names: tuple[str, ...]) -> tuple[tuple[str, ...], Callable[[Mapping[str, Any]], tuple[Any, ...]]]:
    """Return the names of a WSGI environment to store, without credentials, and a function that gets their values.

    Clients send the same headers repeatedly, so the result is cached.
    """
    headers = [name for name in names if name.startswith("HTTP_") or name in _NOT_HTTP]
    kept = (*_ALWAYS, *(name for name in headers if name not in _CREDENTIALS))
    return kept, itemgetter(*kept)


def credential(authorization: str, world: str) -> str:
    """Return the part of an `Authorization` header that is not secret: its scheme, and the name of the world."""
    scheme, blank, token = authorization.partition(" ")
    is_scheme = scheme == _USUAL_SCHEME or scheme.lower() in _SCHEMES
    shown = scheme + " …" if blank and is_scheme else "…"
    return shown + "@" + world if "@" in token and token.endswith("@" + world) else shown


def headers(kept: Mapping[str, str], authorization: str | None) -> dict[str, str]:
    """Return the headers in a stored WSGI environment, masked, with lower-case names."""
    sent = [(name, value) for name, value in kept.items() if value and name not in _ALWAYS]
    named = [(name.removeprefix("HTTP_").replace("_", "-").lower(), _text(value)) for name, value in sent]
    shown = {name: secrets.hidden(name, value) for name, value in named}
    return shown if authorization is None else {**shown, "authorization": authorization}


def path(sent: str) -> str:
    """Return a path, masked."""
    return str(secrets.hidden("", _text(sent)))


def query(sent: str) -> dict[str, list[str]]:
    """Return the values of each parameter of a query string, masked."""
    found = parse_qs(_text(sent), keep_blank_values=True)
    return {name: [secrets.hidden(name, value) for value in values] for name, values in found.items()}


def body(sent: bytes | None, size: int, content_type: str) -> dict[str, Any]:
    """Return the beginning of a body of `size` bytes, masked: as `json` if it is JSON, else as the string `body`."""
    if not sent:
        return {}
    cut = f"… (the first {len(sent):,} of {size:,} bytes)" if size > len(sent) else ""
    if content_type.partition(";")[0].strip().lower() == _FORM:
        return {"body": _form(sent.decode("utf-8", "replace")) + cut}
    try:
        document = orjson.loads(_utf8(sent))
    except ValueError:
        return {"body": _unreadable(sent) + cut}
    return (
        {"body": _unreadable(sent)} if storable.is_deeper_than(document, MAX_DEPTH) else {"json": _masked("", document)}
    )


def _utf8(sent: bytes) -> bytes:
    encoding = json.detect_encoding(sent)
    return sent if encoding == "utf-8" else sent.decode(encoding).encode()


def _form(text: str) -> str:
    pairs = parse_qsl(text, keep_blank_values=True)
    return urlencode([(name, secrets.hidden(name, value)) for name, value in pairs], safe="*@:/[]")


def _unreadable(sent: bytes) -> str:
    """Return a string in which keys and values cannot be distinguished, masked."""
    return str(secrets.before_any(sent.replace(b"\0", b"").decode("utf-8", "replace")))


def _masked(key: str, value: Any) -> Any:
    if value is None:
        return None
    if secrets.is_secret_key(key):
        return secrets.MASK
    if isinstance(value, dict):
        return {name: _masked(name, child) for name, child in value.items()}
    if isinstance(value, list):
        return [_masked("", child) for child in value]
    return secrets.hidden("", value) if isinstance(value, str) else value


def _text(wsgi: str) -> str:
    """Decode a string of WSGI, which decodes bytes as Latin-1."""
    return wsgi if wsgi.isascii() else wsgi.encode("latin-1", "replace").decode("utf-8", "replace")
