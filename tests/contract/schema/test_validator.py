"""Choosing the form of a body, validating it and describing its schema."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.contract.endpoints import ENDPOINTS, ORDER_LIST, Endpoint
from oms_mock.contract.schema.validator import fitting_form, form_of
from oms_mock.spec.reader import load
from tests.contract.rules.builders import EXISTS, order, page, put
from tests.contract.rules.strategies import CORRECT

ENUM, PULL, EVENTS = (
    "payment-type-enums.response.json", "pull-from-omnitron.response.json", "webhook-event-list.response.json"
)  # fmt: skip
CASES = [(endpoint, body) for endpoint in ENDPOINTS for body in CORRECT[endpoint.name]]


@pytest.mark.parametrize(("endpoint", "body"), CASES, ids=lambda each: getattr(each, "name", type(each).__name__))
def test_a_valid_body_satisfies_its_form(endpoint: Endpoint, body: Any) -> None:
    form = fitting_form(endpoint.document, body)
    assert form is not None
    assert form.is_met(body)


@pytest.mark.parametrize(
    ("name", "body", "index"),
    [
        (ENUM, [{"value": "x"}], 0),
        (ENUM, [5], 0),
        (ENUM, [], 0),
        (ENUM, ["x"], 1),
        (ENUM, ["x", 5], 1),
        (ENUM, {}, 2),
        (PULL, [], 0),
        (PULL, {"5": 5}, 1),
        (EVENTS, {}, 0),
        (EVENTS, [], 1),
        (EVENTS, [5], 1),
    ],
    ids=repr,
)
def test_the_form_of_a_body_is_chosen_by_its_outline(name: str, body: Any, index: int) -> None:
    assert fitting_form(name, body) is form_of(name, index)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (ENUM, 5),
        (ENUM, None),
        (ENUM, "x"),
        (PULL, "x"),
        (EVENTS, 5),
        (EVENTS, ["x"]),
        ("order-detail.response.json", []),
    ],
)
def test_a_body_with_an_unknown_outline_has_no_form(name: str, body: Any) -> None:
    assert fitting_form(name, body) is None


def test_a_form_is_compiled_once() -> None:
    assert form_of(ENUM, 0) is form_of(ENUM, 0)


@pytest.mark.parametrize(
    ("path", "value"), [("loyalty", 5), ("state.loyalty", 5), ("payment_type", "new"), ("state.enum_value", "999")]
)
def test_the_strict_form_rejects_unknown_keys_and_values(path: str, value: Any) -> None:
    body = page(ORDER_LIST, [put(order(7), f"{path}", value)]).document
    assert not form_of("order-list.response.json", 0).is_met(body)


@pytest.mark.parametrize("path", ["channel.configuration.x", "orderitem_set.0.product.attributes.x", "state.config.x"])
def test_the_strict_form_accepts_free_form_keys(path: str) -> None:
    body = page(ORDER_LIST, [put(order(7), path, "x")]).document
    assert form_of("order-list.response.json", 0).is_met(body)


def test_the_documents_themselves_are_not_made_strict() -> None:
    assert load("order-list.response.json")["$defs"]["Channel"].get("additionalProperties", True) is True


@pytest.mark.parametrize(
    ("name", "path", "general"),
    [
        ("order-list.response.json", (), "$"),
        ("order-list.response.json", ("results", 3, "id"), "$.results[*].id"),
        (
            "order-list.response.json",
            ("results", 3, "orderitem_set", 0, "price"),
            "$.results[*].orderitem_set[*].price",
        ),
        ("order-list.response.json", ("results", 3, "nobody", "knows"), "$.results[*].nobody.knows"),
        (
            "order-list.response.json",
            ("results", 0, "orderitem_set", 0, "product", "attributes_kwargs", "colour", "label"),
            "$.results[*].orderitem_set[*].product.attributes_kwargs.*.label",
        ),
    ],
)
def test_a_path_has_a_general_form(name: str, path: Any, general: str) -> None:
    assert form_of(name, 0).schema_at(path)[0] == general


def test_a_key_of_digits_is_not_an_element_of_a_list() -> None:
    assert form_of(PULL, 1).schema_at((2291090711512921, "errors"))[0] == "$.*.errors"


def test_an_unknown_path_has_no_description() -> None:
    assert form_of("order-list.response.json", 0).schema_at(("x",)) == ("$.x", {})


def test_the_matching_branch_of_a_union_is_described() -> None:
    body = page(ORDER_LIST, [put(order(7), "shipping_address.district.pk", "x")]).document
    errors = list(form_of("order-list.response.json", 0).errors(body))
    assert [list(error.instance_path)[-2:] for error in errors] == [["district", "pk"]]


def test_the_value_is_described_if_no_branch_matches() -> None:
    body = page(ORDER_LIST, [put(order(7), "shipping_address.district", 5)]).document
    errors = list(form_of("order-list.response.json", 0).errors(body))
    assert [(error.kind.name, error.instance_path[-1]) for error in errors] == [("anyOf", "district")]


def test_a_pull_text_is_compared_by_type_only() -> None:
    assert form_of(PULL, 1).is_met({"5": {"success": False, "errors": [f"not {EXISTS}"]}})
