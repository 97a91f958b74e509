"""The examples of openapi.json: every operation, parameter and response has one, and a fake accepts and sends them."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from oms_mock.api import order_query
from oms_mock.dataset import omnitron, personas
from oms_mock.dataset.scenarios import library
from oms_mock.openapi.examples import KEYS, parameter_examples
from oms_mock.openapi.operations import METHODS
from oms_mock.spec import reader
from tests.conftest import Client

OPENAPI = reader.load(reader.OPENAPI)
OPERATIONS = {
    item[method]["operationId"]: (item, item[method])
    for item in OPENAPI["paths"].values()
    for method in METHODS
    if method in item
}
RESPONSES = [
    (operation_id, status, media_type)
    for operation_id, (_, operation) in OPERATIONS.items()
    for status, response in operation["responses"].items()
    for media_type in response.get("content", ())
]
WITH_PERSONAS = [name for name in library.names() if library.load(name).generated >= personas.COUNT]


def content_of(operation_id: str, status: str, media_type: str = "application/json") -> Any:
    return OPERATIONS[operation_id][1]["responses"][status]["content"][media_type]


@pytest.mark.parametrize(("operation_id", "status", "media_type"), RESPONSES)
def test_every_response_has_examples_that_satisfy_its_schema(operation_id: str, status: str, media_type: str) -> None:
    content = content_of(operation_id, status, media_type)
    values = [example["value"] for example in content["examples"].values()]
    validator = Draft202012Validator({**content["schema"], "components": OPENAPI["components"]})
    assert values
    assert [error.message for value in values for error in validator.iter_errors(value)] == []


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_parameter_has_an_example_and_queries_have_a_description(operation_id: str) -> None:
    item, operation = OPERATIONS[operation_id]
    assert [each["name"] for each in item.get("parameters", ()) if each["example"] != KEYS[each["name"]]] == []
    queries = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
    assert [each["name"] for each in queries if not each.get("description") or not each["schema"]["examples"]] == []


@pytest.mark.parametrize("name", WITH_PERSONAS)
def test_the_ids_of_the_examples_exist_in_every_scenario_with_generated_orders(name: str) -> None:
    scenario = library.load(name)
    order = next(order for order in scenario.orders() if order["id"] == KEYS["pk"])
    assert KEYS["webhook_event_id"] in [str(event["id"]) for event in scenario.webhook_events(order)]


@pytest.mark.parametrize("name", order_query.PARAMETERS)
def test_the_example_of_each_filter_finds_orders(client: Client, name: str) -> None:
    response = client.get(query_string={name: parameter_examples()[name]})
    assert response.json["count"] > 0


def test_the_examples_of_all_filters_together_find_the_order_of_the_persona(client: Client) -> None:
    response = client.get(query_string=parameter_examples())
    assert [order["id"] for order in response.json["results"]] == [KEYS["pk"]]


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_examples_of_parameters_satisfy_their_schemas(operation_id: str) -> None:
    item, operation = OPERATIONS[operation_id]
    assert [each["name"] for each in item.get("parameters", ()) if not fits(each["schema"], each["example"])] == []
    queries = [each["schema"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    assert [schema for schema in queries if not all(fits(schema, value) for value in schema["examples"])] == []


def fits(schema: dict[str, Any], value: object) -> bool:
    return bool(Draft202012Validator(schema).is_valid(value))


def test_the_examples_of_pulls_show_the_outcome_of_every_fixed_order_number() -> None:
    body = OPERATIONS["pull_from_omnitron"][1]["requestBody"]["content"]["application/json"]["examples"]
    results = content_of("pull_from_omnitron", "200")["examples"]
    outcomes = {each["order_number"]: each["success"] for each in results["every-outcome"]["value"]}
    assert list(outcomes) == body["every-outcome"]["value"]["order_numbers"]
    assert [number for number, succeeded in outcomes.items() if not succeeded] == [
        trigger.number for trigger in omnitron.TRIGGERS
    ]


@pytest.mark.parametrize("status", ["502", "503", "504"])
def test_the_example_of_a_gateway_is_its_page(status: str) -> None:
    page = content_of("order_list", status, "text/html")["examples"]["the-page-of-a-gateway"]["value"]
    assert f"<title>{status} " in page


def test_the_introduction_names_tokens_preferences_and_order_numbers() -> None:
    text = OPENAPI["info"]["description"]
    numbers = [trigger.number for trigger in omnitron.TRIGGERS]
    parts = [
        "Token oms-mock-limited",
        "@my-test",
        "Prefer: code=429",
        "?__code=429",
        str(omnitron.PULLABLE[0]),
        *numbers,
    ]
    assert [part for part in parts if part not in text] == []
