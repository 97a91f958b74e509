"""The JSON Schemas are valid, and accept the vendor's sample and the fake's responses, but no invalid bodies."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from oms_mock.cli import schema
from oms_mock.openapi import export
from oms_mock.spec import reader
from tests import vendor
from tests.conftest import Client

ORDER_LIST = "order-list.response.json"

RESPONSES = {
    "order-list.response.json": "?limit=100",
    "order-list-short.response.json": "short/?limit=100",
    "order-list-simple.response.json": "list-simple/?limit=100",
    "order-detail.response.json": "700/",
    "order-detail-short.response.json": "700/short/",
    "webhook-event-list.response.json": "700/webhook_events/",
    "webhook-event-list-short.response.json": "700/webhook_events/short/",
    "webhook-event-detail.response.json": "700/webhook_events/7001/",
    "delivery-type-enums.response.json": "delivery_type_enums/",
    "payment-type-enums.response.json": "payment_type_enums/",
    "refusal.response.json": "?page=99",
    "validation-error.response.json": "?state=x",
}


@cache
def validator(name: str) -> Any:
    return Draft202012Validator(reader.load(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def errors(name: str, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(document)]


def test_the_committed_schemas_equal_the_exported_ones() -> None:
    exported = schema.documents()
    assert sorted(exported) == sorted([*reader.names(), reader.OPENAPI])
    for name, text in exported.items():
        assert export._text(reader.load(name)) == text


@pytest.mark.parametrize("name", reader.names())
def test_each_document_is_a_valid_json_schema(name: str) -> None:
    assert reader.load(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(reader.load(name))


def test_the_vendors_sample_satisfies_the_schema() -> None:
    assert errors(ORDER_LIST, vendor.sample()) == []


@pytest.mark.parametrize("name", RESPONSES)
def test_the_responses_of_the_fake_satisfy_the_schemas(client: Client, name: str) -> None:
    assert errors(name, client.get(RESPONSES[name]).json) == []


@pytest.mark.sweep
def test_all_orders_of_the_default_scenario_satisfy_the_schema(client: Client) -> None:
    pages = [client.get(f"?limit=100&page={number}").json for number in range(1, 9)]
    assert [error for page in pages for error in errors(ORDER_LIST, page)] == []


def test_request_and_response_of_a_pull_satisfy_the_schemas(fresh: Client) -> None:
    results = fresh.pull("9000000000000001", "nonsense")
    assert errors("pull-from-omnitron.response.json", results) == []
    assert errors("pull-from-omnitron.request.json", {"order_numbers": ["1"]}) == []
    assert errors("pull-from-omnitron.request.json", {"order_numbers": [1]}) != []


Change = Callable[[dict[str, Any]], object]

MUTATIONS: dict[str, Change] = {
    "a key is missing": lambda order: order.pop("number"),
    "a key of an item is missing": lambda order: order["orderitem_set"][0].pop("price"),
    "a decimal is a number": lambda order: order["orderitem_set"][0].update(price=250.0),
    "a decimal has one place": lambda order: order["orderitem_set"][0].update(price="250.0"),
    "a decimal has a comma": lambda order: order["orderitem_set"][0].update(price="250,00"),
    "a coordinate has six places": lambda order: order["shipping_address"]["city"].update(latitude="39.920763"),
    "a date has no zone": lambda order: order.update(created_date="2023-05-17T13:45:55.657199"),
    "a date has three digits": lambda order: order.update(created_date="2023-05-17T13:45:55.657Z"),
    "a date has an offset": lambda order: order.update(created_date="2023-05-17T13:45:55.657199+00:00"),
    "a date does not exist": lambda order: order.update(created_date="2023-13-45T13:45:55.657199Z"),
    "an id is a string": lambda order: order.update(id="6998"),
    "an id is null": lambda order: order.update(id=None),
    "a flag is a number": lambda order: order.update(has_gift_box=0),
    "the e-mail is null": lambda order: order["customer"].update(email=None),
    "an item is null": lambda order: order.update(orderitem_set=[None]),
    "an attribute has a list as its label": lambda order: order["orderitem_set"][0]["product"]["attributes_kwargs"][
        "hallo"
    ].update(label=[]),
}

VARIATIONS: dict[str, Change] = {
    "an additional key": lambda order: order.update(brand_new=1),
    "a date at a whole second": lambda order: order.update(created_date="2023-05-17T13:45:55Z"),
    "translations null": lambda order: order["state"].update(translations=None),
    "translations absent": lambda order: order["state"].pop("translations"),
    "another language": lambda order: order["state"]["translations"].update({"de-de": {"name": "Genehmigt"}}),
    "no configuration": lambda order: order["channel"].update(configuration={}),
    "district null": lambda order: order["shipping_address"].update(district=None),
    "coordinates null": lambda order: order["shipping_address"]["city"].update(latitude=None, longitude=None),
    "cargo_company null": lambda order: order.update(cargo_company=None),
    "an unknown payment type": lambda order: order.update(payment_type="barter"),
    "a store as key": lambda order: order.update(retail_store=7),
    "a store as object": lambda order: order.update(retail_store={"id": 7}),
    "amounts filled": lambda order: order["orderitem_set"][0].update(
        tax_amount="18.52", without_net_amount="1.00", installment_interest_amount="-0.50"
    ),
}


def changed(change: Change) -> dict[str, Any]:
    page = copy.deepcopy(vendor.sample())
    change(page["results"][0])
    return page


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutated_sample_is_rejected(mutation: str) -> None:
    assert errors(ORDER_LIST, changed(MUTATIONS[mutation])) != []


@pytest.mark.parametrize("variation", VARIATIONS)
def test_a_permitted_variation_of_the_sample_is_accepted(variation: str) -> None:
    assert errors(ORDER_LIST, changed(VARIATIONS[variation])) == []


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("payment-type-enums.response.json", [{"value": "credit_card", "label": "Credit Card"}]),
        ("payment-type-enums.response.json", ["credit_card"]),
        ("payment-type-enums.response.json", {"credit_card": "Credit Card"}),
        ("pull-from-omnitron.response.json", [{"order_number": "1", "success": True}]),
        ("pull-from-omnitron.response.json", {"1": {"success": False, "errors": ["no"]}}),
        ("webhook-event-list-short.response.json", [{"id": 1}]),
        ("webhook-event-list-short.response.json", {"count": 0, "next": None, "previous": None, "results": []}),
        ("order-detail-short.response.json", {"id": 1, "number": "1", "state": "Approved"}),
        ("order-detail-short.response.json", {"id": 1, "number": "1", "state": {"id": 6}}),
    ],
)
def test_an_undocumented_body_is_accepted_in_its_likely_forms(name: str, document: Any) -> None:
    assert errors(name, document) == []


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("payment-type-enums.response.json", [1]),
        ("payment-type-enums.response.json", [{"value": "credit_card"}]),
        ("pull-from-omnitron.response.json", [{"order_number": "1"}]),
        ("pull-from-omnitron.response.json", {"1": {"success": "yes"}}),
        ("webhook-event-list-short.response.json", {"results": []}),
        ("order-detail-short.response.json", {"id": 1, "number": "1", "state": None}),
        ("refusal.response.json", {"detail": ["no"]}),
    ],
)
def test_an_undocumented_body_is_rejected_in_other_forms(name: str, document: Any) -> None:
    assert errors(name, document) != []
