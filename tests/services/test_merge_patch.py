"""Merge patches: RFC 7396, with two differences for required and unknown keys."""

from __future__ import annotations

from typing import Any

import pytest

from oms_mock.dataset import generator
from oms_mock.errors import UnusableValueError
from oms_mock.schemas.orders import OrderSchema
from oms_mock.services.merge_patch import merge, unusable

SCHEMA = OrderSchema()
ORDER = generator.order(42, 1)
ITEM_ATTRIBUTES = {"orderitem_set": [{"attributes": {"a": 1}}]}


def test_keys_of_the_patch_change_and_other_keys_do_not() -> None:
    merged = merge(ORDER, {"notes": "x", "customer": {"email": "new@example.com"}}, SCHEMA)
    assert merged == ORDER | {"notes": "x", "customer": ORDER["customer"] | {"email": "new@example.com"}}
    assert ORDER["customer"]["email"] != "new@example.com"


def test_null_is_the_new_value_of_a_required_key() -> None:
    assert merge(ORDER, {"notes": None}, SCHEMA) == ORDER | {"notes": None}


def test_null_removes_an_optional_key() -> None:
    merged = merge(ORDER, {"state": {"translations": None}}, SCHEMA)
    assert "translations" not in merged["state"]


def test_free_form_objects_are_merged_as_in_rfc_7396() -> None:
    before = ORDER | {"state": ORDER["state"] | {"config": {"a": 1, "b": {"c": 2, "d": 3}, "e": 4}}}
    patch = {"state": {"config": {"a": None, "b": {"c": None, "f": 5}, "e": {"g": None}, "h": [None]}}}
    assert merge(before, patch, SCHEMA)["state"]["config"] == {"b": {"d": 3, "f": 5}, "e": {}, "h": [None]}


def test_lists_are_replaced() -> None:
    assert merge(ORDER, {"commands": [{"a": 1}]}, SCHEMA)["commands"] == [{"a": 1}]


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ({"custmer": {}}, "$.custmer: unknown key; did you mean customer?"),
        ({"customer": {"mail": "x"}}, "$.customer.mail: unknown key; did you mean email?"),
        ({"zzz": None}, "$.zzz: unknown key"),
        ({"state": {"translations": {"de-de": {}}}}, "$.state.translations.de-de: unknown key"),
        ([], "$: must be an object"),
    ],
)
def test_an_unknown_key_is_rejected(patch: Any, message: str) -> None:
    with pytest.raises(UnusableValueError) as rejected:
        merge(ORDER, patch, SCHEMA)
    assert str(rejected.value).startswith(message)


def test_a_key_of_the_document_that_is_not_in_the_schema_is_accepted() -> None:
    assert merge(ORDER | {"mine": 1}, {"mine": {"a": 2}}, SCHEMA)["mine"] == {"a": 2}


@pytest.mark.parametrize(
    ("why", "message"), [("is odd", "$.a: is odd"), ("is it b?", "$.a: is it b?"), ("no.", "$.a: no")]
)
def test_an_error_is_one_sentence(why: str, message: str) -> None:
    assert str(unusable(("a",), why)) == message
