"""Patterns with `*` for any characters, in which fault rules and request matchers write paths."""

from __future__ import annotations


def is_like(pattern: str, text: str) -> bool:
    """Return whether a pattern matches the whole text. `*` matches any characters, also none. Takes linear time."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        place = text.find(part, place, end)
        if place < 0:
            return False
        place += len(part)
    return True
