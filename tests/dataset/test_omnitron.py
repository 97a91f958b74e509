"""The orders of Omnitron."""

from __future__ import annotations

from oms_mock.dataset.omnitron import (
    ALLOWED_CHANNELS,
    CARGO_COMPANIES,
    MIN_ORDER_OMNITRON_ID,
    PULLABLE,
    SETTINGS,
    TRIGGERS,
    omnitron_orders,
)
from oms_mock.dataset.orders import order

SIDE = {each["number"]: each for each in omnitron_orders(42)}


def test_the_pullable_orders_pass_every_check() -> None:
    pullable = [SIDE[str(number)] for number in PULLABLE]
    assert len(pullable) == 20
    assert all(each["omnitron_id"] >= SETTINGS[MIN_ORDER_OMNITRON_ID] for each in pullable)
    assert all(each["channel"]["id"] in SETTINGS[ALLOWED_CHANNELS] for each in pullable)
    assert all(each["cargo_company"] in (None, *SETTINGS[CARGO_COMPANIES]) for each in pullable)


def test_the_triggers_are_the_five_documented_errors_in_order() -> None:
    assert [trigger.text for trigger in TRIGGERS] == [1, 2, 3, 4, 5]


def test_the_number_of_the_first_error_is_that_of_the_oldest_order() -> None:
    assert order(42, 1)["number"] == order(7, 1)["number"] == TRIGGERS[0].number
    assert TRIGGERS[0].number not in SIDE


def test_the_numbers_do_not_depend_on_the_seed() -> None:
    assert list(SIDE) == [each["number"] for each in omnitron_orders(7)]


def test_omnitron_ids_are_unique_and_bundled_items_reference_their_parent() -> None:
    items = [item for each in SIDE.values() for item in each["orderitem_set"]]
    ids = {item["omnitron_id"] for item in items}
    parents = {item["parent_omnitron_id"] for item in items} - {None}
    assert len(ids) == len(items)
    assert parents
    assert parents <= ids


def test_every_order_and_item_is_in_the_state_approved() -> None:
    states = {state["enum_value"] for each in SIDE.values() for state in _states(each)}
    assert states == {"400"}


def _states(order: dict) -> list[dict]:
    return [order["state"], *(item["state"] for item in order["orderitem_set"])]
