"""The vendor's Order Services page, credentials cut: evidence that owes nothing to our code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("order-services.txt").read_text(encoding="utf-8")

_HEADING = re.compile(r"^(?:GET|POST) (Order .+)$", re.MULTILINE)


def sample() -> dict[str, Any]:
    """Return the one body that the page shows, as it stands."""
    start = PAGE.index("{", PAGE.index("Response 200 OK"))
    body: dict[str, Any] = json.JSONDecoder().raw_decode(PAGE[start:])[0]
    return body


def sections() -> dict[str, str]:
    """Return the text of each endpoint's section by its heading; white space is folded."""
    parts = _HEADING.split(PAGE)
    return {heading: " ".join(text.split()) for heading, text in zip(parts[1::2], parts[2::2], strict=True)}
