from __future__ import annotations

from oms_mock.dataset.states import item_states, order_states

KNOWN = [
    "50", "100", "200", "300", "350", "400", "425", "450", "500", "510", "520", "540", "544", "545", "546", "547",
    "550", "600",
]  # fmt: skip
APPROVED_ORDER = {
    "id": 6,
    "created_date": "2021-06-30T14:43:26.601899Z",
    "modified_date": "2022-10-14T10:39:33.629710Z",
    "translations": {"en-us": {"name": "Approved"}, "tr-tr": {"name": "Onaylanmış"}},
    "name": "Approved",
    "config": {},
    "enum_class": "OrderStatus",
    "enum_value": "400",
    "content_type": 2,
}
INACTIVE_ITEM = {
    "id": 27,
    "created_date": "2021-06-30T14:43:26.792596Z",
    "modified_date": "2022-10-14T10:39:33.571042Z",
    "translations": {"en-us": {"name": "Inactive"}, "tr-tr": {"name": "Aktif Olmayan"}},
    "name": "Inactive",
    "config": {},
    "enum_class": "OrderStatus",
    "enum_value": "425",
    "content_type": 3,
}


def test_the_approved_state_of_orders_is_that_of_the_vendors_sample() -> None:
    assert list(order_states()["400"].items()) == list(APPROVED_ORDER.items())


def test_the_inactive_state_of_items_is_that_of_the_vendors_sample() -> None:
    assert list(item_states()["425"].items()) == list(INACTIVE_ITEM.items())


def test_there_are_eighteen_states_of_orders_numbered_by_rank() -> None:
    assert {value: row["id"] for value, row in order_states().items()} == {
        value: rank for rank, value in enumerate(KNOWN, start=1)
    }


def test_ids_of_item_states_are_twenty_higher() -> None:
    assert {value: row["id"] - 20 for value, row in item_states().items()} == {
        value: rank for rank, value in enumerate(KNOWN, start=1)
    }


def test_states_of_orders_and_items_have_different_content_types() -> None:
    assert [{row["content_type"] for row in rows().values()} for rows in (order_states, item_states)] == [{2}, {3}]


def test_the_name_of_a_state_is_the_english_one() -> None:
    rows = [*order_states().values(), *item_states().values()]

    assert [row for row in rows if row["translations"]["en-us"]["name"] != row["name"]] == []


def test_every_state_has_a_different_turkish_name() -> None:
    assert len({row["translations"]["tr-tr"]["name"] for row in order_states().values()}) == len(KNOWN)
