"""The rule that orders, events, constants and pull results match their JSON Schema; drift by kind."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Purpose, Request
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    EVENT_LIST_SHORT,
    ORDER_DETAIL_SHORT,
    ORDER_LIST,
    ORDER_LIST_SHORT,
    ORDER_LIST_SIMPLE,
    PAYMENT_TYPES,
)
from oms_mock.contract.findings import Finding
from oms_mock.contract.rules.schema import Schema
from tests.contract.rules.builders import (
    all_findings,
    bare_events,
    constants,
    event,
    event_short,
    events,
    findings,
    item,
    numbers,
    only_finding,
    opened,
    opened_event,
    opened_short,
    order,
    page,
    pull_list,
    pulled,
    put,
    rejected,
    response,
    short,
    simple,
    visit,
    weight,
    words,
)

FULL_ORDERS: dict[str, Any] = {
    "state.translations": None,
    "shipping_address.district": None,
    "shipping_address.postcode": None,
    "shipping_address.city.longitude": None,
    "orderitem_set.0.tax_amount": "1.00",
    "orderitem_set.0.image": "https://cdn.example.com/x.jpg",
    "orderitem_set.0.product.barcode": "8690000000000",
    "orderitem_set.0.product.productimage_set": [],
    "orderitem_set.0.product.attributes": {},
    "orderitem_set.0.parent_omnitron_id": 5,
    "orderitem_set.0.stock_list.code": "x",
    "customer.phone_number": "+905550000000",
    "retail_store": 3,
    "tracking_number": "TR1",
    "notes": "x",
    "cargo_company": None,
    "channel.configuration": {},
    "created_date": "2026-05-04T03:02:01Z",
    "commands": [{"slug": "x"}],
}


def changed_finding(path: str, value: Any) -> Finding:
    """Return the only finding about an order that has another value at a path."""
    return only_finding(Schema, page(ORDER_LIST, [put(order(7), path, value)]))


def test_the_vendors_order_is_accepted_in_every_view() -> None:
    full = order(7, items=3)
    views = page(ORDER_LIST_SHORT, [short(full)]), page(ORDER_LIST_SIMPLE, [simple(full)]), opened_short(full)
    assert findings(Schema, page(ORDER_LIST, [full]), opened(full), *views) == []


@pytest.mark.parametrize("path", FULL_ORDERS)
def test_optional_values_may_be_null_filled_or_empty(path: str) -> None:
    assert findings(Schema, opened(put(order(7), path, FULL_ORDERS[path]))) == []


def test_translations_may_be_absent() -> None:
    assert findings(Schema, opened(put(order(7), "state.translations", MISSING))) == []


@pytest.mark.parametrize("state", [6, "Approved", {"id": 6, "name": "Approved", "enum_value": "400"}], ids=repr)
@pytest.mark.parametrize("name", ["state", "customer", "channel"])
def test_the_references_of_the_short_list_may_be_ids_names_or_objects(name: str, state: Any) -> None:
    assert findings(Schema, page(ORDER_LIST_SHORT, [short(order(7), **{name: state})])) == []


def test_the_events_may_be_bare_or_enveloped() -> None:
    assert findings(Schema, events([event(3)]), bare_events([event(3)]), opened_event(event(3))) == []


@pytest.mark.parametrize(
    "body", [["standard"], {"standard": "Standard"}, [{"value": "standard", "label": "Standard"}], [], {}], ids=repr
)
def test_constants_may_have_any_of_three_forms(body: Any) -> None:
    assert findings(Schema, constants(DELIVERY_TYPES, body), constants(PAYMENT_TYPES, body)) == []


@pytest.mark.parametrize(
    "body",
    [
        pull_list(),
        {each["order_number"]: {"success": each["success"], "errors": each["errors"]} for each in pull_list()},
        [{"order_number": "5", "success": True}],
        {"5": {"success": True}},
    ],
    ids=["list", "map", "list without errors", "map without errors"],
)
def test_a_pull_may_be_a_list_or_a_map_with_or_without_errors(body: Any) -> None:
    assert findings(Schema, pulled(body)) == []


@pytest.mark.parametrize("path", ["number", "customer.email", "orderitem_set.0.price", "channel.name"])
def test_a_documented_field_that_is_missing_is_an_error(path: str) -> None:
    finding = changed_finding(path, MISSING)
    assert (finding.kind, weight(finding), finding.got) == ("missing-field", ("error", "documented"), "no such field")


@pytest.mark.parametrize("path", ["loyalty", "customer.loyalty", "orderitem_set.0.product.loyalty"])
def test_an_unknown_field_is_only_information(path: str) -> None:
    finding = changed_finding(path, 5)
    assert (finding.kind, weight(finding)[0], words(finding)) == ("unknown-field", "info", ("no such field", "a field"))


def test_a_field_that_is_renamed_is_missing_and_unknown() -> None:
    renamed = put(put(order(7), "number", MISSING), "no", "7")
    assert {(kind, path) for kind, _, path in findings(Schema, opened(renamed))} == {
        ("missing-field", "$.number"),
        ("unknown-field", "$.no"),
    }


@pytest.mark.parametrize(
    ("path", "value", "expected", "got"),
    [
        ("id", "x", "integer", "string"),
        ("number", 7, "string", "integer"),
        ("has_gift_box", 1, "boolean", "integer"),
        ("has_gift_box", "false", "boolean", "string"),
        ("commands", {}, "array", "object"),
        ("customer", 5, "object", "integer"),
        ("customer", [], "object", "array"),
        ("orderitem_set.0.price", 250, "decimal string with 2 places", "integer"),
        ("orderitem_set.0.price", 250.0, "decimal string with 2 places", "number"),
        ("shipping_address.district", 5, "object or null", "integer"),
        ("created_date", 5, "UTC date", "integer"),
        ("tracking_number", True, "string or null", "boolean"),
    ],
)
def test_a_value_of_another_type_is_reported_with_both_types(path: str, value: Any, expected: str, got: str) -> None:
    finding = changed_finding(path, value)
    assert (finding.kind, words(finding)) == ("type-changed", (expected, got))


@pytest.mark.parametrize(
    "path", ["number", "customer.email", "customer", "orderitem_set", "orderitem_set.0.price", "created_date", "state"]
)
def test_an_unexpected_null_is_null_drift(path: str) -> None:
    finding = changed_finding(path, None)
    assert (finding.kind, finding.got) == ("null-drift", "null")


@pytest.mark.parametrize("path", ["payment_type", "client_type", "state.enum_value", "channel.channel_type"])
def test_a_new_value_of_an_enumeration_is_only_information(path: str) -> None:
    finding = changed_finding(path, "999")
    assert (finding.kind, finding.severity.value, words(finding)) == (
        "enum-growth", "info", ("a known value", "another value (such as 999)")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("gift_card", "another value (such as gift_card)"),
        ("Jane Doe", "another value"),
        ("jane@example.com", "another value"),
        ("220000", "another value"),
        ("x" * 33, "another value"),
    ],
)
def test_a_new_value_is_named_if_it_looks_like_a_constant(value: str, got: str) -> None:
    assert changed_finding("payment_type", value).got == got


@pytest.mark.parametrize(
    ("value", "severity", "got"),
    [
        ("2026-05-04T03:02:01.654321", "error", "a date without a time zone"),
        ("2026-05-04T03:02:01", "error", "a date without a time zone"),
        ("2026-05-04 03:02:01", "error", "a date without a time zone"),
        ("2026-05-04T03:02:01.654321+03:00", "warning", "a date with a numeric offset"),
        ("2026-05-04T03:02:01+0300", "warning", "a date with a numeric offset"),
        ("2026-05-04T03:02:01.654Z", "warning", "a fraction without six digits"),
        ("2026-05-04T03:02:01.6543210Z", "warning", "a fraction without six digits"),
        ("2026-05-04 03:02:01.654321Z", "error", "a date with a space instead of T"),
        ("2026-05-04", "error", "a date without a time"),
        ("1777863721", "error", "a number in a string"),
        ("1777863721.5", "error", "a number in a string"),
        ("2026-13-45T03:02:01.654321Z", "error", "an impossible date"),
        ("yesterday", "error", "a string that is not a date"),
        ("", "error", "a string that is not a date"),
        ("٢٠٢٦-05-04T03:02:01Z", "error", "a string that is not a date"),
    ],
)
def test_a_date_in_another_format_is_reported_with_the_format(value: str, severity: str, got: str) -> None:
    finding = changed_finding("created_date", value)
    assert (finding.kind, finding.severity.value, words(finding)) == ("format-drift", severity, ("UTC date", got))


@pytest.mark.parametrize("value", ["2026-05-04T03:02:01Z", "2026-05-04T03:02:01.000000Z"])
def test_a_date_with_six_digits_or_none_is_accepted(value: str) -> None:
    assert findings(Schema, opened(put(order(7), "created_date", value))) == []


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("250", "a decimal without places"),
        ("-250", "a decimal without places"),
        ("250.0", "a decimal with 1 place"),
        ("250.0000", "a decimal with 4 places"),
        ("250,00", "a decimal with a comma"),
        ("1.250,00", "a decimal with a comma"),
        ("1,250.00", "a decimal with a thousands separator"),
        ("2.5e2", "a decimal with an exponent"),
        ("", "a string that is not a decimal"),
        ("250.00 TL", "a string that is not a decimal"),
        (" 250.00", "a string that is not a decimal"),
    ],
)
def test_a_decimal_in_another_format_is_reported_with_the_format(value: str, got: str) -> None:
    finding = changed_finding("orderitem_set.0.price", value)
    assert (finding.kind, weight(finding), words(finding)) == (
        "format-drift", ("error", "documented"), ("decimal string with 2 places", got)
    )  # fmt: skip


def test_coordinates_have_eight_places() -> None:
    finding = changed_finding("shipping_address.city.longitude", "32.85")
    assert words(finding) == ("decimal string with 8 places or null", "a decimal with 2 places")


@pytest.mark.parametrize("value", ["7", "-7", "7.5"])
def test_a_number_that_became_string_is_format_drift(value: str) -> None:
    finding = changed_finding("omnitron_id", value)
    assert (finding.kind, words(finding)) == ("format-drift", ("integer", "a number in a string"))


@pytest.mark.parametrize(
    ("interaction", "kind", "expected"),
    [
        (page(ORDER_LIST, [put(order(7), "number", MISSING)]), "missing-field", ("error", "documented")),
        (opened(put(order(7), "number", MISSING)), "missing-field", ("warning", "sibling")),
        (opened_event(put(event(3), "uuid", MISSING)), "missing-field", ("warning", "sibling")),
        (page(ORDER_LIST_SHORT, [short(order(7), id=None)]), "null-drift", ("info", "assumed")),
        (page(ORDER_LIST_SHORT, [short(order(7), order_item_count="2")]), "format-drift", ("error", "documented")),
        (opened(order(7, cargo_company="x")), "type-changed", ("warning", "sibling")),
        (pulled([{"order_number": "5", "success": None}]), "null-drift", ("error", "documented")),
        (pulled({"5": {"success": True, "errors": [5]}}), "type-changed", ("info", "assumed")),
        (constants(DELIVERY_TYPES, [{"value": "x"}]), "missing-field", ("warning", "sibling")),
    ],
    ids=repr,
)
def test_the_severity_of_a_difference_follows_its_provenance(
    interaction: Any, kind: str, expected: tuple[str, str]
) -> None:
    finding = only_finding(Schema, interaction)
    assert (finding.kind, weight(finding)) == (kind, expected)


def test_a_finding_about_many_orders_has_their_number_and_an_example() -> None:
    rows = [order(key) for key in range(200)]
    sick = [put(each, "customer.email", None) for each in rows[100:138]]
    finding = only_finding(Schema, page(ORDER_LIST, rows[:100]), page(ORDER_LIST, sick + rows[138:], number=2))
    assert finding.message == (
        "expected string (documented), got null in 38 of 200 orders (19 %), e.g. order 100 (page 2, results[0])"
    )


@pytest.mark.parametrize("view", [opened, lambda full: page(ORDER_LIST, [full])], ids=["detail", "list"])
def test_a_fault_in_many_items_of_one_order_counts_once(view: Any) -> None:
    sick = order(7, orderitem_set=[{**item(key, 7), "price": None} for key in range(3)])
    assert numbers(only_finding(Schema, view(sick))) == (1, 1, "orders")


def test_a_fault_in_many_images_of_many_orders_counts_once_an_order() -> None:
    sick = [put(order(key, items=2), "orderitem_set.1.product.name", 5) for key in (7, 5)]
    assert numbers(only_finding(Schema, page(ORDER_LIST, [*sick, order(3)]))) == (2, 3, "orders")


def test_a_fault_in_two_responses_with_constants_counts_twice() -> None:
    assert numbers(only_finding(Schema, [constants(DELIVERY_TYPES, [5, 6])] * 2)) == (2, 2, "responses")


def test_a_fault_of_a_pull_counts_once() -> None:
    answered = [put(each, "success", "x") for each in pull_list()]
    assert numbers(only_finding(Schema, pulled(answered))) == (1, 1, "responses")


def test_events_are_counted_as_events() -> None:
    finding = only_finding(Schema, events([event(3), put(event(4), "delivered", "x")]))
    assert (numbers(finding), finding.example) == ((1, 2, "events"), "event 4 of order 7")


@pytest.mark.parametrize(
    ("interaction", "example"),
    [
        (page(ORDER_LIST, [order(7), order(5, number=5)], number=3), "order 5 (page 3, results[1])"),
        (page(ORDER_LIST, [order(5, id="5")]), "order without an id (page 1, results[0])"),
        (opened(order(7, number=5)), "order 7"),
        (opened_event(event(3, delivered=5)), "event 3 of order 7"),
        (bare_events([event(3, id="x")]), "an event of order 7"),
        (constants(DELIVERY_TYPES, [5]), ""),
    ],
    ids=repr,
)
def test_the_example_names_the_place(interaction: Any, example: str) -> None:
    assert all_findings(Schema, interaction)[-1].example == example


@pytest.mark.parametrize(("row", "got"), [(None, "null"), ("x", "string"), ([], "array")], ids=repr)
def test_a_row_that_is_not_an_object_is_reported(row: Any, got: str) -> None:
    finding = only_finding(Schema, page(ORDER_LIST, [row, order(7)]))
    assert (finding.path, words(finding)) == ("$.results[*]", ("object", got))


@pytest.mark.parametrize("name", ["count", "next", "previous", "results"])
def test_the_envelope_is_left_to_another_rule(name: str) -> None:
    assert findings(Schema, page(ORDER_LIST, [order(7)], **{name: True}), page(ORDER_LIST, [])) == []


def test_a_key_beside_the_envelope_is_unknown() -> None:
    assert findings(Schema, page(ORDER_LIST, [], total=3)) == [("unknown-field", "order-list", "$.total")]


@pytest.mark.parametrize("name", ["count", "next", "results"])
def test_a_key_of_an_order_with_the_name_of_an_envelope_key_is_unknown(name: str) -> None:
    assert findings(Schema, opened(order(7, **{name: 3}))) == [("unknown-field", "order-detail", f"$.{name}")]


@pytest.mark.parametrize("body", [5, None, "x", [], [5]], ids=repr)
def test_a_body_of_an_unknown_form_is_left_to_the_envelope_rule(body: Any) -> None:
    rule = Schema()
    assert findings(rule, visit(ORDER_LIST, 7, body)) == []
    assert not rule.tested


@pytest.mark.parametrize("status", [404, 500, None])
def test_only_a_200_is_compared(status: int | None) -> None:
    assert findings(Schema, pulled({"5": 5}, status=status), opened({**order(7), "id": None}, status=status)) == []


def test_a_response_that_must_be_an_error_is_not_compared() -> None:
    assert findings(Schema, rejected(DELIVERY_TYPES, Purpose.OTHER_CREDENTIAL, 200, [5])) == []


def test_the_short_events_are_compared_with_their_own_schema() -> None:
    bad = events([event_short(event(3), id=None)], endpoint=EVENT_LIST_SHORT)
    assert findings(Schema, bad) == [("null-drift", "webhook-event-list-short", "$.results[*].id")]


@pytest.mark.parametrize("key", ["5", "A-5", "jane@example.com"])
@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda key: opened(put(order(7), "orderitem_set.0.product.attributes_kwargs", {key: {"label": 5}})),
         "$.orderitem_set[*].product.attributes_kwargs.*.label"),
        (lambda key: constants(DELIVERY_TYPES, {key: 5}), "$.*"),
        (lambda key: pulled({key: {"success": 5}}), "$.*.success"),
        (lambda key: pulled({key: 5}), "$.*"),
        (lambda key: pulled({key: {"success": True, "errors": [5]}}), "$.*.errors[*]"),
    ],
    ids=["attributes", "constants", "pull", "outcome", "errors"],
)  # fmt: skip
def test_keys_defined_by_the_deployment_are_not_in_a_path(change: Any, path: str, key: str) -> None:
    assert [found for kind, _, found in findings(Schema, change(key)) if kind == "type-changed"] == [path]


def test_an_opened_event_is_counted_as_an_event() -> None:
    assert numbers(only_finding(Schema, opened_event(event(3, delivered=5)))) == (1, 1, "events")


def test_an_order_is_counted_once_though_it_is_read_several_times() -> None:
    sick = order(7, number=5)
    others = page(ORDER_LIST, [sick], walk="second"), response(Request(ORDER_LIST), {"results": [sick]})
    assert numbers(only_finding(Schema, page(ORDER_LIST, [sick]), *others)) == (1, 1, "orders")


def test_the_id_of_a_finding_does_not_depend_on_the_order_or_its_values() -> None:
    one, other = (only_finding(Schema, opened(order(key, number=value))) for key, value in ((7, 5), (5, [])))
    assert one.id == other.id


def test_differences_are_certain_and_not_repeated() -> None:
    rule = Schema()
    rule.see(response(Request(DELIVERY_TYPES), [5]))
    assert rule.finish().suspicions == ()


def test_the_short_detail_may_omit_fields() -> None:
    full = order(7)
    few = {name: full[name] for name in ("id", "number", "state")}
    assert findings(Schema, visit(ORDER_DETAIL_SHORT, 7, few)) == []
