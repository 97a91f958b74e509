"""Orders: the full object of the vendor's sample, and the shorter views.

Each view declares all of its keys, because the order of the declarations is the order of the keys in a response.
"""

from __future__ import annotations

from typing import Any

import marshmallow

from oms_mock.schemas.channels import ChannelSchema
from oms_mock.schemas.customers import AddressSchema, CustomerSchema
from oms_mock.schemas.fields import (
    Boolean,
    DateTime,
    Integer,
    Nested,
    NestedList,
    Objects,
    OmsSchema,
    Reference,
    String,
)
from oms_mock.schemas.known_values import CLIENT_TYPES, DELIVERY_TYPES, PAYMENT_TYPES
from oms_mock.schemas.order_items import OrderItemSchema
from oms_mock.schemas.pages import SiblingPageSchema
from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED, SIBLING
from oms_mock.schemas.states import StateSchema


class OrderSchema(OmsSchema):
    """A full order, as a row of the order list."""

    id = Integer(DOCUMENTED)
    state = Nested(StateSchema, DOCUMENTED)
    commands = Objects(DOCUMENTED, type_provenance=ASSUMED)
    orderitem_set = NestedList(OrderItemSchema, DOCUMENTED)
    customer = Nested(CustomerSchema, DOCUMENTED)
    shipping_address = Nested(AddressSchema, DOCUMENTED)
    billing_address = Nested(AddressSchema, DOCUMENTED)
    channel = Nested(ChannelSchema, DOCUMENTED)
    payment_type = String(DOCUMENTED, known=PAYMENT_TYPES)
    retail_store = Reference(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    delivery_range = String(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    client_type = String(DOCUMENTED, known=CLIENT_TYPES)
    delivery_type = String(DOCUMENTED, known=DELIVERY_TYPES)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    omnitron_id = Integer(DOCUMENTED)
    number = String(DOCUMENTED)
    date_placed = DateTime(DOCUMENTED)
    tracking_number = String(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    has_gift_box = Boolean(DOCUMENTED)
    gift_box_note = String(DOCUMENTED, nullable=True, sensitive="personal", type_provenance=ASSUMED)
    notes = String(DOCUMENTED, nullable=True, sensitive="personal", type_provenance=ASSUMED)
    segment = Reference(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    cargo_company = Integer(DOCUMENTED, nullable=True)


class OrderDetailSchema(OrderSchema):
    """A full order by its key.

    The vendor's documentation names some parts in its prose and shows no body. The other keys are those of the list.
    """

    documented_parts = frozenset(
        {
            "state",
            "commands",
            "orderitem_set",
            "customer",
            "shipping_address",
            "billing_address",
            "channel",
        }
    )

    def on_bind_field(self, field_name: str, field_obj: marshmallow.fields.Field[Any]) -> None:
        """Label the keys that the prose does not name `sibling`, because the list documents them."""
        if field_name not in self.documented_parts:
            field_obj.metadata = {**field_obj.metadata, "x-oms-provenance": str(SIBLING)}


class OrderShortSchema(OmsSchema):
    """A row of the short list: references instead of objects, and the number of items."""

    id = Integer(ASSUMED)
    state = Reference(ASSUMED, required=False)
    customer = Reference(ASSUMED, required=False)
    shipping_address = Reference(ASSUMED, required=False)
    billing_address = Reference(ASSUMED, required=False)
    channel = Reference(ASSUMED, required=False)
    cargo_company = Reference(ASSUMED, required=False, nullable=True)
    retail_store = Reference(ASSUMED, required=False, nullable=True)
    order_item_count = Integer(DOCUMENTED)
    payment_type = String(ASSUMED, required=False, known=PAYMENT_TYPES)
    delivery_type = String(ASSUMED, required=False, known=DELIVERY_TYPES)
    client_type = String(ASSUMED, required=False, known=CLIENT_TYPES)
    created_date = DateTime(ASSUMED, required=False)
    modified_date = DateTime(ASSUMED, required=False)
    omnitron_id = Integer(ASSUMED, required=False)
    number = String(ASSUMED)
    date_placed = DateTime(ASSUMED, required=False)
    tracking_number = String(ASSUMED, required=False, nullable=True)
    delivery_range = String(ASSUMED, required=False, nullable=True)
    segment = Reference(ASSUMED, required=False, nullable=True)


class OrderSimpleSchema(OmsSchema):
    """A row of the list for business intelligence: flat values only."""

    id = Integer(ASSUMED)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    omnitron_id = Integer(ASSUMED, required=False)
    number = String(ASSUMED, required=False)
    date_placed = DateTime(ASSUMED, required=False)
    state = Reference(ASSUMED, required=False)
    customer = Reference(ASSUMED, required=False)
    channel = Reference(ASSUMED, required=False)
    shipping_address = Reference(ASSUMED, required=False)
    billing_address = Reference(ASSUMED, required=False)
    payment_type = String(ASSUMED, required=False, known=PAYMENT_TYPES)
    delivery_type = String(ASSUMED, required=False, known=DELIVERY_TYPES)
    client_type = String(ASSUMED, required=False, known=CLIENT_TYPES)
    tracking_number = String(ASSUMED, required=False, nullable=True)
    cargo_company = Reference(ASSUMED, required=False, nullable=True)


class OrderDetailShortSchema(OmsSchema):
    """An order with fewer details. The fake returns the full order with the number of items in place of the items."""

    id = Integer(ASSUMED)
    state = Reference(ASSUMED)
    commands = Objects(ASSUMED, required=False)
    customer = Reference(ASSUMED, required=False)
    shipping_address = Reference(ASSUMED, required=False)
    billing_address = Reference(ASSUMED, required=False)
    channel = Reference(ASSUMED, required=False)
    payment_type = String(ASSUMED, required=False, known=PAYMENT_TYPES)
    retail_store = Reference(ASSUMED, required=False, nullable=True)
    delivery_range = String(ASSUMED, required=False, nullable=True)
    client_type = String(ASSUMED, required=False, known=CLIENT_TYPES)
    delivery_type = String(ASSUMED, required=False, known=DELIVERY_TYPES)
    created_date = DateTime(ASSUMED, required=False)
    modified_date = DateTime(ASSUMED, required=False)
    omnitron_id = Integer(ASSUMED, required=False)
    number = String(ASSUMED)
    date_placed = DateTime(ASSUMED, required=False)
    tracking_number = String(ASSUMED, required=False, nullable=True)
    has_gift_box = Boolean(ASSUMED, required=False)
    gift_box_note = String(ASSUMED, required=False, nullable=True, sensitive="personal")
    notes = String(ASSUMED, required=False, nullable=True, sensitive="personal")
    segment = Reference(ASSUMED, required=False, nullable=True)
    cargo_company = Reference(ASSUMED, required=False, nullable=True)
    order_item_count = Integer(ASSUMED, required=False)


class OrderListPageSchema(OmsSchema):
    """A page of full orders: the one response body in the vendor's documentation."""

    count = Integer(DOCUMENTED)
    next = String(DOCUMENTED, nullable=True)
    previous = String(DOCUMENTED, nullable=True, type_provenance=SIBLING)
    results = NestedList(OrderSchema, DOCUMENTED)


class OrderShortPageSchema(SiblingPageSchema):
    """A page of the short list."""

    results = NestedList(OrderShortSchema, SIBLING)


class OrderSimplePageSchema(SiblingPageSchema):
    """A page of the list for business intelligence."""

    results = NestedList(OrderSimpleSchema, SIBLING)
