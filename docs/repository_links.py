"""A MkDocs hook: links to files outside of docs/ become plain names, since the site does not contain these files."""

from __future__ import annotations

import re
from typing import Any

_LINK = re.compile(r"\[([^\]]+)\]\((?:\.\./)+([^)]+)\)")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Replace links that lead out of docs/. A link inside docs/ has fewer `../` than its page has folders."""
    depth = page.file.src_uri.count("/")

    def replaced(match: re.Match[str]) -> str:
        climbs = match[0].partition("](")[2].count("../")
        return f"`{match[2]}`" if climbs > depth else match[0]

    return _LINK.sub(replaced, markdown)
