"""Which orders are opened and which pages are requested."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.plan.sampling import AGES, Draw, Strata, draw, jumps

RARE = 100
"""The id of the one order that is different."""


def strata(orders: list[dict[str, Any]]) -> Strata:
    kept = Strata()
    for order in orders:
        kept.add(order)
    return kept


def order(key: int, **changes: Any) -> dict[str, Any]:
    date = f"2024-01-01T00:{key // 60 % 60:02}:{key % 60:02}Z"
    return {
        "id": key, "state": {"id": 1}, "channel": {"id": 1}, "payment_type": "cash", "delivery_type": "standard",
        "created_date": date,
    } | changes  # fmt: skip


def drawn(orders: list[dict[str, Any]], most: int | None = 20, seed: int = 42) -> list[dict[str, Any]]:
    """The orders that are opened."""
    chosen = draw([each["id"] for each in orders], strata(orders), most, seed)
    return [orders[place] for place in chosen.places]


def ids(orders: list[dict[str, Any]]) -> list[int]:
    return [each["id"] for each in orders]


MANY = [order(key) for key in range(1_000)]


def with_one(**changes: Any) -> list[dict[str, Any]]:
    return [order(key, **changes) if key == RARE else order(key) for key in range(1_000)]


class TestADraw:
    @pytest.mark.parametrize("most", [None, 1_000, 2_000])
    def test_contains_all_orders_within_the_limit(self, most: int | None) -> None:
        chosen = draw(ids(MANY), strata(MANY), most, 42)
        assert chosen == Draw(tuple(range(1_000)), 1_000, 1_000)

    @pytest.mark.parametrize("most", [1, 2, 20, 999])
    def test_contains_exactly_the_allowed_number_of_orders(self, most: int) -> None:
        assert len(set(ids(drawn(MANY, most)))) == most

    def test_is_in_the_order_of_the_list(self) -> None:
        assert ids(drawn(MANY)) == sorted(ids(drawn(MANY)))

    def test_depends_on_the_seed_only(self) -> None:
        assert drawn(MANY) == drawn(MANY)
        assert ids(drawn(MANY)) != ids(drawn(MANY, seed=43))

    def test_takes_an_order_that_is_listed_twice_once_at_its_first_place(self) -> None:
        twice = [order(7), order(8), order(7)]
        assert draw(ids(twice), strata(twice), None, 42) == Draw((0, 1), 2, 2)

    @pytest.mark.parametrize(
        "changes",
        [
            {"state": {"id": 2}},
            {"state": {"pk": 2}},
            {"state": "shipped"},
            {"state": None},
            {"channel": 2},
            {"channel": {"name": "web"}},
            {"payment_type": "credit_card"},
            {"payment_type": {"value": "card", "label": "Card"}},
            {"delivery_type": ["odd"]},
        ],
        ids=str,
    )
    def test_contains_the_only_order_with_a_value(self, changes: dict[str, Any]) -> None:
        assert RARE in ids(drawn(with_one(**changes)))

    def test_contains_orders_of_every_age(self) -> None:
        few = drawn(MANY, 2 * AGES)
        assert {each["id"] * AGES // 1_000 for each in few} == {*range(AGES)}

    def test_takes_the_rarest_values_first(self) -> None:
        orders = [order(key, payment_type=f"type {key % 9}", state=RARE if key == RARE else 1) for key in range(1_000)]
        assert RARE in ids(drawn(orders, 2))

    def test_draws_half_of_the_orders_at_random(self) -> None:
        unlike = [order(key, channel=key) for key in range(200)]
        assert draw(ids(unlike), strata(unlike), 20, 42).at_random == 10

    def test_counts_the_random_orders_and_those_they_were_drawn_from(self) -> None:
        chosen = draw(ids(MANY), strata(MANY), 100, 42)
        assert (chosen.at_random, chosen.of) == (100 - AGES, 1_000 - AGES)

    def test_gives_each_order_the_same_chance(self) -> None:
        times = Counter(key for seed in range(400) for key in ids(drawn(MANY[:50], 25, seed)))
        assert min(times.values()) > 140
        assert max(times.values()) < 260

    def test_counts_values_beyond_255_as_one(self) -> None:
        unlike = [order(key, channel=key) for key in range(400)]
        assert max(list(strata(unlike).columns(range(400)))[1]) == 255

    @pytest.mark.parametrize("date", [None, "yesterday", "1950-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
    def test_takes_orders_of_any_date(self, date: Any) -> None:
        assert len(drawn(with_one(created_date=date))) == 20


def read(pages: int, most: int, seed: int = 42) -> list[int]:
    """The pages that are read."""
    leaps, page, found = jumps(pages, most, seed), 1, []
    while page <= pages:
        found.append(page)
        page = leaps.get(page, page + 1)
    return found


class TestThePagesThatAreRead:
    @pytest.mark.parametrize(("pages", "most"), [(0, 50), (1, 50), (50, 50)])
    def test_are_all_pages_within_the_limit(self, pages: int, most: int) -> None:
        assert jumps(pages, most, 42) == {}

    def test_are_the_first_pages_the_last_pages_and_blocks_between(self) -> None:
        assert read(1_000, 50)[:10] == [*range(1, 11)]
        assert read(1_000, 50)[-10:] == [*range(991, 1_001)]
        middle = read(1_000, 50)[10:-10]
        assert sum(page + 1 in middle for page in middle) >= 20

    def test_of_the_middle_are_spread_evenly(self) -> None:
        assert {page // 100 for page in read(1_000, 50)} == {*range(11)}

    def test_depend_on_the_seed_only(self) -> None:
        assert read(1_000, 50) == read(1_000, 50)
        assert read(1_000, 50) != read(1_000, 50, seed=43)

    @given(st.integers(3, 60), st.integers(1, 500), st.integers(0, 1_000))
    def test_are_exactly_the_allowed_number_of_different_pages(self, most: int, surplus: int, seed: int) -> None:
        found = read(most + surplus, most, seed)
        assert len(found) == len(set(found)) == most
        assert found == sorted(found)
        assert found[-1] == most + surplus
