"""Country, city, township and district of an address. Each holds the keys of its parents."""

from __future__ import annotations

from oms_mock.schemas.fields import Boolean, Decimal, Integer, OmsSchema, String
from oms_mock.schemas.provenance import DOCUMENTED


class CountrySchema(OmsSchema):
    """A country. Its coordinates are decimals, and null in the vendor's sample."""

    pk = Integer(DOCUMENTED)
    name = String(DOCUMENTED)
    code = String(DOCUMENTED)
    is_active = Boolean(DOCUMENTED)
    longitude = Decimal(DOCUMENTED, places=8, nullable=True)
    latitude = Decimal(DOCUMENTED, places=8, nullable=True)


class CitySchema(OmsSchema):
    """A city of a country."""

    pk = Integer(DOCUMENTED)
    name = String(DOCUMENTED)
    country = Integer(DOCUMENTED)
    is_active = Boolean(DOCUMENTED)
    longitude = Decimal(DOCUMENTED, places=8, nullable=True)
    latitude = Decimal(DOCUMENTED, places=8, nullable=True)


class TownshipSchema(OmsSchema):
    """A township of a city."""

    pk = Integer(DOCUMENTED)
    name = String(DOCUMENTED)
    city = Integer(DOCUMENTED)
    is_active = Boolean(DOCUMENTED)
    longitude = Decimal(DOCUMENTED, places=8, nullable=True)
    latitude = Decimal(DOCUMENTED, places=8, nullable=True)


class DistrictSchema(OmsSchema):
    """A district of a township."""

    pk = Integer(DOCUMENTED)
    name = String(DOCUMENTED)
    city = Integer(DOCUMENTED)
    township = Integer(DOCUMENTED)
    is_active = Boolean(DOCUMENTED)
    longitude = Decimal(DOCUMENTED, places=8, nullable=True)
    latitude = Decimal(DOCUMENTED, places=8, nullable=True)
