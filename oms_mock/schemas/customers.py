"""The customer and the addresses of an order."""

from __future__ import annotations

from oms_mock.schemas.fields import (
    Boolean,
    DateTime,
    Integer,
    Nested,
    Object,
    OmsSchema,
    String,
)
from oms_mock.schemas.known_values import ADDRESS_TYPES
from oms_mock.schemas.locations import CitySchema, CountrySchema, DistrictSchema, TownshipSchema
from oms_mock.schemas.provenance import ASSUMED, DOCUMENTED


class CustomerSchema(OmsSchema):
    """A customer of one sales channel."""

    email = String(DOCUMENTED, sensitive="personal")
    first_name = String(DOCUMENTED, sensitive="personal")
    last_name = String(DOCUMENTED, sensitive="personal")
    phone_number = String(DOCUMENTED, nullable=True, sensitive="personal", type_provenance=ASSUMED)
    erp_code = String(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    pk = Integer(DOCUMENTED)
    channel = Integer(DOCUMENTED)


class AddressSchema(OmsSchema):
    """A postal address. Both addresses of an order may be the same row."""

    id = Integer(DOCUMENTED)
    city = Nested(CitySchema, DOCUMENTED)
    country = Nested(CountrySchema, DOCUMENTED)
    township = Nested(TownshipSchema, DOCUMENTED)
    # null in the sibling package webhook sample, as is postcode
    district = Nested(DistrictSchema, DOCUMENTED, nullable=True)
    customer = Nested(CustomerSchema, DOCUMENTED)
    address_type = String(DOCUMENTED, known=ADDRESS_TYPES)
    created_date = DateTime(DOCUMENTED)
    modified_date = DateTime(DOCUMENTED)
    omnitron_id = Integer(DOCUMENTED)
    mapping = Object(DOCUMENTED, nullable=True, type_provenance=ASSUMED)
    title = String(DOCUMENTED, sensitive="personal")
    is_active = Boolean(DOCUMENTED)
    line = String(DOCUMENTED, sensitive="personal")
    postcode = String(DOCUMENTED, nullable=True, sensitive="personal")
    notes = String(DOCUMENTED, nullable=True, sensitive="personal", type_provenance=ASSUMED)
    email = String(DOCUMENTED, nullable=True, sensitive="personal")
    phone_number = String(DOCUMENTED, nullable=True, sensitive="personal")
    first_name = String(DOCUMENTED, sensitive="personal")
    last_name = String(DOCUMENTED, sensitive="personal")
    company_name = String(DOCUMENTED, nullable=True, sensitive="personal")
    tax_office = String(DOCUMENTED, nullable=True, sensitive="personal")
    tax_no = String(DOCUMENTED, nullable=True, sensitive="personal")
    e_bill_taxpayer = Boolean(DOCUMENTED)
