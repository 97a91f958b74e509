"""The rule that an opened order equals its row in the list."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING
from oms_mock.contract.endpoints import ORDER_DETAIL, ORDER_LIST, ORDER_LIST_SHORT
from oms_mock.contract.plan.requests import page_request
from oms_mock.contract.rules.same_document import FIELDS, SameDocument
from oms_mock.contract.values import version_of
from tests.contract.rules.builders import (
    LATER,
    findings,
    first_page,
    listed,
    numbers,
    only_finding,
    opened,
    order,
    orders,
    page,
    put,
    short,
    verdict,
    visit,
    walked,
    weight,
    words,
)

SEVEN = order(7, items=2)
LISTED = page(ORDER_LIST, [SEVEN])


def reversed_keys(value: Any) -> Any:
    """Return the same document with its keys in reverse order."""
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(each) for each in value] if isinstance(value, list) else value


def precisely(detail: Any, row: Any = SEVEN) -> list[str]:
    """Return the paths that are reported when the requests of an order are repeated."""
    return [path for _, _, path in findings(SameDocument().fresh(), page(ORDER_LIST, [row]), opened(detail))]


def test_an_order_that_equals_its_row_is_accepted() -> None:
    assert findings(SameDocument, walked(ORDER_LIST, orders(9, 8, 7)), *map(opened, orders(7, 9, 8))) == []


def test_the_order_of_keys_does_not_matter() -> None:
    assert findings(SameDocument, LISTED, opened(reversed_keys(SEVEN))) == []


@pytest.mark.parametrize("name", FIELDS)
def test_every_different_field_is_reported(name: str) -> None:
    assert findings(SameDocument, LISTED, opened({**SEVEN, name: "another"})) == [
        ("detail-differs", "order-detail", f"$.{name}")
    ]


def test_a_finding_of_a_difference_has_all_details() -> None:
    lists = walked(ORDER_LIST, orders(9, 8, 7))
    finding = only_finding(SameDocument, lists, opened(order(9)), opened(order(8, notes="x")), opened(order(7)))
    assert (weight(finding), words(finding), numbers(finding), finding.example) == (
        ("error", "convention"), ("the value of the order list", "another value"), (1, 3, "orders"), "order 8"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["notes", "customer"])
def test_a_field_that_one_view_lacks_is_left_to_the_schema_rule(name: str) -> None:
    lacking = put(SEVEN, name, MISSING)
    assert findings(SameDocument, LISTED, opened(lacking)) == []
    assert findings(SameDocument, page(ORDER_LIST, [lacking]), opened(SEVEN)) == []


def test_an_order_that_was_not_listed_is_not_compared() -> None:
    rule = SameDocument()
    verdict(rule, page(ORDER_LIST, orders(8)), opened(order(7)))
    assert not rule.tested


def test_an_order_without_an_id_is_not_compared() -> None:
    nameless = {**SEVEN, "id": "7"}
    assert findings(SameDocument, page(ORDER_LIST, [nameless]), visit(ORDER_DETAIL, 7, {**nameless, "notes": 5})) == []


def test_an_opened_order_without_an_id_is_not_searched() -> None:
    assert findings(SameDocument, LISTED, visit(ORDER_DETAIL, 7, {**SEVEN, "id": None, "notes": "x"})) == []


def test_the_page_size_comes_from_walks_of_the_order_list_only() -> None:
    lists = page(ORDER_LIST, [SEVEN], limit=3), page(ORDER_LIST_SHORT, [short(SEVEN)], limit=5)
    seen = [*lists, first_page(ORDER_LIST, 1, count=1, limit=9), opened({**SEVEN, "notes": "x"})]
    (suspicion,) = verdict(SameDocument, seen).suspicions
    assert suspicion.occasions[0].requests[0] == page_request(ORDER_LIST, "first", 3, 1)


def test_an_order_that_did_not_open_is_not_compared() -> None:
    assert findings(SameDocument, LISTED, visit(ORDER_DETAIL, 7, MISSING, 404)) == []


def test_a_short_row_is_not_kept() -> None:
    rule = SameDocument()
    verdict(rule, page(ORDER_LIST_SHORT, [short(SEVEN)]), opened(SEVEN))
    assert not rule.tested


def test_the_second_walk_is_not_kept() -> None:
    assert findings(SameDocument, page(ORDER_LIST, [SEVEN], walk="second"), opened({**SEVEN, "notes": "x"})) == []


@pytest.mark.parametrize(
    "keys", [(9, 8, 7), (7, 8, 9), (8, 9, 7), (9, 7, 8), (7, 9, 8), (7, 7, 8), (9, 8, 9), (7,)], ids=str
)
def test_a_row_is_found_whatever_the_order_of_the_list(keys: tuple[int, ...]) -> None:
    details = [opened(order(key, notes="x")) for key in sorted(set(keys))]
    finding = only_finding(SameDocument, walked(ORDER_LIST, orders(*keys)), details)
    assert numbers(finding) == (len(details), len(details), "orders")


@pytest.mark.parametrize("key", [1, 6, 10, 12])
def test_an_id_between_or_beside_those_of_the_list_is_not_found(key: int) -> None:
    assert findings(SameDocument, walked(ORDER_LIST, orders(9, 8, 7, 5)), opened(order(key, notes="x"))) == []


def test_the_requests_are_repeated_with_the_version_that_was_read() -> None:
    seen = [*walked(ORDER_LIST, orders(9, 8, 7), limit=3), opened(order(8, notes="x"))]
    (suspicion,) = verdict(SameDocument, seen).suspicions
    requests = (page_request(ORDER_LIST, "first", 3, 1), page_request(ORDER_LIST, "first", 3, 2), seen[-1].request)
    assert [(each.requests, each.versions) for each in suspicion.occasions] == [
        (requests, ((8, version_of(order(8))),))
    ]


@pytest.mark.parametrize(
    ("path", "value", "reported"),
    [
        ("notes", "x", "$.notes"),
        ("customer.email", "x", "$.customer.email"),
        ("orderitem_set.1.price", "1.00", "$.orderitem_set[*].price"),
        ("orderitem_set.0.product.name", "x", "$.orderitem_set[*].product.name"),
        ("orderitem_set", [], "$.orderitem_set"),
        ("orderitem_set", None, "$.orderitem_set"),
        ("orderitem_set", SEVEN["orderitem_set"][:1], "$.orderitem_set"),
        ("orderitem_set", SEVEN["orderitem_set"][::-1], "$.orderitem_set[*].id"),
        ("customer", None, "$.customer"),
        ("customer", 5, "$.customer"),
        ("shipping_address.district", None, "$.shipping_address.district"),
        ("segment", {"id": 5}, "$.segment"),
        ("commands", [{"slug": "x"}], "$.commands"),
        ("commands", ["x"], "$.commands"),
        ("state.config", None, "$.state.config"),
    ],
)
def test_a_repeated_run_reports_the_exact_path_of_a_difference(path: str, value: Any, reported: str) -> None:
    assert precisely(put(SEVEN, path, value)) == [reported]


def test_a_repeated_run_reports_a_longer_list_of_items_once() -> None:
    assert precisely(order(7, items=3)) == ["$.orderitem_set"]


def test_a_repeated_run_keeps_keys_with_a_common_prefix_apart() -> None:
    detail = put(put(SEVEN, "notes", "x"), "segment", "x")
    assert precisely(detail) == ["$.notes", "$.segment"]


@pytest.mark.parametrize("path", ["customer.email", "state.translations.en-us"])
def test_a_repeated_run_only_lists_a_nested_key_that_one_view_lacks(path: str) -> None:
    again = LISTED, opened(put(SEVEN, path, MISSING))
    assert findings(SameDocument().fresh(), *again) == []
    assert listed(SameDocument().fresh(), *again)


def test_a_repeated_run_reports_nothing_that_was_not_suspected() -> None:
    assert precisely({**SEVEN, "x": 1}, {**SEVEN, "x": 2}) == []


def test_a_repeated_run_reports_a_list_of_strings_as_one_value() -> None:
    assert precisely({**SEVEN, "commands": ["a"]}, {**SEVEN, "commands": ["b"]}) == ["$.commands"]


def test_a_repeated_run_accepts_an_equal_order() -> None:
    changed = {**SEVEN, "modified_date": LATER}
    assert verdict(SameDocument().fresh(), page(ORDER_LIST, [changed]), opened(changed)).unstable == ()
