"""What a sample proves, compared with known values."""

from __future__ import annotations

from math import comb

import pytest

from oms_mock.contract.plan.confidence import chance_of_a_miss, surely_seen, tenths_of_a_percent


@pytest.mark.parametrize(
    ("drawn", "there", "bearers"), [(200, 722, 10), (200, 722, 9), (1, 2, 1), (5, 10, 5), (5, 10, 6), (10, 10, 1)]
)
def test_the_chance_of_a_miss_is_hypergeometric(drawn: int, there: int, bearers: int) -> None:
    expected = comb(there - bearers, drawn) / comb(there, drawn)
    assert chance_of_a_miss(drawn, there, bearers) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("drawn", "there", "least"),
    [(200, 722, 10), (722, 722, 1), (1, 1, 1), (1, 20, 19), (19, 20, 1), (18, 20, 2), (59, 100_000, 4_950)],
)
def test_surely_seen_returns_the_least_number_of_bearers(drawn: int, there: int, least: int) -> None:
    assert surely_seen(drawn, there) == least


@pytest.mark.parametrize(("drawn", "there"), [(200, 722), (40, 200), (3, 9), (200, 5_000)])
def test_one_bearer_less_than_surely_seen_is_missed_with_more_than_5_percent(drawn: int, there: int) -> None:
    least = surely_seen(drawn, there) or 0
    assert chance_of_a_miss(drawn, there, least) <= 0.05 < chance_of_a_miss(drawn, there, least - 1)


@pytest.mark.parametrize("drawn", [20, 59, 200, 1_000])
def test_surely_seen_approximates_the_rule_of_three_for_large_numbers(drawn: int) -> None:
    there = 1_000_000
    assert (surely_seen(drawn, there) or 0) / there == pytest.approx(1 - 0.05 ** (1 / drawn), rel=0.01)


@pytest.mark.parametrize("there", [0, 5])
def test_surely_seen_returns_none_for_an_empty_draw(there: int) -> None:
    assert surely_seen(0, there) is None


@pytest.mark.parametrize(
    ("bearers", "there", "percent"), [(10, 722, 1.4), (1, 100, 1.0), (1, 3, 33.4), (1, 100_000, 0.1), (5, 5, 100.0)]
)
def test_a_share_is_rounded_up(bearers: int, there: int, percent: float) -> None:
    assert tenths_of_a_percent(bearers, there) == percent
