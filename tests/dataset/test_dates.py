from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.dataset import dates
from oms_mock.dataset.orders import UNTOUCHED, order, orders

Document = dict[str, Any]
WIRE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
STRETCHES = (range(1, 2001), range(499_000, 500_000), range(998_001, 1_000_001))


def of(key: str, documents: list[Document]) -> list[int]:
    return [dates.read(document[key]) for document in documents]


@given(st.integers(-(10**15), 10**16))
def test_an_instant_is_formatted_in_utc_with_six_digits(instant: int) -> None:
    assert WIRE.fullmatch(dates.wire(instant))


@given(st.integers(-(10**15), 10**16))
def test_read_parses_what_wire_formats(instant: int) -> None:
    assert dates.read(dates.wire(instant)) - instant == (instant % dates.SECOND == 0)


def test_a_whole_second_is_formatted_one_microsecond_later_with_six_digits() -> None:
    assert dates.wire(0) == "2022-01-01T00:00:00.000001Z"


def test_order_722_falls_forty_days_after_the_opening() -> None:
    assert order(42, 722)["date_placed"][:10] == "2022-02-10"


def test_order_one_million_falls_four_years_after_the_opening() -> None:
    assert order(42, 1_000_000)["date_placed"][:7] == "2026-01"


@pytest.mark.parametrize("ids", STRETCHES, ids=str)
def test_an_order_is_created_after_it_was_placed_and_before_the_next_one_is(ids: range) -> None:
    moments = [moment for one in orders(42, ids) for moment in (one["date_placed"], one["created_date"])]

    assert moments == sorted(set(moments))


@given(st.integers(0, 2**64), st.integers(1, 999_999))
def test_orders_are_placed_in_the_order_of_their_ids_for_any_seed(seed: int, order_id: int) -> None:
    one, following = order(seed, order_id), order(seed, order_id + 1)

    assert one["date_placed"] < one["created_date"] < following["date_placed"]


def test_at_a_million_orders_half_an_interval_is_longer_than_the_slowest_copy() -> None:
    gap = dates.due(1_000_001) - dates.due(1_000_000)

    assert gap // 2 + 25 * dates.SECOND < gap


def test_orders_are_placed_within_the_first_half_of_their_interval(run: list[Document]) -> None:
    share = [
        (dates.read(one["date_placed"]) - dates.due(one["id"])) / (dates.due(one["id"] + 1) - dates.due(one["id"]))
        for one in run
    ]

    assert (min(share) >= 0, min(share) < 0.01, max(share) > 0.49, max(share) <= 0.5) == (True, True, True, True)


def test_an_order_is_copied_7_to_25_seconds_after_it_was_placed(run: list[Document]) -> None:
    lags = [later - sooner for sooner, later in zip(of("date_placed", run), of("created_date", run), strict=True)]

    assert [min(lags) // dates.SECOND, max(lags) // dates.SECOND] == [7, 24]


def test_a_new_order_was_modified_within_a_millisecond(run: list[Document]) -> None:
    untouched = [one for one in run if one["state"]["enum_value"] in UNTOUCHED]
    waits = [
        later - sooner
        for sooner, later in zip(of("created_date", untouched), of("modified_date", untouched), strict=True)
    ]

    assert (min(waits) > 0, max(waits) < 1000) == (True, True)


def test_other_orders_were_modified_minutes_to_days_later(run: list[Document]) -> None:
    touched = [one for one in run if one["state"]["enum_value"] not in UNTOUCHED]
    waits = [
        later - sooner for sooner, later in zip(of("created_date", touched), of("modified_date", touched), strict=True)
    ]

    assert (min(waits) >= 5 * dates.MINUTE, max(waits) > dates.DAY) == (True, True)


def test_items_are_created_within_a_second_of_their_order(run: list[Document]) -> None:
    waits = [
        dates.read(item["created_date"]) - dates.read(one["created_date"])
        for one in run
        for item in one["orderitem_set"]
    ]

    assert (min(waits) >= 0, max(waits) < dates.SECOND) == (True, True)


def test_nothing_was_modified_before_it_was_created(parts: dict[str, list[Document]]) -> None:
    dated = [part for kind in parts for part in parts[kind] if "created_date" in part]

    assert [part for part in dated if part["modified_date"] < part["created_date"]] == []


@pytest.mark.parametrize("kind", ["address", "product", "channel", "price_list", "stock_list"])
def test_objects_that_an_order_references_are_older_than_the_opening(
    parts: dict[str, list[Document]], kind: str
) -> None:
    assert max(part["modified_date"] for part in parts[kind]) < "2022"


def test_every_date_of_every_document_has_six_digits(leaves: list[tuple[str, Any]]) -> None:
    written = {value for key, value in leaves if key.endswith("_date") or key == "date_placed"}

    assert [date for date in written if not WIRE.fullmatch(date)] == []
