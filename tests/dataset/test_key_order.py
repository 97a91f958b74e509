"""Keys and key order of generated orders, compared with the vendor's sample."""

from __future__ import annotations

from typing import Any

import pytest

Document = dict[str, Any]

KEYS = {
    "order": """
        id state commands orderitem_set customer shipping_address billing_address channel payment_type retail_store
        delivery_range client_type delivery_type created_date modified_date omnitron_id number date_placed
        tracking_number has_gift_box gift_box_note notes segment cargo_company""",
    "order state": "id created_date modified_date translations name config enum_class enum_value content_type",
    "item state": "id created_date modified_date translations name config enum_class enum_value content_type",
    "item": """
        id state product created_date modified_date omnitron_id net_amount price price_currency retail_price tax_rate
        tax_amount discount_amount without_net_amount installment_interest_amount attributes attributes_kwargs image
        price_list stock_list extra_field parent_omnitron_id order""",
    "product": """
        id productimage_set created_date modified_date omnitron_id name base_code sku barcode attributes
        attributes_kwargs extra_attributes remote_modified_date""",
    "productimage": "order id url product",
    "price_list": "pk code name currency created_date is_auto_sync modified_date",
    "stock_list": "pk code name created_date is_auto_sync modified_date",
    "customer": "email first_name last_name phone_number erp_code pk channel",
    "address": """
        id city country township district customer address_type created_date modified_date omnitron_id mapping title
        is_active line postcode notes email phone_number first_name last_name company_name tax_office tax_no
        e_bill_taxpayer""",
    "country": "pk name code is_active longitude latitude",
    "city": "pk name country is_active longitude latitude",
    "township": "pk name city is_active longitude latitude",
    "district": "pk name city township is_active longitude latitude",
    "channel": "id channel_type created_date modified_date omnitron_id name configuration is_active",
}
NULLABLE = {
    "order": "retail_store delivery_range tracking_number gift_box_note notes segment cargo_company",
    "item": "tax_amount without_net_amount installment_interest_amount image parent_omnitron_id",
    "product": "barcode",
    "stock_list": "code",
    "customer": "phone_number erp_code",
    "address": "district notes",
    "township": "longitude latitude",
    "district": "longitude latitude",
}
COUNTS = {"order": 24, "item": 23, "product": 13, "order state": 9, "address": 24, "price_list": 7, "stock_list": 6}


@pytest.mark.parametrize("kind", COUNTS)
def test_the_table_has_as_many_keys_as_the_vendors_sample(kind: str) -> None:
    assert len(KEYS[kind].split()) == COUNTS[kind]


@pytest.mark.parametrize("kind", KEYS)
def test_every_object_has_the_keys_of_the_vendors_sample_in_the_same_order(
    parts: dict[str, list[Document]], kind: str
) -> None:
    assert {" ".join(part) for part in parts[kind]} == {" ".join(KEYS[kind].split())}


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind in NULLABLE for key in NULLABLE[kind].split()])
def test_nullable_values_are_sometimes_null_and_sometimes_not(
    parts: dict[str, list[Document]], kind: str, key: str
) -> None:
    assert {part[key] is None for part in parts[kind]} == {True, False}


@pytest.mark.parametrize("kind", KEYS)
def test_other_values_are_never_null(parts: dict[str, list[Document]], kind: str) -> None:
    empty = {key for part in parts[kind] for key, value in part.items() if value is None}

    assert empty - {"mapping"} == set(NULLABLE.get(kind, "").split())


def test_the_mapping_of_an_address_is_always_null(parts: dict[str, list[Document]]) -> None:
    assert {address["mapping"] for address in parts["address"]} == {None}


def test_the_extra_field_of_an_item_has_two_keys(parts: dict[str, list[Document]]) -> None:
    wanted: Document = {"price_extra_field": {}, "stock_extra_field": {}}

    assert [item for item in parts["item"] if item["extra_field"] != wanted] == []


def test_commands_of_an_order_are_empty(parts: dict[str, list[Document]]) -> None:
    assert [order for order in parts["order"] if order["commands"] != []] == []
