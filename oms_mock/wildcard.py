"""Texts with `*` for any characters: what rules and matchers say of a path."""

from __future__ import annotations


def is_like(pattern: str, text: str) -> bool:
    """Tell whether a text is what a pattern says, in which `*` stands for any characters. Takes linear time."""
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
