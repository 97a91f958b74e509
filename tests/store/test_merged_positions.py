"""Merged positions equal a merged copy, and cost only what differs."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from oms_mock.store.merged_positions import MergedPositions, PositionChange, merge_positions

KEYS = st.integers(0, 40)


@given(
    st.lists(KEYS, unique=True).map(sorted),
    st.sets(KEYS),
    st.lists(KEYS, unique=True),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_every_slice_equals_that_of_a_merged_copy(
    keys: list[int], gone: set[int], own: list[int], start: int, length: int
) -> None:
    base = array("q", (1000 + key for key in keys))
    hidden = [PositionChange((key,), False, 1000 + key) for key in keys if key in gone]
    added = [PositionChange((key,), True, 2000 + key) for key in own if key in gone or key not in keys]
    merged = merge_positions(base, sorted(hidden + added), lambda position: (position - 1000,))
    kept = [(key, 1000 + key) for key in keys if key not in gone]
    expected = [position for _, position in sorted(kept + [(each.key[0], each.position) for each in added])]
    assert (len(merged), list(merged)) == (len(expected), expected)
    assert list(merged[start : start + length]) == expected[start : start + length]


def test_the_cost_of_a_long_list_depends_on_the_number_of_changes() -> None:
    base = array("q", range(100_000))
    changes = [PositionChange((place,), False, place) for place in (0, 50_000, 99_999)] + [
        PositionChange((200_000,), True, -1)
    ]
    merged = merge_positions(base, changes, lambda position: (position,))
    assert (len(merged), merged.pieces) == (99_998, 3)
    assert list(merged[:2]) == [1, 2]
    assert list(merged[99_996:]) == [99_998, -1]


def test_an_empty_list_is_empty() -> None:
    merged = merge_positions(array("q", [7]), [PositionChange((7,), False, 7)], lambda position: (position,))
    assert (len(merged), list(merged[:10])) == (0, [])
    assert list(MergedPositions(array("q"))) == []
