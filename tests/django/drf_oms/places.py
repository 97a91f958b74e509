"""Countries, and what lies in them."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import TypeVar

from tests.django.drf_oms.models import City, Country, District, Place, Township

AnyPlace = TypeVar("AnyPlace", bound=Place)

MAP: dict[tuple[str, str], dict[str, dict[str, list[str]]]] = {
    ("Türkiye", "tr"): {
        "İzmir": {"Konak": ["Alsancak", "Güzelyalı"], "Bornova": []},
        "Eskişehir": {"Odunpazarı": ["Akcami"]},
    },
    ("Portugal", "pt"): {"Porto": {"Campanhã": ["Azevedo"], "Bonfim": []}},
}
"""Country and code, cities, townships, districts: of some townships none."""


def fill(rng: Random) -> None:
    """Write the map."""
    for (name, code), cities in MAP.items():
        country = _put(rng, Country(name=name, code=code))
        for city_name, townships in cities.items():
            city = _put(rng, City(name=city_name, country=country))
            for township_name, districts in townships.items():
                township = _put(rng, Township(name=township_name, city=city))
                for district_name in districts:
                    _put(rng, District(name=district_name, city=city, township=township))


def _put(rng: Random, place: AnyPlace) -> AnyPlace:
    if rng.random() < 0.7:
        place.longitude = Decimal(rng.randrange(-180 * 10**8, 180 * 10**8)).scaleb(-8)
        place.latitude = Decimal(rng.randrange(-90 * 10**8, 90 * 10**8)).scaleb(-8)
    place.save()
    return place
