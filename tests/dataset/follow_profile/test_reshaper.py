"""Reshaping documents to the shapes of a profile."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.dataset.follow_profile.rates import most_frequent, weighted
from oms_mock.dataset.follow_profile.reshaper import PLACEHOLDERS, Reshaper, canonical
from oms_mock.spec import path_table
from oms_mock.spec.profile_format import OTHER, Shape

TABLE = path_table.of("order-detail.response.json")
KEPT = frozenset(("$", "$.id", "$.created_date"))
DATE = "2026-05-04T03:02:01.654321Z"
MANY = range(1, 401)


def document(order_id: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": order_id,
        "notes": "Ring twice",
        "segment": None,
        "date_placed": DATE,
        "created_date": DATE,
        "client_type": "ios",
        "retail_store": 7,
        **changes,
    }


def reshaper(shapes: dict[str, Shape], **changes: Any) -> Reshaper:
    return Reshaper(shapes, TABLE, [document(**changes)], document(segment="vip"), KEPT)


def reshaped(shape: Shape, path: str = "$.notes", **changes: Any) -> Any:
    after = reshaper({path: shape}, **changes).reshape(42, document(**changes))
    return after[path.removeprefix("$.")]


def texts(**rates: Any) -> Shape:
    return Shape(200, types={"string": 1.0}, **rates)


def share_of_null(shapes: dict[str, Shape], name: str) -> float:
    profiled = reshaper(shapes)
    return sum(profiled.reshape(42, document(each))[name] is None for each in MANY) / len(MANY)


def test_a_profile_with_the_usual_shapes_changes_nothing() -> None:
    shapes = {"$.notes": texts(lengths={"16": 1.0}), "$.segment": Shape(200, types={"null": 1.0})}
    assert reshaper(shapes).reshape(42, document()) == document()


@pytest.mark.parametrize("name", ["notes", "segment"])
def test_null_is_as_frequent_as_in_the_profile(name: str) -> None:
    seen = Shape(200, types={"string": 0.7, "null": 0.3})
    assert share_of_null({f"$.{name}": seen}, name) == pytest.approx(0.3, abs=0.07)


def test_null_is_replaced_by_the_value_of_the_full_document() -> None:
    assert reshaped(texts(), "$.segment") == "vip"


def test_null_is_not_replaced_by_an_object() -> None:
    plain = document(billing_address={"id": 3, "district": None})
    filled = document(billing_address={"id": 4, "district": {"pk": 7}})
    shapes = {"$.billing_address.district": Shape(200, types={"object": 1.0})}
    assert Reshaper(shapes, TABLE, [plain], filled, KEPT).reshape(42, plain) == plain


def test_kept_paths_are_not_changed() -> None:
    assert reshaped(Shape(200, types={"null": 1.0}), "$.id") == 1


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("utc-6", DATE),
        ("utc-0", "2026-05-04T03:02:01Z"),
        ("utc-3", "2026-05-04T03:02:01.654Z"),
        ("utc-9", "2026-05-04T03:02:01.654321000Z"),
        ("offset", "2026-05-04T06:02:01.654321+03:00"),
        ("no zone", "2026-05-04T03:02:01.654321"),
        ("space", "2026-05-04 03:02:01.654321Z"),
        ("date only", "2026-05-04"),
        ("other", DATE),
    ],
)
def test_dates_have_the_most_frequent_format(form: str, written: str) -> None:
    shape = texts(dates={form: 0.9, "utc-6": 0.1} if form != "utc-6" else {form: 1.0})
    assert reshaped(shape, "$.date_placed") == written
    assert reshaped(shape, "$.created_date") == written


@pytest.mark.parametrize(
    ("form", "written"), [("1", "10.5"), ("3", "10.500"), ("0", "10"), ("comma", "10,50"), ("2", "10.50")]
)
def test_decimals_have_the_most_frequent_format(form: str, written: str) -> None:
    plain = document(orderitem_set=[{"id": 1, "price": "10.50"}])
    shapes = {"$.orderitem_set[*].price": texts(decimals={form: 1.0})}
    profiled = Reshaper(shapes, TABLE, [plain], plain, KEPT)
    assert profiled.reshape(42, plain)["orderitem_set"] == [{"id": 1, "price": written}]


@pytest.mark.parametrize(("longest", "least"), [("0", 0), ("1", 1), ("4", 3), ("64", 33), ("4096", 2049)])
def test_free_texts_are_as_long_as_in_the_profile(longest: str, least: int) -> None:
    assert least <= len(reshaped(texts(lengths={longest: 1.0}))) <= int(longest)


def test_constants_that_are_not_in_the_profile_are_replaced() -> None:
    assert reshaped(texts(values={"android": 1.0}), "$.client_type") == "android"
    assert reshaped(texts(values={"android": 0.5, "ios": 0.5}), "$.client_type") == "ios"


def test_a_type_that_the_schema_does_not_allow_is_followed() -> None:
    plain = document(omnitron_id=7)
    profiled = Reshaper({"$.omnitron_id": texts()}, TABLE, [plain], plain, KEPT)
    assert profiled.reshape(42, plain)["omnitron_id"] == "7"


@pytest.mark.parametrize("kind", PLACEHOLDERS)
def test_an_unknown_key_gets_a_placeholder_of_its_type(kind: str) -> None:
    profiled = reshaper({"$.loyalty": Shape(200, types={kind: 1.0})})
    assert profiled.reshape(42, document()) == document() | {"loyalty": PLACEHOLDERS[kind]}


def test_an_unknown_key_is_absent_and_null_as_often_as_in_the_profile() -> None:
    profiled = reshaper({"$.loyalty": Shape(200, absent=0.5, types={"null": 0.5, "integer": 0.5})})
    documents = [profiled.reshape(42, document(each)) for each in MANY]
    values = [each["loyalty"] for each in documents if "loyalty" in each]
    assert len(values) / len(documents) == pytest.approx(0.5, abs=0.08)
    assert values.count(None) / len(values) == pytest.approx(0.5, abs=0.11)


def test_keys_without_a_name_are_not_generated() -> None:
    shapes = {"$.<key>": Shape(200, types={"string": 1.0}), "$.retail_store.*": Shape(9, types={"string": 1.0})}
    assert reshaper(shapes).reshape(42, document()) == document()


def test_the_same_object_is_documentsthe_same_in_every_order_and_path() -> None:
    customer = {"pk": 5, "phone_number": "+90 555"}
    plain = [document(each, customer=customer, billing_address={"id": 3, "customer": customer}) for each in (1, 2)]
    shapes = {"$.customer.phone_number": Shape(200, types={"string": 0.5, "null": 0.5})}
    profiled = Reshaper(shapes, TABLE, plain, plain[0], KEPT)
    first, second = (profiled.reshape(42, each) for each in plain)
    assert first["customer"] == first["billing_address"]["customer"] == second["customer"]


def test_the_given_document_is_not_modified() -> None:
    plain = document()
    reshaper({"$.loyalty": texts(), "$.notes": Shape(9, types={"null": 1.0})}).reshape(42, plain)
    assert plain == document()


def test_both_addresses_have_the_same_canonical_paths() -> None:
    assert canonical("$.billing_address.customer.email") == "$.customer.email"
    assert canonical("$.shipping_address.line") == canonical("$.billing_address.line") == "$.address.line"
    assert canonical("$.notes") == "$.notes"


def test_weighted_ignores_the_share_of_unnamed_values() -> None:
    rates = {"a": 0.25, "b": 0.25, OTHER: 0.5}
    assert [weighted(rates, draw) for draw in (0, 2**31 - 1, 2**31, 2**32 - 1)] == ["a", "a", "b", "b"]
    assert weighted({OTHER: 1.0}, 0) is None


def test_most_frequent_returns_the_first_name_of_several() -> None:
    assert most_frequent({"b": 0.5, "a": 0.5}) == "a"
    assert most_frequent({}) is None
