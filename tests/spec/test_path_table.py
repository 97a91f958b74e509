"""The table of the paths of a response."""

from __future__ import annotations

import pytest

from oms_mock.spec import path_table, reader
from oms_mock.spec.path_table import ANY

LIST = path_table.of("order-list.response.json")
EVENTS = path_table.of("webhook-event-list.response.json")
ROW = "$.results[*]"


@pytest.mark.parametrize("name", reader.names())
def test_every_property_of_every_document_is_in_the_table(name: str) -> None:
    assert {path for path, _ in reader.properties(reader.load(name))} <= path_table.of(name).keys()


def test_types_are_those_of_the_schema() -> None:
    assert LIST[f"{ROW}.customer.phone_number"].types == {"string", "null"}
    assert LIST[f"{ROW}.state"].types == {"object"}
    assert LIST[f"{ROW}.shipping_address.district"].types == {"object", "null"}


def test_a_body_with_two_forms_has_the_paths_of_both() -> None:
    assert EVENTS["$"].types == {"object", "array"}
    assert {"$.results[*].uuid", "$[*].uuid"} <= EVENTS.keys()


def test_an_optional_property_is_not_required() -> None:
    assert LIST[f"{ROW}.segment"].is_required
    assert not LIST[f"{ROW}.state.translations"].is_required


def test_the_table_has_formats_and_known_values() -> None:
    assert LIST[f"{ROW}.created_date"].is_date
    assert LIST[f"{ROW}.orderitem_set[*].price"].places == 2
    assert "credit_card" in LIST[f"{ROW}.payment_type"].known
    assert LIST[f"{ROW}.number"].known is None


def test_objects_with_keys_defined_by_the_deployment_are_free() -> None:
    assert LIST[f"{ROW}.channel.configuration"].is_free
    assert EVENTS["$.results[*].request_payload"].is_free
    assert not LIST[f"{ROW}.customer"].is_free


def test_a_value_of_a_free_form_object_may_have_any_type() -> None:
    assert LIST[f"{ROW}.orderitem_set[*].product.attributes.*"].types == ANY
    assert LIST[f"{ROW}.commands[*]"].is_free


@pytest.mark.parametrize(
    ("path", "parent"), [("$.a.b", "$.a"), ("$.a[*]", "$.a"), ("$.a[*].b", "$.a[*]"), ("$[*]", "$"), ("$.a.*", "$.a")]
)
def test_parent_returns_the_path_of_the_container(path: str, parent: str) -> None:
    assert path_table.parent(path) == parent
