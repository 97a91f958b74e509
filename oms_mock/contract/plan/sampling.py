"""Which orders are opened and which pages are read, where there are too many for all: by seed, and by kind of order."""

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
"""Fields of an order of which every value is to be among the opened ones."""
AGES = 5
"""So many parts of equal size by `created_date`, oldest first."""
BLOCK = 3
"""Pages in a row, so that their links can be compared."""

_OTHERS: Final = 255
_LATEST: Final = 2**32 - 1


def parse(text: str) -> int | None:
    """Read how many orders are to be opened; None for all. Raises ValueError."""
    word = text.strip().lower()
    if word == "all":
        return None
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word)):
        raise ValueError(f"{text!r} is no number of orders: write {ORDERS}, or all")
    return int(word)


def most_pages(sample: int | None) -> int | None:
    """How many pages of a list are read for so many orders; None for all, as where all are opened."""
    return None if sample is None else PAGES


def lot(seed: int, purpose: str, key: int) -> bytes:
    """A number drawn for a thing: the same for the same seed, whatever else there is."""
    return hashlib.blake2b(f"{seed} {purpose} {key}".encode(), digest_size=8).digest()


def jumps(pages: int, most: int, seed: int) -> dict[int, int]:
    """After which page of a list to go on at which: head, blocks of the middle, and the tail; nothing where all fit.

    `most` pages are read in all: a fifth each at the head and the tail, the others three in a row, one block in
    each part of the middle, where in it by the seed.
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
    """First page and length of each block of the middle."""
    number, left_out, before = -(-most // BLOCK), there - most, 0
    for block in range(number):
        length = most * (block + 1) // number - most * block // number
        least, next_least = (left_out * each // number for each in (block, block + 1))
        offset = least + int.from_bytes(lot(seed, "block", block)) % (next_least - least + 1)
        yield first + before + offset, length
        before += length


class Strata:
    """Of every listed order what kind it is of: eight bytes."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[int, int]] = {name: {} for name in FIELDS}
        self._columns: dict[str, array[int]] = {name: array("B") for name in FIELDS}
        self._created = array("I")

    def add(self, order: dict[str, Any]) -> None:
        """Take an order in; beyond 255 values of one field all others count as one."""
        for name in FIELDS:
            codes, value = self._codes[name], known_as(order.get(name))
            if len(codes) < _OTHERS:
                codes.setdefault(value, len(codes))
            self._columns[name].append(codes.get(value, _OTHERS))
        seconds = (instant(order.get("created_date")) or 0) // 1_000_000
        self._created.append(min(max(seconds, 0), _LATEST))

    def columns(self, places: Sequence[int]) -> Iterator[list[int]]:
        """Yield the codes of some orders, one stratum after the other; the last one is their age."""
        for name in FIELDS:
            yield [self._columns[name][place] for place in places]
        by_age = sorted(range(len(places)), key=lambda each: self._created[places[each]])
        ages = [0] * len(places)
        for rank, each in enumerate(by_age):
            ages[each] = rank * AGES // len(places)
        yield ages


@dataclass(frozen=True)
class Draw:
    """Which orders are opened: their places in the list; `at_random` of them were drawn from `of`, the rest was set."""

    places: tuple[int, ...]
    at_random: int
    of: int


def draw(ids: Sequence[int], strata: Strata, most: int | None, seed: int) -> Draw:
    """Choose the orders that are opened: all, or one of every value of every stratum and the rest by lot.

    Rare values come first, and take at most half; so every other order has the same chance, and what the sample
    proves can be said.
    """
    first: dict[int, int] = {}
    for place, key in enumerate(ids):
        first.setdefault(key, place)
    places = tuple(first.values())
    if most is None or len(places) <= most:
        return Draw(places, len(places), len(places))
    chosen = set(_representatives(ids, places, strata, most // 2, seed))
    rest = [place for place in places if place not in chosen]
    at_random = sorted(rest, key=lambda place: lot(seed, "rest", ids[place]))[: most - len(chosen)]
    return Draw(tuple(sorted((*chosen, *at_random))), len(at_random), len(rest))


def _representatives(ids: Sequence[int], places: Sequence[int], strata: Strata, most: int, seed: int) -> Iterator[int]:
    """Yield places so that every value is among them, as long as there is room."""
    columns = list(strata.columns(places))
    at_random = sorted(range(len(places)), key=lambda each: lot(seed, "value", ids[places[each]]))
    numbers = Counter((name, code) for name, column in enumerate(columns) for code in column)
    represented: set[tuple[int, int]] = set()
    for (name, code), _ in sorted(numbers.items(), key=lambda each: (each[1], each[0])):
        if (name, code) in represented or not most:
            continue
        each = next(each for each in at_random if columns[name][each] == code)
        represented.update((other, column[each]) for other, column in enumerate(columns))
        most -= 1
        yield places[each]
