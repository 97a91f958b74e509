from __future__ import annotations

import re
from typing import Any

import pytest

from oms_mock.dataset.places import Place, places

POSTCODES = {
    "İstanbul": r"34\d{3}",
    "Ankara": r"06\d{3}",
    "İzmir": r"35\d{3}",
    "Bursa": r"16\d{3}",
    "Antalya": r"07\d{3}",
    "Milano": r"201\d\d",
    "Roma": r"001\d\d",
    "Torino": r"101\d\d",
    "Napoli": r"801\d\d",
    "London": r"(WC1B|NW3|E8|N16) \d[A-Z]{2}",
    "Manchester": r"M2[01] \d[A-Z]{2}",
    "Birmingham": r"B\d\d \d[A-Z]{2}",
    "Edinburgh": r"EH\d\d? \d[A-Z]{2}",
}
# Longitude and latitude from, to.
BOUNDS = {"tr": (26.0, 45.0, 35.8, 42.2), "it": (6.6, 18.6, 36.6, 47.1), "gb": (-8.2, 1.8, 49.9, 60.9)}


@pytest.fixture(name="everywhere")
def _everywhere() -> list[Place]:
    return [place for rows in places().values() for place in rows]


def shown(everywhere: list[Place]) -> list[dict[str, Any]]:
    return [part for place in everywhere for part in place[:4]]


def test_there_are_three_countries_with_different_pks() -> None:
    assert {code: rows[0].country["pk"] for code, rows in places().items()} == {"tr": 90, "it": 39, "gb": 44}


@pytest.mark.parametrize("code", ["tr", "it", "gb"])
def test_a_country_has_at_least_four_cities(code: str) -> None:
    assert len({place.city["pk"] for place in places()[code]}) >= 4


def test_a_city_has_at_least_two_townships(everywhere: list[Place]) -> None:
    pairs = {(place.city["pk"], place.township["pk"]) for place in everywhere}
    cities = [city for city, _ in pairs]

    assert [city for city in cities if cities.count(city) < 2] == []


def test_a_township_has_at_least_two_districts(everywhere: list[Place]) -> None:
    townships = [place.township["pk"] for place in everywhere]

    assert [township for township in townships if townships.count(township) < 2] == []


def test_every_area_references_its_parents(everywhere: list[Place]) -> None:
    astray = [
        place.district["name"]
        for place in everywhere
        if (place.city["country"], place.township["city"], place.district["city"], place.district["township"])
        != (place.country["pk"], place.city["pk"], place.city["pk"], place.township["pk"])
    ]

    assert astray == []


def test_every_district_has_a_different_pk(everywhere: list[Place]) -> None:
    assert len({place.district["pk"] for place in everywhere}) == len(everywhere)


def test_a_postcode_has_the_prefix_of_its_city(everywhere: list[Place]) -> None:
    assert [place for place in everywhere if not re.fullmatch(POSTCODES[place.city["name"]], place.postcode)] == []


def test_coordinates_have_eight_decimal_places(everywhere: list[Place]) -> None:
    written = {part[axis] for part in shown(everywhere) for axis in ("longitude", "latitude")} - {None}

    assert [text for text in written if not re.fullmatch(r"-?\d{1,2}\.\d{8}", text)] == []


@pytest.mark.parametrize("code", ["tr", "it", "gb"])
def test_coordinates_are_inside_the_country(code: str) -> None:
    west, east, south, north = BOUNDS[code]
    points = [
        (float(part["longitude"]), float(part["latitude"])) for part in shown(list(places()[code])) if part["latitude"]
    ]

    assert [point for point in points if not (west < point[0] < east and south < point[1] < north)] == []


@pytest.mark.parametrize("level", ["township", "district"])
def test_districts_and_townships_are_near_their_city(everywhere: list[Place], level: str) -> None:
    distances = {
        part["name"]: max(abs(float(part[axis]) - float(place.city[axis])) for axis in ("longitude", "latitude"))
        for place in everywhere
        for part in [getattr(place, level)]
        if part["latitude"]
    }

    assert {name: distance for name, distance in distances.items() if distance > 0.3} == {}


def test_some_areas_have_neither_longitude_nor_latitude(everywhere: list[Place]) -> None:
    unknown = {(part["longitude"] is None, part["latitude"] is None) for part in shown(everywhere)}

    assert unknown == {(False, False), (True, True)}


def test_turkish_names_are_spelled_correctly(everywhere: list[Place]) -> None:
    names = {part["name"] for part in shown(everywhere)}

    assert names >= {"İstanbul", "Kadıköy", "Caferağa", "Beşiktaş", "Çankaya", "Keçiören", "İzmir", "Nilüfer"}
