"""Choose, by a seed, which orders are opened and which pages are read if there are too many for all."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from oms_mock.contract.client.options import ORDERS, PAGES
from oms_mock.contract.values import instant, known_as

FIELDS = ("state", "channel", "payment_type", "delivery_type")
"""Fields of an order whose every value is represented among the opened orders."""
AGES = 5
"""The number of age groups of equal size by `created_date`, oldest first."""
BLOCK = 3
"""Consecutive pages, so that their links can be compared."""

_OTHERS: Final = 255
_LATEST: Final = 2**32 - 1


def parse(text: str) -> int | None:
    """Parse the number of orders to open; None for all. Raises ValueError."""
    word = text.strip().lower()
    if word == "all":
        return None
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word)):
        raise ValueError(f"{text!r} is no number of orders: write {ORDERS}, or all")
    return int(word)


def most_pages(sample: int | None) -> int | None:
    """Return how many pages of a list are read for a sample of orders; None for all."""
    return None if sample is None else PAGES


def random_rank(seed: int, purpose: str, key: int) -> bytes:
    """Return a random number for a key: the same for the same seed, whatever other keys there are."""
    return hashlib.blake2b(f"{seed} {purpose} {key}".encode(), digest_size=8).digest()


def jumps(pages: int, most: int, seed: int) -> dict[int, int]:
    """Return the jumps through a long list, page → next page to read; none if `most` pages are enough for all.

    A fifth of the pages each is read at the head and at the tail. The others are blocks of three consecutive pages,
    one at a random place in each part of the middle.
    """
    if pages <= most:
        return {}
    ends = max(1, most // 5)
    starts = [*_blocks(ends + 1, pages - 2 * ends, most - 2 * ends, seed), (pages - ends + 1, ends)]
    found, last = {}, ends
    for start, length in starts:
        found[last] = start
        last = start + length - 1
    return found


def _blocks(first: int, there: int, most: int, seed: int) -> Iterator[tuple[int, int]]:
    """Yield the first page and the length of each block of the middle."""
    number, left_out, before = -(-most // BLOCK), there - most, 0
    for block in range(number):
        length = most * (block + 1) // number - most * block // number
        least, next_least = (left_out * each // number for each in (block, block + 1))
        offset = least + int.from_bytes(random_rank(seed, "block", block)) % (next_least - least + 1)
        yield first + before + offset, length
        before += length


class Strata:
    """The strata of every listed order, in eight bytes each."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[int, int]] = {name: {} for name in FIELDS}
        self._columns: dict[str, array[int]] = {name: array("B") for name in FIELDS}
        self._created = array("I")

    def add(self, order: dict[str, Any]) -> None:
        """Add an order; beyond 255 values of a field all others count as one."""
        for name in FIELDS:
            codes, value = self._codes[name], known_as(order.get(name))
            if len(codes) < _OTHERS:
                codes.setdefault(value, len(codes))
            self._columns[name].append(codes.get(value, _OTHERS))
        seconds = (instant(order.get("created_date")) or 0) // 1_000_000
        self._created.append(min(max(seconds, 0), _LATEST))

    def columns(self, places: Sequence[int]) -> Iterator[list[int]]:
        """Yield the codes of some orders, one field after the other; the last one is their age group."""
        for name in FIELDS:
            yield [self._columns[name][place] for place in places]
        by_age = sorted(range(len(places)), key=lambda each: self._created[places[each]])
        ages = [0] * len(places)
        for rank, each in enumerate(by_age):
            ages[each] = rank * AGES // len(places)
        yield ages


@dataclass(frozen=True)
class Draw:
    """The places of the opened orders in the list; `at_random` of them were drawn from `of`, the others were chosen."""

    places: tuple[int, ...]
    at_random: int
    of: int


def draw(ids: Sequence[int], strata: Strata, most: int | None, seed: int) -> Draw:
    """Choose the orders to open: all, or one for every value of every field and the others at random.

    Rare values come first, and take at most half. Every other order has the same chance, so that the report can
    state a confidence bound.
    """
    first: dict[int, int] = {}
    for place, key in enumerate(ids):
        first.setdefault(key, place)
    places = tuple(first.values())
    if most is None or len(places) <= most:
        return Draw(places, len(places), len(places))
    chosen = set(_representatives(ids, places, strata, most // 2, seed))
    rest = [place for place in places if place not in chosen]
    at_random = sorted(rest, key=lambda place: random_rank(seed, "rest", ids[place]))[: most - len(chosen)]
    return Draw(tuple(sorted((*chosen, *at_random))), len(at_random), len(rest))


def _representatives(ids: Sequence[int], places: Sequence[int], strata: Strata, most: int, seed: int) -> Iterator[int]:
    """Yield places so that every value is represented, up to `most` places."""
    columns = list(strata.columns(places))
    shuffled = sorted(range(len(places)), key=lambda each: random_rank(seed, "value", ids[places[each]]))
    numbers = Counter((name, code) for name, column in enumerate(columns) for code in column)
    represented: set[tuple[int, int]] = set()
    for (name, code), _ in sorted(numbers.items(), key=lambda each: (each[1], each[0])):
        if (name, code) in represented or not most:
            continue
        each = next(each for each in shuffled if columns[name][each] == code)
        represented.update((other, column[each]) for other, column in enumerate(columns))
        most -= 1
        yield places[each]
