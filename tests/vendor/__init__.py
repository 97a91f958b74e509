"""The vendor's documentation of Order Services, without its credentials: a source that is independent of the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("order-services.txt").read_text(encoding="utf-8")

_HEADING = re.compile(r"^(?:GET|POST) (Order .+)$", re.MULTILINE)


def sample() -> dict[str, Any]:
    """Return the sample body of the documentation, unchanged."""
    start = PAGE.index("{", PAGE.index("Response 200 OK"))
    body: dict[str, Any] = json.JSONDecoder().raw_decode(PAGE[start:])[0]
    return body


def sections() -> dict[str, str]:
    """Return the text of the section of each endpoint by its heading. Whitespace is collapsed."""
    parts = _HEADING.split(PAGE)
    return {heading: " ".join(text.split()) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}
