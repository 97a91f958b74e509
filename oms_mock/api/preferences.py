"""What one request may ask of its own answer: a status, a delay.

`Prefer: code=429, delay=500` (RFC 7240, with Prism's names), or `?__code=429&__delay=500` for a
browser's address bar. What was done is said in `Preference-Applied`, what was not understood in
`Preference-Ignored`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Response, current_app, g, request
from werkzeug.http import parse_list_header

from oms_mock.api.query import last_value
from oms_mock.api.refusals import STATUS_TEXTS, refuse
from oms_mock.config import parse_duration

APPLIED = "Preference-Applied"
IGNORED = "Preference-Ignored"

_NAMES = ("code", "delay")
_MAX_ECHO = 200


@dataclass
class Preferences:
    """What a request prefers, sorted into what can be done and what cannot."""

    code: int | None = None
    delay: float = 0.0
    applied: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def apply() -> Response | None:
    """Wait as long as the request prefers, and answer with the status that it prefers."""
    if "HTTP_PREFER" not in request.environ and "__" not in request.environ["QUERY_STRING"]:
        return None
    preferences = read()
    g.preferences = preferences
    if preferences.ignored:
        current_app.logger.warning("preference ignored: %s", ", ".join(preferences.ignored))
    time.sleep(preferences.delay)
    return None if preferences.code in (None, 200) else refuse(preferences.code or 500)


def read() -> Preferences:
    """Read the preferences of this request; the address bar wins over the header."""
    preferences = Preferences()
    wanted = dict(_stated())
    for name, value in wanted.items():
        understood = _understand(preferences, name, value)
        (preferences.applied if understood else preferences.ignored).append(
            _printable(f"{name}={value}" if value else name)
        )
    return preferences


def _stated() -> Iterator[tuple[str, str]]:
    for part in parse_list_header(request.environ.get("HTTP_PREFER", "")):
        name, _, value = part.partition(";")[0].partition("=")
        yield name.strip().lower(), value.strip().strip('"')
    for name in _NAMES:
        asked = last_value(f"__{name}")
        if asked is not None:
            yield name, asked


def _understand(preferences: Preferences, name: str, value: str) -> bool:
    try:
        if name == "delay":
            preferences.delay = parse_duration(value)
            return True
        if name == "code" and (int(value) == 200 or int(value) in STATUS_TEXTS):
            preferences.code = int(value)
            return True
    except ValueError:
        return False
    return False


def _printable(text: str) -> str:
    return "".join(each if " " <= each <= "~" and each != "," else "?" for each in text[:_MAX_ECHO])
