"""Lists of positions that differ from that of a dataset in a few places, without copying the rest.

The list of a world consists of pieces: ranges of the dataset's list, and between them positions of its own.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

Key = tuple[int, ...]


class PositionChange(NamedTuple):
    """A difference to the list of the dataset: one of its positions is hidden, or an own one is inserted."""

    key: Key
    is_own: bool
    position: int


class MergedPositions:
    """A list of pieces that supports slices and `len`."""

    def __init__(self, base: array[int]) -> None:
        self._base = base
        self._own = array("q")
        self._starts: list[int] = []
        self._pieces: list[tuple[array[int], int, int]] = []
        self._length = 0

    @property
    def pieces(self) -> int:
        """The number of pieces, which is what the list costs."""
        return len(self._pieces)

    def add_range(self, start: int, stop: int) -> None:
        """Append a range of the dataset's list."""
        self._add(self._base, start, stop)

    def add_own(self, position: int) -> None:
        """Append a position of the world."""
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


Positions: TypeAlias = "array[int] | MergedPositions"
"""The positions of a list: slices and the length can be taken."""


def merge_positions(
    base: array[int], changes: Sequence[PositionChange], key_at: Callable[[int], Key]
) -> MergedPositions:
    """Apply changes, which are sorted by key, to a list. `key_at` returns the sort key of a position.

    A changed order may keep its key: then one position is hidden and another inserted at the same place.
    """
    merged, place = MergedPositions(base), 0
    for change in changes:
        found = bisect_left(base, change.key, place, key=key_at)
        merged.add_range(place, found)
        if change.is_own:
            merged.add_own(change.position)
        place = found if change.is_own else found + 1
    merged.add_range(place, len(base))
    return merged
