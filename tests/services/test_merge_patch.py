"""Merge patches: RFC 7396, but for keys that must be there and keys that must not."""

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


def test_what_is_named_changes_and_the_rest_stays() -> None:
    merged = merge(ORDER, {"notes": "x", "customer": {"email": "new@example.com"}}, SCHEMA)
    assert merged == ORDER | {"notes": "x", "customer": ORDER["customer"] | {"email": "new@example.com"}}
    assert ORDER["customer"]["email"] != "new@example.com"


def test_a_null_is_the_value_of_a_key_that_must_be_there() -> None:
    assert merge(ORDER, {"notes": None}, SCHEMA) == ORDER | {"notes": None}


def test_a_null_takes_away_what_may_be_missing() -> None:
    merged = merge(ORDER, {"state": {"translations": None}}, SCHEMA)
    assert "translations" not in merged["state"]


def test_free_objects_are_merged_by_the_letter() -> None:
    before = ORDER | {"state": ORDER["state"] | {"config": {"a": 1, "b": {"c": 2, "d": 3}, "e": 4}}}
    patch = {"state": {"config": {"a": None, "b": {"c": None, "f": 5}, "e": {"g": None}, "h": [None]}}}
    assert merge(before, patch, SCHEMA)["state"]["config"] == {"b": {"d": 3, "f": 5}, "e": {}, "h": [None]}


def test_lists_are_replaced_whole() -> None:
    assert merge(ORDER, {"commands": [{"a": 1}]}, SCHEMA)["commands"] == [{"a": 1}]


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"custmer": {}}, "$.custmer: there is no such key: did you mean customer?"),
        ({"customer": {"mail": "x"}}, "$.customer.mail: there is no such key: did you mean email?"),
        ({"zzz": None}, "$.zzz: there is no such key"),
        ({"state": {"translations": {"de-de": {}}}}, "$.state.translations.de-de: there is no such key"),
        ([], "$: must be an object"),
    ],
)
def test_a_key_that_nothing_has_is_refused(patch: Any, said: str) -> None:
    with pytest.raises(UnusableValueError) as refused:
        merge(ORDER, patch, SCHEMA)
    assert str(refused.value).startswith(said)


def test_a_key_that_the_document_has_of_its_own_is_known() -> None:
    assert merge(ORDER | {"mine": 1}, {"mine": {"a": 2}}, SCHEMA)["mine"] == {"a": 2}


@pytest.mark.parametrize(
    ("why", "said"), [("is odd", "$.a: is odd."), ("is it b?", "$.a: is it b?"), ("no.", "$.a: no.")]
)
def test_what_is_wrong_is_one_sentence(why: str, said: str) -> None:
    assert str(unusable(("a",), why)) == said
