"""Read the startup parameter `options` of PostgreSQL: `-c name=value`, `-cname=value` or `--name=value`.

A server splits it at spaces that have no backslash (PostgreSQL, pg_split_opts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SEARCH_PATH = "search_path"

_WORD = re.compile(r"(?:\\.|[^\s\\])+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def search_path(options: str) -> str | None:
    """Return the search path that options set; None if they set none."""
    values = [value for name, value in _settings(options) if name == SEARCH_PATH]
    return values[-1] if values else None


def _settings(options: str) -> Iterator[tuple[str, str]]:
    words = iter([_ESCAPED.sub(r"\1", word) for word in _WORD.findall(options)])
    for word in words:
        setting = next(words, "") if word == "-c" else word.removeprefix("-c" if word[:2] == "-c" else "--")
        name, _, value = setting.partition("=")
        yield name.replace("-", "_").lower(), value
