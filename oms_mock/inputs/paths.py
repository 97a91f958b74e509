"""Write the path of a value in a document (`$.match.every`), and the value, in printable ASCII."""

from __future__ import annotations

import json
import re
from typing import Any

ROOT = "$"
LONGEST_KEY = 100
LONGEST_VALUE = 60

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


def below(path: str, step: str | int) -> str:
    """Return the path of a key or an index: `$.a`, `$["x y"]`, `$[0]`."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    name = step[:LONGEST_KEY]
    return f"{path}.{name}" if _NAME.fullmatch(name) else f"{path}[{_ascii(name)}]"


def shown(value: Any) -> str:
    """Write a value in one short line."""
    text = _ascii(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


def _ascii(value: Any) -> str:
    return json.dumps(value).replace("\x7f", "\\u007f")
