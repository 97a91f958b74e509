"""Lists of positions that are a dataset's but for a few places: what a world changed, and no copy of the rest."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

Key = tuple[int, ...]


class Change(NamedTuple):
    """A place where a world's list differs: one of the dataset's positions is hidden, or one of its own is added."""

    key: Key
    is_own: bool
    position: int


class Woven:
    """A list, piece by piece: stretches of the dataset's, and between them positions of the world's own."""

    def __init__(self, base: array[int]) -> None:
        self._base = base
        self._own = array("q")
        self._starts: list[int] = []
        self._pieces: list[tuple[array[int], int, int]] = []
        self._length = 0

    @property
    def pieces(self) -> int:
        """How many pieces there are: what the list costs."""
        return len(self._pieces)

    def stretch(self, start: int, stop: int) -> None:
        """Go on with a stretch of the dataset's list."""
        self._add(self._base, start, stop)

    def own(self, position: int) -> None:
        """Go on with a position of the world's own."""
        self._own.append(position)
        self._add(self._own, len(self._own) - 1, len(self._own))

    def _add(self, source: array[int], start: int, stop: int) -> None:
        if start < stop:
            self._starts.append(self._length)
            self._pieces.append((source, start, stop))
            self._length += stop - start

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[int]:
        return iter(self[:])

    def __getitem__(self, places: slice) -> array[int]:
        first, last, _ = places.indices(self._length)
        found = array("q")
        for piece in range(max(bisect_right(self._starts, first) - 1, 0), len(self._pieces)):
            begins = self._starts[piece]
            if begins >= last:
                break
            source, start, stop = self._pieces[piece]
            found += source[start + max(first - begins, 0) : min(stop, start + last - begins)]
        return found


Positions: TypeAlias = "array[int] | Woven"
"""Where the bodies of a list lie: take slices of it, and its length."""


def weave(base: array[int], changes: Sequence[Change], key_at: Callable[[int], Key]) -> Woven:
    """Put changes, which are sorted by key, where they belong; `key_at` tells what a position is sorted by.

    An order that was changed may keep its key: then one is hidden and another added at the same place.
    """
    woven, place = Woven(base), 0
    for change in changes:
        found = bisect_left(base, change.key, place, key=key_at)
        woven.stretch(place, found)
        if change.is_own:
            woven.own(change.position)
        place = found if change.is_own else found + 1
    woven.stretch(place, len(base))
    return woven
