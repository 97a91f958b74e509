"""Creating, changing and deleting orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.clock import to_wire
from oms_mock.dataset import generator
from oms_mock.dataset.channels import channels
from oms_mock.dataset.scenarios import checks
from oms_mock.dataset.states import item_states, order_states
from oms_mock.errors import OrderNotFoundError, StoreUnavailableError, UnusableValueError
from oms_mock.services import list_mutations, order_edits, order_validation, orders, seeding, views
from oms_mock.services.worlds import Worlds
from oms_mock.store.store import Store
from oms_mock.store.worlds import World
from tests.databases import NewDatabase
from tests.hypothesis_profiles import examples

NOW = datetime(2030, 5, 4, 3, 2, 1, 654321, tzinfo=UTC)
WIRE_NOW = to_wire(NOW)
NEXT = generator.id_at(40)
ORDINARY = 100
"""The first generated order that is not a persona."""


def clock() -> datetime:
    return NOW


@pytest.fixture(name="store", scope="module")
def fixture_store(new_database: NewDatabase) -> Iterator[Store]:
    with closing(Store(new_database())) as store:
        seeding.seed(store, "default", 40, None)
        yield store


@pytest.fixture(name="world")
def fixture_world(store: Store) -> World:
    worlds = Worlds(store)
    worlds.drop("test")
    return worlds.enter("test")


def read(store: Store, order_id: int) -> Any:
    return orjson.loads(orders.full(store, store.worlds.open("test"), order_id))


def events(store: Store, order_id: int) -> list[Any]:
    world = store.worlds.open("test")
    return [orjson.loads(each) for each in store.webhook_events.page(world, order_id, "full", 0, 100)]


def error_of(store: Store, world: World, patch: Any, order_id: int | None = ORDINARY) -> str:
    before = read(store, ORDINARY), store.worlds.open("test")
    call = (
        partial(order_edits.change, store, world, clock, order_id)
        if order_id
        else partial(order_edits.add, store, world, clock)
    )
    with pytest.raises(UnusableValueError) as rejected:
        call(patch)
    assert (read(store, ORDINARY), store.worlds.open("test")) == before
    return str(rejected.value)


def test_an_order_without_given_values_is_newly_approved(store: Store, world: World) -> None:
    created = order_edits.add(store, world, clock, {})
    assert created == read(store, NEXT)
    assert [created[key] for key in ("id", "created_date", "modified_date", "date_placed")] == [NEXT, *[WIRE_NOW] * 3]
    assert (created["state"], created["tracking_number"]) == (order_states()["400"], None)
    assert {each["state"]["enum_value"] for each in created["orderitem_set"]} == {"400"}
    assert list(checks.of_order(created)) == []
    (event,) = events(store, NEXT)
    assert (event["webhook"]["event_type"], event["request_payload"]["payload"]["id"]) == ("order.created", NEXT)
    assert (event["created_date"], event["delivered"], event["response_http_status"]) == (WIRE_NOW, False, None)


def test_a_new_order_has_the_given_values(store: Store, world: World) -> None:
    given_values = {
        "number": "MINE",
        "state": {"enum_value": "550"},
        "customer": {"email": "me@example.com"},
        "created_date": "2020-01-01T00:00:00Z",
        "orderitem_set": [{"price": "1.00"}, {}],
    }
    created = order_edits.add(store, world, clock, given_values)
    assert (created["number"], created["customer"]["email"]) == ("MINE", "me@example.com")
    assert created["state"] == order_states()["550"]
    assert (created["created_date"], created["date_placed"]) == ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z")
    assert created["orderitem_set"][0]["price"] == "1.00"
    assert len({each["id"] for each in created["orderitem_set"]}) == 2
    assert {each["order"] for each in created["orderitem_set"]} == {created["id"]}
    assert {each["state"]["id"] for each in created["orderitem_set"]} == {item_states()["550"]["id"]}
    assert list(checks.of_order(created)) == []


def test_ids_of_new_orders_continue_and_item_ids_are_unique(store: Store, world: World) -> None:
    created = [order_edits.add(store, world, clock, {}) for _ in range(3)]
    assert [each["id"] for each in created] == [NEXT, NEXT + 1, NEXT + 2]
    items = [item["id"] for each in created for item in each["orderitem_set"]]
    assert len(set(items)) == len(items)
    assert min(items) > max(each["id"] for each in generator.order(42, NEXT - 1)["orderitem_set"])


def test_a_number_that_is_taken_is_not_generated(store: Store, world: World) -> None:
    order_edits.add(store, world, clock, {"number": f"22{NEXT + 1:014d}"})
    assert order_edits.add(store, world, clock, {})["number"] == f"23{NEXT + 1:014d}"


def test_a_rejected_order_uses_up_no_id(store: Store, world: World) -> None:
    error_of(store, world, {"notes": 5}, order_id=None)
    assert order_edits.add(store, world, clock, {})["id"] == NEXT


def test_a_change_is_in_every_view_and_sets_the_modified_date(store: Store, world: World) -> None:
    before = read(store, ORDINARY)
    after = order_edits.change(store, world, clock, ORDINARY, {"notes": "changed"})
    assert after == read(store, ORDINARY) == before | {"notes": "changed", "modified_date": WIRE_NOW}
    row = views.order_row(after)
    short = orjson.loads(orders.short(store, store.worlds.open("test"), ORDINARY))
    assert short == {key: value for key, value in after.items() if key != "orderitem_set"} | {
        "order_item_count": row.item_count
    }
    assert store.worlds.open("test").revision != world.revision
    assert events(store, ORDINARY)[0]["created_date"] < WIRE_NOW


def test_the_modified_date_increases_even_if_the_clock_does_not(store: Store, world: World) -> None:
    dates = [order_edits.change(store, world, clock, ORDINARY, {})["modified_date"] for _ in range(2)]
    dates.append(order_edits.change(store, world, lambda: NOW - timedelta(days=9), ORDINARY, {})["modified_date"])
    assert dates == [to_wire(NOW + timedelta(microseconds=each)) for each in range(3)]


def test_an_unchanged_modified_date_is_set_and_another_one_is_kept(store: Store, world: World) -> None:
    document = read(store, ORDINARY)
    assert order_edits.change(store, world, clock, ORDINARY, document)["modified_date"] == WIRE_NOW
    date = "2029-01-01T00:00:00Z"
    assert order_edits.change(store, world, clock, ORDINARY, {"modified_date": date})["modified_date"] == date


def test_a_channel_and_products_of_edits_are_those_of_shifted_orders(new_database: NewDatabase) -> None:
    with closing(Store(new_database())) as store:
        dataset = seeding.seed(store, "default", 60, None, until="2026-12-01")
        world = Worlds(store).enter("test")
        first = read(store, 100)
        days = seeding.days_of(dataset)
        others = (generator.order(42, each, days)["channel"] for each in range(101, 124))
        known = next(each for each in others if each["id"] != first["channel"]["id"])
        changed = order_edits.change(store, world, clock, 100, {"channel": {"id": known["id"]}})
        created = order_edits.add(store, world, clock, {})
    assert changed["channel"] == known
    products = [item["product"] for item in created["orderitem_set"]]
    assert {each["created_date"][:4] for each in products} <= {"2024", "2025", "2026"}
    assert created["shipping_address"]["modified_date"] > "2023"


@pytest.mark.parametrize("patch", [{"enum_value": "100"}, {"id": 2}])
def test_another_state_replaces_the_whole_object_and_dispatches_an_event(
    store: Store, world: World, patch: Any
) -> None:
    count = len(events(store, ORDINARY))
    after = order_edits.change(store, world, clock, ORDINARY, {"state": patch})
    assert after["state"] == order_states()["100"]
    dispatched = events(store, ORDINARY)
    assert len(dispatched) == count + 1
    assert dispatched[0]["webhook"]["event_type"] == "order.status.transitioned"
    assert dispatched[0]["request_payload"]["payload"]["state"]["enum_value"] == "100"
    order_edits.change(store, world, clock, ORDINARY, {"state": patch})
    assert len(events(store, ORDINARY)) == count + 1


def test_an_unknown_state_is_accepted(store: Store, world: World) -> None:
    state = {"id": 77, "enum_value": "999", "name": "Lost"}
    after = order_edits.change(store, world, clock, ORDINARY, {"state": state})
    assert {key: after["state"][key] for key in state} == state


def test_changing_the_customer_changes_it_in_both_addresses(store: Store, world: World) -> None:
    after = order_edits.change(store, world, clock, ORDINARY, {"customer": {"email": "new@example.com"}})
    assert after["shipping_address"]["customer"] == after["billing_address"]["customer"] == after["customer"]
    assert after["customer"]["email"] == "new@example.com"


def test_two_addresses_that_are_the_same_change_together(store: Store, world: World) -> None:
    assert (read(store, 1)["shipping_address"]["id"]) == read(store, 1)["billing_address"]["id"]
    after = order_edits.change(store, world, clock, 1, {"shipping_address": {"line": "Elsewhere 1"}})
    assert after["shipping_address"] == after["billing_address"]
    after = order_edits.change(store, world, clock, 1, {"billing_address": {"id": 12345, "line": "Nowhere 2"}})
    assert (after["shipping_address"]["line"], after["billing_address"]["line"]) == ("Elsewhere 1", "Nowhere 2")


def test_another_channel_replaces_the_whole_object_and_moves_the_customer(store: Store, world: World) -> None:
    after = order_edits.change(store, world, clock, ORDINARY, {"channel": {"id": 4}})
    assert after["channel"] == channels()[4].document
    assert list(checks.of_order(after)) == []


def test_items_are_kept_changed_added_and_removed(store: Store, world: World) -> None:
    (first, *_) = order_edits.change(store, world, clock, ORDINARY, {"orderitem_set": [{}, {}]})["orderitem_set"]
    later = NOW + timedelta(hours=1)
    patch = {"orderitem_set": [{"price": "9.90"}, {"id": first["id"], "state": {"enum_value": "500"}}]}
    after = order_edits.change(store, world, lambda: later, ORDINARY, patch)
    added, kept = after["orderitem_set"]
    assert kept == first | {"state": item_states()["500"], "modified_date": to_wire(later)}
    assert (added["price"], added["order"], added["created_date"]) == ("9.90", ORDINARY, to_wire(later))
    assert added["id"] > first["id"]
    assert list(checks.of_order(after)) == []
    unchanged = order_edits.change(store, world, clock, ORDINARY, {"orderitem_set": after["orderitem_set"]})
    assert unchanged["orderitem_set"] == after["orderitem_set"]


REJECTED = [
    ({"id": 5}, "$.id: cannot change"),
    ({"custmer": {}}, "$.custmer: unknown key; did you mean customer?"),
    ({"notes": 5}, "$.notes: Not a valid string"),
    ({"customer": {"email": None}}, "$.customer.email: Field may not be null"),
    ({"customer": "me"}, "$.customer: Invalid input type"),
    ({"customer": None}, "$.customer: Field may not be null"),
    ({"customer": {"channel": 99}}, "$.customer.channel: is 99, but $.channel.id is "),
    ({"channel": {"id": "x"}}, "$.channel.id: Not a valid integer"),
    ({"channel": {"configuration": {"password": "hunter2"}}}, "$.channel.configuration.password: is a filled secret: "),
    ({"shipping_address": {"customer": None}}, "$.shipping_address.customer: Field may not be null"),
    ({"created_date": "2026-13-01T00:00:00Z"}, "$.created_date: Not a valid UTC datetime"),
    ({"modified_date": None}, "$.modified_date: Field may not be null"),
    ({"number": "2200000000000101"}, "$.number: is the number of order 101 on the same channel"),
    ({"orderitem_set": None}, "$.orderitem_set: Field may not be null"),
    ({"orderitem_set": "x"}, "$.orderitem_set: Not a valid list"),
    ({"orderitem_set": [5]}, "$.orderitem_set[0]: must be an object"),
    ({"orderitem_set": [{"id": 1}]}, "$.orderitem_set[0].id: is not an item of the order, or is named twice"),
    ({"orderitem_set": [{"id": 100001}, {"id": 100001}]}, "$.orderitem_set[1].id: is not an item of the order"),
    ({"orderitem_set": [{"order": 1}]}, "$.orderitem_set[*].order: is 1, but $.id is 100"),
    ({"orderitem_set": [{"pryce": "1"}]}, "$.orderitem_set[0].pryce: unknown key; did you mean price?"),
    ({"orderitem_set": [{"price": 1}]}, "$.orderitem_set[0].price: Not a valid number"),
    ({"orderitem_set": [{}] * 1001}, "$.orderitem_set: has more than 1000 items"),
    ({"notes": "x" * order_validation.MAX_BYTES}, "$: is larger than "),
    ({"notes": "\ud800"}, "$.notes: contains NUL or an unpaired surrogate"),
]


@pytest.mark.parametrize(("patch", "message"), REJECTED, ids=[message for _, message in REJECTED])
def test_an_invalid_patch_is_rejected_with_its_path_and_changes_nothing(
    store: Store, world: World, patch: Any, message: str
) -> None:
    if message.startswith("$.number"):
        order_edits.change(store, world, clock, 101, {"channel": {"id": read(store, ORDINARY)["channel"]["id"]}})
    assert error_of(store, world, patch).startswith(message)


def test_a_new_order_with_an_id_is_rejected(store: Store, world: World) -> None:
    assert error_of(store, world, {"id": 5}, order_id=None) == "$.id: is given by the world: leave it out"


def test_a_deleted_order_has_no_events_and_its_id_is_not_used_again(store: Store, world: World) -> None:
    order_edits.add(store, world, clock, {})
    order_edits.delete(store, world, NEXT)
    for gone in (NEXT, 12345):
        with pytest.raises(OrderNotFoundError):
            order_edits.delete(store, world, gone)
        with pytest.raises(OrderNotFoundError):
            order_edits.change(store, world, clock, gone, {})
    assert events(store, NEXT) == []
    assert order_edits.add(store, world, clock, {})["id"] == NEXT + 1


def test_orders_arrive_and_disappear_at_both_ends_of_the_list(store: Store, world: World) -> None:
    assert list_mutations.arrive(store, world, clock) == NEXT
    assert [list_mutations.disappear(store, world, "newest") for _ in range(2)] == [NEXT, NEXT - 1]
    assert [list_mutations.disappear(store, world, "oldest") for _ in range(2)] == [1, 2]


def test_no_order_disappears_from_an_empty_list(new_database: NewDatabase) -> None:
    with closing(Store(new_database())) as store:
        seeding.seed(store, "empty", None, None)
        world = store.worlds.open("default")
        assert list_mutations.disappear(store, world, "newest") is None
        arrived = list_mutations.arrive(store, world, clock)
        assert list_mutations.disappear(store, world, "oldest") == arrived


def test_an_order_cannot_be_created_in_a_world_that_was_removed(store: Store, world: World) -> None:
    Worlds(store).drop("test")
    with pytest.raises(StoreUnavailableError, match="the world test has gone"):
        list_mutations.arrive(store, world, clock)
    assert len(store.orders.positions(Worlds(store).enter("test"), orders.Listing())) == 40


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([*generator.order(42, 1), "enum_value", "id", "channel", "customer", "email", "pk", "city"])
PATCHES = st.dictionaries(KEYS, ANYTHING | st.dictionaries(KEYS, ANYTHING, max_size=3), max_size=3)


@examples(150)
@given(PATCHES, st.lists(ANYTHING | st.dictionaries(KEYS, ANYTHING, max_size=2), max_size=2) | ANYTHING)
def test_any_document_is_rejected_or_gives_a_valid_order(store: Store, patch: dict[str, Any], items: Any) -> None:
    world = Worlds(store).enter("fuzzed")
    for body in (patch, patch | {"orderitem_set": items}):
        for created in (
            lambda sent: order_edits.add(store, world, clock, sent),
            lambda sent: order_edits.change(store, world, clock, ORDINARY, sent),
        ):
            with suppress(UnusableValueError):
                order = created(body)
                assert list(checks.of_order(order)) == []
                assert orders.full(store, store.worlds.open("fuzzed"), order["id"]) == views.order_row(order).full
