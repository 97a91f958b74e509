"""What the JSON Schemas say, as a table."""

from __future__ import annotations

import pytest

from oms_mock.spec import paths, reader
from oms_mock.spec.paths import ANY

LIST = paths.of("order-list.response.json")
EVENTS = paths.of("webhook-event-list.response.json")
ROW = "$.results[*]"


@pytest.mark.parametrize("name", reader.names())
def test_every_property_of_every_document_is_in_the_table(name: str) -> None:
    assert {path for path, _ in reader.properties(reader.load(name))} <= paths.of(name).keys()


def test_types_are_those_of_the_document() -> None:
    assert LIST[f"{ROW}.customer.phone_number"].types == {"string", "null"}
    assert LIST[f"{ROW}.state"].types == {"object"}
    assert LIST[f"{ROW}.shipping_address.district"].types == {"object", "null"}


def test_a_body_with_two_forms_has_the_paths_of_both() -> None:
    assert EVENTS["$"].types == {"object", "array"}
    assert {"$.results[*].uuid", "$[*].uuid"} <= EVENTS.keys()


def test_what_may_be_left_out_is_not_required() -> None:
    assert LIST[f"{ROW}.segment"].is_required
    assert not LIST[f"{ROW}.state.translations"].is_required


def test_formats_and_known_values_are_read() -> None:
    assert LIST[f"{ROW}.created_date"].is_date
    assert LIST[f"{ROW}.orderitem_set[*].price"].places == 2
    assert "credit_card" in LIST[f"{ROW}.payment_type"].known
    assert LIST[f"{ROW}.number"].known is None


def test_objects_whose_keys_are_a_deployments_own_are_free() -> None:
    assert LIST[f"{ROW}.channel.configuration"].is_free
    assert EVENTS["$.results[*].request_payload"].is_free
    assert not LIST[f"{ROW}.customer"].is_free


def test_what_the_document_leaves_open_may_be_anything() -> None:
    assert LIST[f"{ROW}.commands[*].*"].types == ANY


@pytest.mark.parametrize(
    ("path", "parent"), [("$.a.b", "$.a"), ("$.a[*]", "$.a"), ("$.a[*].b", "$.a[*]"), ("$[*]", "$"), ("$.a.*", "$.a")]
)
def test_a_path_lies_in_another(path: str, parent: str) -> None:
    assert paths.parent(path) == parent
