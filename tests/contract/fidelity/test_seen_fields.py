"""Which documented fields were seen in a run; no values are stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract.client.interaction import Interaction, Purpose
from oms_mock.contract.endpoints import (
    DELIVERY_TYPES,
    ENDPOINTS,
    EVENT_LIST,
    ORDER_DETAIL,
    ORDER_LIST,
    PULL,
)
from oms_mock.contract.fidelity.fields import fields
from oms_mock.contract.fidelity.seen_fields import SeenFields
from oms_mock.contract.outcome.report import Seen
from oms_mock.contract.rules.schema import form_checked
from oms_mock.contract.schema.validator import Path
from tests.contract.handmade import Handmade
from tests.contract.rules.builders import (
    bare_events,
    constants,
    event,
    events,
    first_page,
    opened,
    order,
    orders,
    page,
    pull_list,
    pulled,
    put,
    rejected,
    visit,
)
from tests.contract.rules.strategies import interactions
from tests.contract.test_run import run

BARCODE = "$.results[*].orderitem_set[*].product.barcode"


def seen(*interactions: Interaction) -> dict[str, Seen]:
    seen_fields = SeenFields()
    for each in interactions:
        seen_fields.take(each)
    return seen_fields.seen()


def in_list(*interactions: Interaction) -> Seen:
    return seen(*interactions)[ORDER_LIST.name]


def with_barcode(key: int, barcode: Any) -> Any:
    return put(order(key), "orderitem_set.0.product.barcode", barcode)


def test_a_field_with_a_value_is_seen_at_its_general_path() -> None:
    assert BARCODE in in_list(page(ORDER_LIST, [with_barcode(7, "8690")])).values


def test_a_field_that_is_always_null_is_seen_as_null_only() -> None:
    there = in_list(page(ORDER_LIST, [with_barcode(7, None)]))
    assert (BARCODE in there.values, BARCODE in there.nulls) == (False, True)


def test_a_value_in_the_last_row_of_the_last_page_is_seen() -> None:
    before = [page(ORDER_LIST, orders(*range(20)), number=number, limit=20) for number in range(1, 30)]
    last = page(ORDER_LIST, [*orders(*range(19)), with_barcode(7, "8690")], number=30, limit=20)
    there = in_list(*before, last)
    assert (BARCODE in there.values, BARCODE in there.nulls) == (True, False)


def test_a_missing_field_is_not_seen() -> None:
    there = seen(opened(order(7) | {"customer": {"pk": 1}}))[ORDER_DETAIL.name]
    assert ("$.customer.pk" in there.values, "$.customer.email" in there.values | there.nulls) == (True, False)


def test_a_field_in_the_second_element_of_a_list_is_seen() -> None:
    there = seen(opened(put(order(7, items=2), "orderitem_set.1.product.barcode", "8690")))[ORDER_DETAIL.name]
    assert "$.orderitem_set[*].product.barcode" in there.values


def test_free_form_keys_are_seen_as_any_key() -> None:
    attributes = {"colour": {"label": None}, "size": {"label": "Size", "value": 5}}
    full = put(order(7), "orderitem_set.0.product.attributes_kwargs", attributes)
    at = "$.orderitem_set[*].product.attributes_kwargs.*"
    assert {f"{at}.label", f"{at}.value"} <= seen(opened(full))[ORDER_DETAIL.name].values


@pytest.mark.parametrize(
    "other",
    [
        page(ORDER_LIST, orders(7), walk="second"),
        page(ORDER_LIST, orders(7), status=500),
        first_page(ORDER_LIST, 2, count=5, limit=2),
        rejected(ORDER_LIST, Purpose.PAST_END, 200, page(ORDER_LIST, orders(7)).document),
        visit(ORDER_LIST, 7, orders(7)),
    ],
    ids=["a second walk", "an error", "another limit", "what should be refused", "no form"],
)
def test_responses_that_no_rule_validates_are_ignored(other: Interaction) -> None:
    assert seen(other) == {}


def test_the_response_of_a_pull_is_recorded() -> None:
    assert seen(pulled(pull_list()))[PULL.name].values >= {"$[*].success", "$[*].errors"}


@pytest.mark.parametrize(
    ("body", "forms"),
    [(["standard"], {"a list of texts"}), ({"standard": "Standard"}, {"a map"}), ([], set()), ({}, set())],
    ids=str,
)
def test_the_form_of_a_body_that_is_not_empty_is_seen(body: Any, forms: set[str]) -> None:
    assert seen(constants(DELIVERY_TYPES, body)).get(DELIVERY_TYPES.name, Seen()).forms == forms


def test_two_forms_of_a_body_are_both_seen() -> None:
    there = seen(events([event(5)]), bare_events([event(6)]))[EVENT_LIST.name]
    assert there.forms == {"an object", "a list of objects"}
    assert {"$.results[*].id", "$[*].id"} <= there.values


def test_a_report_contains_the_fields_that_were_seen() -> None:
    judged, _ = run(Handmade(7, 8))
    assert judged.seen_fields.seen().keys() == {endpoint.name for endpoint in ENDPOINTS}
    assert "$.customer.email" in judged.seen_fields.seen()[ORDER_DETAIL.name].values


def walked(value: Any, place: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every place of a body, and what is there: the slow way."""
    yield place, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in steps:
        yield from walked(child, (*place, step))


def slowly(each: Interaction) -> Iterator[tuple[str, str, bool]]:
    form, body = form_checked(each) or (None, None)
    found = walked(body) if form and body else ()
    paths = ((form.schema_at(place)[0], value) for place, value in found if form)
    yield from (
        (each.endpoint.name, path, value is not None)
        for path, value in paths
        if path in {field.path for field in fields(each.endpoint)}
    )


@given(st.lists(interactions(), max_size=4))
def test_the_seen_fields_equal_those_of_a_complete_traversal(answers: list[Interaction]) -> None:
    slow = {found for each in answers for found in slowly(each)}
    quick = seen(*answers)
    documented = {endpoint.name: {each.path for each in fields(endpoint)} for endpoint in ENDPOINTS}
    assert {(name, path) for name, there in quick.items() for path in there.values & documented[name]} == {
        (name, path) for name, path, is_value in slow if is_value
    }
    assert {
        (name, path) for name, there in quick.items() for path in (there.values | there.nulls) & documented[name]
    } == {(name, path) for name, path, _ in slow}


@given(st.lists(interactions(), max_size=4))
def test_only_documented_paths_are_stored(answers: list[Interaction]) -> None:
    forms = [judged[0] for each in answers if (judged := form_checked(each))]
    possible = {"$"}.union(*(form.properties for form in forms))
    kept = {path for there in seen(*answers).values() for path in there.values | there.nulls}
    assert kept <= possible
