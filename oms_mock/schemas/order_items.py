"""The items of an order: product, amounts, price list and stock list."""

from __future__ import annotations

from oms_mock.schemas.fields import (
    Boolean,
    DateTime,
    Decimal,
    Integer,
    Nested,
    NestedList,
    Object,
    OmsSchema,
    String,
    known_values,
)
from oms_mock.schemas.known_values import ATTRIBUTE_TYPES, CURRENCIES
from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED, SIBLING
from oms_mock.schemas.states import StateSchema

ATTRIBUTE = {
    "type": "object",
    "properties": {
        "label": {"type": ["string", "null"], "x-oms-provenance": str(DOCUMENTED)},
        "value": {"x-oms-provenance": str(DOCUMENTED)},
        "data_type": {
            "type": ["string", "null"],
            "x-known-values": known_values(ATTRIBUTE_TYPES),
            "x-oms-provenance": str(DOCUMENTED),
        },
    },
    "x-oms-provenance": str(DOCUMENTED),
}
"""One value of `attributes_kwargs`. Its keys are attribute names, which each deployment defines itself."""

ATTRIBUTE_VALUE = {"x-oms-provenance": str(DOCUMENTED)}
"""One value of `attributes`."""


class ProductImageSchema(OmsSchema):
    """An image of a product."""

    order = Integer(DOCUMENTED)
    id = Integer(DOCUMENTED)
    url = String(DOCUMENTED)
    product = Integer(DOCUMENTED)


class ProductSchema(OmsSchema):
    """A product as it was when Omnitron last synchronised it."""

    id = Integer(DOCUMENTED)
    productimage_set = NestedList(ProductImageSchema, DOCUMENTED)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    omnitron_id = Integer(DOCUMENTED)
    name = String(DOCUMENTED)
    base_code = String(DOCUMENTED)
    sku = String(DOCUMENTED)
    barcode = String(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    attributes = Object(DOCUMENTED, values=ATTRIBUTE_VALUE)
    attributes_kwargs = Object(DOCUMENTED, values=ATTRIBUTE)
    extra_attributes = Object(DOCUMENTED)
    remote_modified_date = DateTime(DOCUMENTED, nullable=True)


class PriceListSchema(OmsSchema):
    """The price list an item's price came from."""

    pk = Integer(DOCUMENTED)
    code = String(DOCUMENTED, nullable=True)
    name = String(DOCUMENTED)
    currency = String(DOCUMENTED, known=CURRENCIES)
    created_date = DateTime(DOCUMENTED)
    is_auto_sync = Boolean(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)


class StockListSchema(OmsSchema):
    """The stock list an item was reserved from."""

    pk = Integer(DOCUMENTED)
    code = String(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    name = String(DOCUMENTED)
    created_date = DateTime(DOCUMENTED)
    is_auto_sync = Boolean(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)


class ExtraFieldSchema(OmsSchema):
    """Free-form additional data of price and stock."""

    price_extra_field = Object(DOCUMENTED)
    stock_extra_field = Object(DOCUMENTED)


class OrderItemSchema(OmsSchema):
    """An order item. The types of its amounts are those of the sibling documentation of order items."""

    id = Integer(DOCUMENTED)
    state = Nested(StateSchema, DOCUMENTED)
    product = Nested(ProductSchema, DOCUMENTED)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    omnitron_id = Integer(DOCUMENTED)
    net_amount = Decimal(DOCUMENTED)
    price = Decimal(DOCUMENTED)
    price_currency = String(DOCUMENTED, known=CURRENCIES)
    retail_price = Decimal(DOCUMENTED)
    tax_rate = Decimal(DOCUMENTED)
    tax_amount = Decimal(DOCUMENTED, nullable=True, type_provenance=SIBLING)
    discount_amount = Decimal(DOCUMENTED)
    without_net_amount = Decimal(DOCUMENTED, nullable=True, type_provenance=SIBLING)
    installment_interest_amount = Decimal(DOCUMENTED, nullable=True, type_provenance=SIBLING)
    attributes = Object(DOCUMENTED)
    attributes_kwargs = Object(DOCUMENTED)
    image = String(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    price_list = Nested(PriceListSchema, DOCUMENTED)
    stock_list = Nested(StockListSchema, DOCUMENTED)
    extra_field = Nested(ExtraFieldSchema, DOCUMENTED)
    parent_omnitron_id = Integer(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    order = Integer(DOCUMENTED)
