"""Parse links between pages: absolute URLs of the same origin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class PageLink:
    """A `next` or `previous` link: `target` is its path and query below the base URL, requested unchanged."""

    target: str
    path: str
    page: int | None
    limit: str | None


@lru_cache(maxsize=64)
def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of a URL, with the default port filled in."""
    return _origin(urlsplit(url))


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(parts.scheme.lower())


def read(value: Any, base_url: str) -> PageLink | str:
    """Parse a link, or return what is wrong with it, without quoting it."""
    if not isinstance(value, str):
        return "no link"
    try:
        parts = urlsplit(value)
        theirs = _origin(parts)
    except ValueError:
        return "a link that is no URL"
    if not parts.scheme or not parts.hostname:
        return "a relative link"
    if theirs != origin(base_url) or parts.username is not None:
        return _other_origin(theirs, base_url)
    prefix = urlsplit(base_url).path
    if not parts.path.startswith(f"{prefix}/") or any(each <= " " for each in value):
        return "a link outside the API"
    path = parts.path.removeprefix(prefix)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return PageLink(
        f"{path}?{parts.query}" if parts.query else path, path, _page(query.get("page", "1")), query.get("limit")
    )


def _other_origin(theirs: tuple[str, str, int | None], base_url: str) -> str:
    ours = origin(base_url)
    if theirs[1] != ours[1]:
        return "a link to another host"
    return "a link to another scheme" if theirs[0] != ours[0] else "a link to another port"


def _page(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
