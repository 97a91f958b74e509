"""Personas: each contains its edge case, and all of them are valid orders."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import orjson
import pytest

from oms_mock.dataset import generator, personas
from oms_mock.dataset.scenarios import library
from oms_mock.dataset.states import STATUSES
from oms_mock.openapi.explicit import ANY_TYPE
from oms_mock.spec import links, reader
from tests.dataset.conftest import scalars

Document = dict[str, Any]

# A change of this digest breaks assertions of users: mention it in the changelog.
GOLDEN = "8098a3ca443dd52372d453774d70a469"

BY_NAME = {persona.name: personas.order_of(persona.id) for persona in personas.PERSONAS}
EVENTS = {persona.name: personas.webhook_events_of(persona.id) for persona in personas.PERSONAS}


def texts(name: str) -> str:
    """Return all strings of a persona, joined."""
    return " ".join(value for _, value in scalars("", BY_NAME[name]) if isinstance(value, str))


def categories(name: str) -> set[str]:
    return {unicodedata.bidirectional(character) for character in texts(name)}


def fields(name: str, *keys: str) -> list[Any]:
    return [value for key, value in scalars("", BY_NAME[name]) if key in keys]


SHOWN: dict[str, Callable[[], bool]] = {
    "ordinary": lambda: BY_NAME["ordinary"]["number"] == "2200000000000001",
    "turkish-i": lambda: all(
        all(letter in BY_NAME["turkish-i"]["shipping_address"][key] for letter in letters)
        for key, letters in {"first_name": "İlIı", "last_name": "Iıi", "line": "Iıİi"}.items()
    ),
    "midnight-in-istanbul": lambda: BY_NAME["midnight-in-istanbul"]["date_placed"] == "2022-01-03T21:00:00Z",
    "whole-seconds": lambda: (
        {BY_NAME["whole-seconds"][key][19:] for key in ("created_date", "modified_date", "date_placed")}
        | {item["created_date"][19:] for item in BY_NAME["whole-seconds"]["orderitem_set"]}
        == {"Z"}
    ),
    "emoji": lambda: all(
        sign in texts("emoji") for sign in ("\U0001f9ff", "\u200d", "\ufe0f\u20e3", "\U0001f3fd", "🇹🇷")
    ),
    "right-to-left": lambda: {"R", "AL", "AN", "L", "EN"} <= categories("right-to-left"),
    "many-items": lambda: len({item["id"] for item in BY_NAME["many-items"]["orderitem_set"]}) == 200,
    "zero-amount": lambda: (
        {*fields("zero-amount", "price", "net_amount", "tax_amount", "without_net_amount")} == {"0.00"}
        and fields("zero-amount", "discount_amount") == fields("zero-amount", "retail_price") != ["0.00", "0.00"]
    ),
    "everything-null": lambda: EVENTS["everything-null"][0]["response_http_status"] is None,
    "everything-filled": lambda: None not in fields("everything-filled", "notes", "segment", "retail_store"),
    "company-invoice": lambda: (
        BY_NAME["company-invoice"]["billing_address"]["e_bill_taxpayer"]
        and bool(BY_NAME["company-invoice"]["billing_address"]["tax_no"])
        and not BY_NAME["company-invoice"]["shipping_address"]["company_name"]
    ),
    "no-images": lambda: {
        (len(item["product"]["productimage_set"]), item["image"]) for item in BY_NAME["no-images"]["orderitem_set"]
    } == {(0, None)},
    "large-omnitron-id": lambda: (
        float(BY_NAME["large-omnitron-id"]["omnitron_id"]) != BY_NAME["large-omnitron-id"]["omnitron_id"]
        and abs(BY_NAME["large-omnitron-id"]["omnitron_id"] - 2**53) < 10
    ),
    "large-payload": lambda: len(orjson.dumps(EVENTS["large-payload"][0]["request_payload"])) > 300_000,
    "undelivered-events": lambda: [
        (event["delivered"], event["response_http_status"], event["retry_count"])
        for event in EVENTS["undelivered-events"]
    ] == [(False, 503, 5), (False, None, 0), (False, None, 0)],
    "retried-events": lambda: [(event["delivered"], event["retry_count"]) for event in EVENTS["retried-events"]]
    == [(True, 3), (True, 1), (True, 1)],
    "shared-number": lambda: BY_NAME["shared-number"]["number"] == BY_NAME["shared-number-too"]["number"],
    "shared-number-too": lambda: BY_NAME["shared-number"]["channel"] != BY_NAME["shared-number-too"]["channel"],
    **{
        f"status-{enum_value}": lambda enum_value=enum_value: (  # type: ignore[misc]
            BY_NAME[f"status-{enum_value}"]["state"]["enum_value"] == enum_value
        )
        for enum_value, _, _ in STATUSES
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BY_NAME)
def test_a_persona_contains_its_edge_case(name: str) -> None:
    assert SHOWN[name]()


def nullable(document: str) -> set[str]:
    """Return the nullable paths, without those of any type."""
    found = set()
    for path, schema in reader.properties(reader.load_once(document)):
        types = schema.get("type", [])
        if ("null" in types and set(types) != set(ANY_TYPE)) or {"type": "null"} in schema.get("anyOf", ()):
            found.add(path)
    return found


def values(document: Any, path: str) -> list[Any]:
    """Return the values at a path such as `$.orderitem_set[*].price`; `.*` stands for any key."""
    found = [document]
    for step in re.findall(r"\.(\*|\w+)|\[\*\]", path):
        found = [child for value in found for child in _children(value, step)]
    return found


def _children(value: Any, step: str) -> list[Any]:
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    return list(value.values()) if step == "*" else [value[step]] if step in value else []


ORDER = "order-detail.response.json"
EVENT = "webhook-event-detail.response.json"
INSIDE_OF_NULL = {
    f"$.{key}_address.district.{axis}" for key in ("shipping", "billing") for axis in ("longitude", "latitude")
}


@pytest.mark.parametrize("path", sorted(nullable(ORDER) - INSIDE_OF_NULL))
def test_every_nullable_value_is_null_in_one_persona_and_not_null_in_another(path: str) -> None:
    assert {*map(_json, values(BY_NAME["everything-null"], path))} == {"null"}
    filled = values(BY_NAME["everything-filled"], path)
    assert filled
    assert None not in filled


@pytest.mark.parametrize("path", sorted(nullable(EVENT)))
def test_every_nullable_value_of_an_event_is_null_in_one_persona_and_not_null_in_another(path: str) -> None:
    assert [each for event in EVENTS["everything-null"] for each in values(event, path)] == [None]
    assert None not in [each for event in EVENTS["everything-filled"] for each in values(event, path)]


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def test_the_bytes_of_the_personas_never_change() -> None:
    documents = [*BY_NAME.values(), *(event for events in EVENTS.values() for event in events)]
    assert blake2b(b"".join(map(orjson.dumps, documents)), digest_size=16).hexdigest() == GOLDEN


def test_persona_ids_are_the_first_ones_and_below_100() -> None:
    assert [persona.id for persona in personas.PERSONAS] == list(range(1, personas.COUNT + 1))
    assert personas.COUNT <= personas.LAST_ID == 99


def test_personas_are_the_oldest_generated_orders_and_part_of_their_number() -> None:
    orders = list(library.load("default", orders=60, seed=9).orders())
    assert len(orders) == 60
    assert [order["id"] for order in orders] == [*range(1, personas.COUNT + 1), *range(100, 160 - personas.COUNT)]
    assert [order["id"] for order in sorted(orders, key=lambda each: each["date_placed"])] == [
        order["id"] for order in orders
    ]


def test_personas_are_the_same_for_every_seed() -> None:
    one, other = (list(library.load("default", orders=60, seed=seed).orders()) for seed in (1, 2))
    assert one[: personas.COUNT] == other[: personas.COUNT]
    assert one[personas.COUNT] != other[personas.COUNT]


def test_every_reference_inside_a_persona_is_correct() -> None:
    pairs = [pair for order in BY_NAME.values() for link in links.LINKS for pair in links.resolve(order, link)]
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
    assert len(pairs) > 1000


def test_objects_of_a_kind_with_the_same_id_are_equal_for_all_seeds() -> None:
    seen: dict[tuple[str, int], set[bytes]] = {}
    for seed in (1, 42):
        for order in library.load("default", orders=300, seed=seed).orders():
            for kind, part in _parts(order, "order"):
                owner = seed if order["id"] > personas.LAST_ID else 0
                if kind in OWN or not owner:
                    seen.setdefault((kind, part.get("id", part.get("pk"))), set()).add(orjson.dumps(part))
    taken = {key: len(variants) for key, variants in seen.items() if len(variants) > 1}
    assert taken == {}


OWN = {"channel", "state", "price_list", "stock_list", "city", "country", "township", "district"}
"""Kinds that are the same for every seed."""


def _parts(value: Any, kind: str) -> list[tuple[str, Document]]:
    if isinstance(value, list):
        return [part for child in value for part in _parts(child, kind)]
    if not isinstance(value, dict):
        return []
    own = [(kind, value)] if "id" in value or "pk" in value else []
    return own + [
        part for key, child in value.items() if key not in OPEN for part in _parts(child, KINDS.get(key, key))
    ]


KINDS = {"shipping_address": "address", "billing_address": "address"}
OPEN = {"configuration", "attributes", "attributes_kwargs", "extra_attributes"}


def test_order_numbers_are_unique_within_a_channel() -> None:
    orders = library.load("default").orders()
    numbers = Counter((order["number"], order["channel"]["id"]) for order in orders)
    assert numbers.most_common(1)[0][1] == 1


def test_has_is_true_for_the_ids_of_all_positions_only() -> None:
    ids = [generator.id_at(place) for place in range(50)]
    assert [order_id for order_id in range(200) if generator.has(50, order_id)] == ids
    assert not generator.has(0, 1)
