from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset.digest import below, draws, pick, spread, uuid4_hex

DRAWS = st.integers(0, 2**32 - 1)


def test_a_digest_gives_sixteen_draws_of_32_bits() -> None:
    assert [len(draws(42, "order", 1)), max(draws(42, "order", 1)) < 2**32] == [16, True]


def test_draws_are_the_bytes_of_blake2b_in_little_endian() -> None:
    assert draws(42, "order", 17)[:2] == (2221760681, 3600512399)


@given(st.integers(0), st.integers(0, 10**9))
def test_seed_entity_and_index_each_change_the_draws(seed: int, index: int) -> None:
    neighbours = [(seed, "order", index), (seed + 1, "order", index), (seed, "item", index), (seed, "order", index + 1)]

    assert len({draws(*neighbour) for neighbour in neighbours}) == 4


@given(st.integers(1, 10**12), DRAWS)
def test_a_scaled_draw_stays_below_its_bound(bound: int, draw: int) -> None:
    assert 0 <= below(bound, draw) < bound


def test_the_smallest_and_the_largest_draw_pick_the_first_and_the_last_option() -> None:
    assert (pick("abc", 0), pick("abc", 2**32 - 1)) == ("a", "c")


def test_an_option_is_repeated_as_many_times_as_its_weight() -> None:
    assert spread((("a", 2), ("b", 1))) == ("a", "a", "b")


@given(DRAWS, DRAWS, DRAWS, DRAWS)
def test_a_uuid_has_32_digits_with_version_4_and_its_variant(a: int, b: int, c: int, d: int) -> None:
    digits = uuid4_hex(a, b, c, d)

    assert (len(digits), digits[12], digits[16] in "89ab") == (32, "4", True)
