from __future__ import annotations

from typing import Any

import orjson
import pytest

Document = dict[str, Any]

IDS = {
    "order": "id",
    "order state": "id",
    "item": "id",
    "item state": "id",
    "product": "id",
    "productimage": "id",
    "price_list": "pk",
    "stock_list": "pk",
    "customer": "pk",
    "address": "id",
    "country": "pk",
    "city": "pk",
    "township": "pk",
    "district": "pk",
    "channel": "id",
}
VENDORS = {
    "productimage": {465},
    "price_list": {34},
    "stock_list": {34},
    "product": {365},
    "customer": {3433},
    "address": {5908},
    "country": {1},
    "city": {7},
    "township": {84},
    "district": {6245},
    "channel": {1},
}
VENDORS_OMNITRON_IDS = {"item": {70192, 70193}, "product": {8362}, "address": {10033}, "channel": {1}}


@pytest.mark.parametrize("kind", IDS)
def test_objects_with_the_same_id_are_equal(parts: dict[str, list[Document]], kind: str) -> None:
    seen = {(part[IDS[kind]], orjson.dumps(part)) for part in parts[kind]}

    assert len(seen) == len({key for key, _ in seen})


@pytest.mark.parametrize("kind", ["item", "product", "address", "order", "channel"])
def test_omnitron_ids_and_ids_correspond_one_to_one(parts: dict[str, list[Document]], kind: str) -> None:
    pairs = {(part["id"], part["omnitron_id"]) for part in parts[kind]}

    assert len({key for key, _ in pairs}) == len({omnitron_id for _, omnitron_id in pairs}) == len(pairs)


@pytest.mark.parametrize("kind", VENDORS)
def test_no_id_occurs_in_the_vendors_sample(parts: dict[str, list[Document]], kind: str) -> None:
    assert {part[IDS[kind]] for part in parts[kind]} & VENDORS[kind] == set()


@pytest.mark.parametrize("kind", VENDORS_OMNITRON_IDS)
def test_no_omnitron_id_occurs_in_the_vendors_sample(parts: dict[str, list[Document]], kind: str) -> None:
    assert {part["omnitron_id"] for part in parts[kind]} & VENDORS_OMNITRON_IDS[kind] == set()
