"""Stateless pseudo-random numbers: slices of one blake2b digest of (seed, entity, index).

A digest gives sixteen 32-bit draws. Each field of an entity uses a fixed slice, so a new field can use a free slice
without changing the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from struct import Struct
from typing import TypeVar

T = TypeVar("T")

DRAW_BITS = 32
_SIXTEEN_DRAWS = Struct("<16I")


def draws(seed: int, entity: str, index: int) -> tuple[int, ...]:
    """Return the sixteen draws of a digest, 0 <= draw < 2**32. They are the same on every machine."""
    return _SIXTEEN_DRAWS.unpack(blake2b(f"{seed}/{entity}/{index}".encode("ascii")).digest())


def below(bound: int, draw: int) -> int:
    """Scale a draw to an integer, 0 <= result < bound."""
    return draw * bound >> DRAW_BITS


def pick(options: Sequence[T], draw: int) -> T:
    """Choose one of the options."""
    return options[draw * len(options) >> DRAW_BITS]


def spread(weights: Iterable[tuple[T, int]]) -> tuple[T, ...]:
    """Return each option as many times as its weight, for `pick`."""
    return tuple(option for option, weight in weights for _ in range(weight))


def uuid4_hex(a: int, b: int, c: int, d: int) -> str:
    """Return 32 hex digits with the version and variant bits of a random UUID."""
    return f"{a:08x}{b & 0xFFFF0FFF | 0x4000:08x}{c & 0x3FFFFFFF | 0x80000000:08x}{d:08x}"
