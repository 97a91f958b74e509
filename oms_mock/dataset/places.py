"""Countries with their cities, townships and districts, with real postcodes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

FIRST_CITY = 101
FIRST_TOWNSHIP = 1001
FIRST_DISTRICT = 10001


class Point(NamedTuple):
    """Coordinates in wire form, or none."""

    longitude: str | None
    latitude: str | None


class Area(NamedTuple):
    """A row of the table: name, coordinates, and the areas inside it. A district has a postcode instead."""

    name: str
    point: Point
    parts: tuple[Area, ...] = ()
    postcode: str = ""


class Place(NamedTuple):
    """A district with its township, city and country, as documents."""

    country: dict[str, Any]
    city: dict[str, Any]
    township: dict[str, Any]
    district: dict[str, Any]
    postcode: str


NOWHERE = Point(None, None)


def at(longitude: str, latitude: str) -> Point:
    """Return coordinates of six decimal places with the eight of the API."""
    return Point(longitude + "00", latitude + "00")


def district(name: str, postcode: str, point: Point) -> Area:
    """Return the row of a district."""
    return Area(name, point, postcode=postcode)


# fmt: off
TURKEY = Area("Turkey", at("35.243322", "38.963745"), (
    Area("İstanbul", at("28.979530", "41.015137"), (
        Area("Kadıköy", at("29.027400", "40.990900"), (
            district("Caferağa", "34710", at("29.024900", "40.986200")),
            district("Fenerbahçe", "34726", at("29.040800", "40.971700")),
        )),
        Area("Beşiktaş", at("29.007400", "41.042200"), (
            district("Levent", "34330", at("29.011900", "41.079600")),
            district("Bebek", "34342", at("29.043400", "41.077500")),
        )),
    )),
    Area("Ankara", at("32.859741", "39.933363"), (
        Area("Çankaya", at("32.862700", "39.917900"), (
            district("Kızılay", "06420", at("32.854200", "39.920800")),
            district("Bahçelievler", "06490", at("32.825700", "39.919400")),
        )),
        Area("Keçiören", at("32.866900", "39.978600"), (
            district("Etlik", "06010", NOWHERE),
            district("Kalaba", "06120", at("32.871900", "39.981400")),
        )),
    )),
    Area("İzmir", at("27.142826", "38.423734"), (
        Area("Konak", at("27.128800", "38.418900"), (
            district("Alsancak", "35220", at("27.142900", "38.437500")),
            district("Göztepe", "35290", at("27.089900", "38.397000")),
        )),
        Area("Karşıyaka", at("27.109300", "38.459600"), (
            district("Bostanlı", "35590", at("27.095900", "38.457300")),
            district("Mavişehir", "35590", at("27.074500", "38.469500")),
        )),
    )),
    Area("Bursa", at("29.061000", "40.182800"), (
        Area("Osmangazi", at("29.060600", "40.187200"), (
            district("Çekirge", "16070", at("29.024600", "40.199400")),
            district("Kükürtlü", "16080", at("29.035800", "40.205900")),
        )),
        Area("Nilüfer", NOWHERE, (
            district("Görükle", "16285", at("28.832100", "40.226100")),
            district("Özlüce", "16120", at("28.905200", "40.222300")),
        )),
    )),
    Area("Antalya", at("30.713323", "36.896891"), (
        Area("Muratpaşa", at("30.720600", "36.885300"), (
            district("Şirinyalı", "07160", at("30.734700", "36.859900")),
            district("Kılınçarslan", "07100", at("30.705800", "36.883100")),
        )),
        Area("Konyaaltı", at("30.634000", "36.885900"), (
            district("Liman", "07130", at("30.602500", "36.845000")),
            district("Hurma", "07130", at("30.594300", "36.862200")),
        )),
    )),
))

ITALY = Area("Italy", at("12.567380", "41.871940"), (
    Area("Milano", at("9.190000", "45.464200"), (
        Area("Municipio 1", at("9.188200", "45.466600"), (
            district("Brera", "20121", at("9.187900", "45.471900")),
            district("Guastalla", "20122", at("9.198900", "45.461500")),
        )),
        Area("Municipio 6", at("9.152900", "45.444300"), (
            district("Porta Genova", "20144", at("9.169400", "45.453000")),
            district("Barona", "20142", at("9.154200", "45.436100")),
        )),
    )),
    Area("Roma", at("12.496366", "41.902782"), (
        Area("Municipio I", at("12.482300", "41.895500"), (
            district("Trastevere", "00153", at("12.469400", "41.889000")),
            district("Testaccio", "00153", at("12.475700", "41.876900")),
        )),
        Area("Municipio II", at("12.500600", "41.921900"), (
            district("Parioli", "00197", at("12.490100", "41.926300")),
            district("Trieste", "00199", at("12.512800", "41.925400")),
        )),
    )),
    Area("Torino", at("7.686856", "45.070312"), (
        Area("Circoscrizione 1", at("7.677200", "45.066700"), (
            district("Centro", "10123", at("7.685700", "45.067000")),
            district("Crocetta", "10129", at("7.660300", "45.058300")),
        )),
        Area("Circoscrizione 8", NOWHERE, (
            district("San Salvario", "10125", at("7.680900", "45.054600")),
            district("Borgo Po", "10131", NOWHERE),
        )),
    )),
    Area("Napoli", at("14.268120", "40.851799"), (
        Area("Municipalità 1", at("14.236600", "40.833500"), (
            district("Chiaia", "80121", at("14.239700", "40.834000")),
            district("Posillipo", "80123", at("14.203500", "40.811900")),
        )),
        Area("Municipalità 5", at("14.227300", "40.848400"), (
            district("Vomero", "80127", at("14.226800", "40.842500")),
            district("Arenella", "80128", at("14.227300", "40.853000")),
        )),
    )),
))

UNITED_KINGDOM = Area("United Kingdom", at("-3.435973", "55.378051"), (
    Area("London", at("-0.127758", "51.507351"), (
        Area("Camden", at("-0.142600", "51.539000"), (
            district("Bloomsbury", "WC1B 3DA", at("-0.126500", "51.521700")),
            district("Hampstead", "NW3 1QE", at("-0.178300", "51.555700")),
        )),
        Area("Hackney", at("-0.056300", "51.544900"), (
            district("Dalston", "E8 3DF", at("-0.075300", "51.546300")),
            district("Stoke Newington", "N16 0AA", at("-0.079900", "51.562000")),
        )),
    )),
    Area("Manchester", at("-2.242631", "53.480759"), (
        Area("Didsbury", at("-2.230800", "53.416400"), (
            district("East Didsbury", "M20 6RQ", at("-2.220600", "53.409400")),
            district("West Didsbury", "M20 2LN", at("-2.246000", "53.430500")),
        )),
        Area("Chorlton-cum-Hardy", at("-2.277600", "53.442700"), (
            district("Chorltonville", "M21 8FH", NOWHERE),
            district("Chorlton Green", "M21 9HS", at("-2.283100", "53.441400")),
        )),
    )),
    Area("Birmingham", at("-1.890401", "52.486243"), (
        Area("Edgbaston", at("-1.918100", "52.460000"), (
            district("Harborne", "B17 9PP", at("-1.953900", "52.460400")),
            district("Bartley Green", "B32 3PJ", at("-1.996100", "52.434700")),
        )),
        Area("Selly Oak", at("-1.935800", "52.441900"), (
            district("Bournville", "B30 1JR", at("-1.934200", "52.428700")),
            district("Selly Park", "B29 7LY", at("-1.919500", "52.442200")),
        )),
    )),
    Area("Edinburgh", at("-3.188267", "55.953252"), (
        Area("Leith", at("-3.173000", "55.975500"), (
            district("Newhaven", "EH6 4LP", at("-3.193300", "55.979700")),
            district("Leith Links", "EH6 8AA", at("-3.160200", "55.971000")),
        )),
        Area("Morningside", at("-3.209900", "55.928000"), (
            district("Bruntsfield", "EH10 4HD", at("-3.205700", "55.937100")),
            district("Merchiston", "EH10 5AB", at("-3.213900", "55.932900")),
        )),
    )),
))
# fmt: on

# The pk of a country is its calling code; its code is in lower case, as in the vendor's sample.
COUNTRIES = ((90, "tr", TURKEY), (39, "it", ITALY), (44, "gb", UNITED_KINGDOM))


@lru_cache(maxsize=1)
def places() -> dict[str, tuple[Place, ...]]:
    """Return all places by country code."""
    everywhere = tuple(_places())
    return {code: tuple(place for place in everywhere if place.country["code"] == code) for _, code, _ in COUNTRIES}


def _places() -> Iterator[Place]:
    city_pks, township_pks, district_pks = (
        count(FIRST_CITY),
        count(FIRST_TOWNSHIP),
        count(FIRST_DISTRICT),
    )
    for country_pk, code, country_row in COUNTRIES:
        country = _document(country_pk, country_row, code=code)
        for city_row in country_row.parts:
            city = _document(next(city_pks), city_row, country=country_pk)
            for township_row in city_row.parts:
                township = _document(next(township_pks), township_row, city=city["pk"])
                for row in township_row.parts:
                    district = _document(next(district_pks), row, city=city["pk"], township=township["pk"])
                    yield Place(country, city, township, district, row.postcode)


def _document(pk: int, row: Area, **parents: str | int) -> dict[str, Any]:
    return {
        "pk": pk,
        "name": row.name,
        **parents,
        "is_active": True,
        "longitude": row.point.longitude,
        "latitude": row.point.latitude,
    }
