"""Countries, cities, townships and districts that belong together, with real postcodes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

FIRST_CITY = 101
FIRST_TOWNSHIP = 1001
FIRST_DISTRICT = 10001


class Point(NamedTuple):
    """Coordinates as the wire writes them, or none."""

    longitude: str | None
    latitude: str | None


class Named(NamedTuple):
    """One row of the table: its name, where it is, what lies in it; a district has a postcode instead."""

    name: str
    point: Point
    parts: tuple[Named, ...] = ()
    postcode: str = ""


class Place(NamedTuple):
    """A district with everything around it, as documents."""

    country: dict[str, Any]
    city: dict[str, Any]
    township: dict[str, Any]
    district: dict[str, Any]
    postcode: str


NOWHERE = Point(None, None)


def at(longitude: str, latitude: str) -> Point:
    """Write six measured decimals as the eight of the wire."""
    return Point(longitude + "00", latitude + "00")


def quarter(name: str, postcode: str, point: Point) -> Named:
    """Build the row of a district."""
    return Named(name, point, postcode=postcode)


# fmt: off
TURKEY = Named("Turkey", at("35.243322", "38.963745"), (
    Named("İstanbul", at("28.979530", "41.015137"), (
        Named("Kadıköy", at("29.027400", "40.990900"), (
            quarter("Caferağa", "34710", at("29.024900", "40.986200")),
            quarter("Fenerbahçe", "34726", at("29.040800", "40.971700")),
        )),
        Named("Beşiktaş", at("29.007400", "41.042200"), (
            quarter("Levent", "34330", at("29.011900", "41.079600")),
            quarter("Bebek", "34342", at("29.043400", "41.077500")),
        )),
    )),
    Named("Ankara", at("32.859741", "39.933363"), (
        Named("Çankaya", at("32.862700", "39.917900"), (
            quarter("Kızılay", "06420", at("32.854200", "39.920800")),
            quarter("Bahçelievler", "06490", at("32.825700", "39.919400")),
        )),
        Named("Keçiören", at("32.866900", "39.978600"), (
            quarter("Etlik", "06010", NOWHERE),
            quarter("Kalaba", "06120", at("32.871900", "39.981400")),
        )),
    )),
    Named("İzmir", at("27.142826", "38.423734"), (
        Named("Konak", at("27.128800", "38.418900"), (
            quarter("Alsancak", "35220", at("27.142900", "38.437500")),
            quarter("Göztepe", "35290", at("27.089900", "38.397000")),
        )),
        Named("Karşıyaka", at("27.109300", "38.459600"), (
            quarter("Bostanlı", "35590", at("27.095900", "38.457300")),
            quarter("Mavişehir", "35590", at("27.074500", "38.469500")),
        )),
    )),
    Named("Bursa", at("29.061000", "40.182800"), (
        Named("Osmangazi", at("29.060600", "40.187200"), (
            quarter("Çekirge", "16070", at("29.024600", "40.199400")),
            quarter("Kükürtlü", "16080", at("29.035800", "40.205900")),
        )),
        Named("Nilüfer", NOWHERE, (
            quarter("Görükle", "16285", at("28.832100", "40.226100")),
            quarter("Özlüce", "16120", at("28.905200", "40.222300")),
        )),
    )),
    Named("Antalya", at("30.713323", "36.896891"), (
        Named("Muratpaşa", at("30.720600", "36.885300"), (
            quarter("Şirinyalı", "07160", at("30.734700", "36.859900")),
            quarter("Kılınçarslan", "07100", at("30.705800", "36.883100")),
        )),
        Named("Konyaaltı", at("30.634000", "36.885900"), (
            quarter("Liman", "07130", at("30.602500", "36.845000")),
            quarter("Hurma", "07130", at("30.594300", "36.862200")),
        )),
    )),
))

ITALY = Named("Italy", at("12.567380", "41.871940"), (
    Named("Milano", at("9.190000", "45.464200"), (
        Named("Municipio 1", at("9.188200", "45.466600"), (
            quarter("Brera", "20121", at("9.187900", "45.471900")),
            quarter("Guastalla", "20122", at("9.198900", "45.461500")),
        )),
        Named("Municipio 6", at("9.152900", "45.444300"), (
            quarter("Porta Genova", "20144", at("9.169400", "45.453000")),
            quarter("Barona", "20142", at("9.154200", "45.436100")),
        )),
    )),
    Named("Roma", at("12.496366", "41.902782"), (
        Named("Municipio I", at("12.482300", "41.895500"), (
            quarter("Trastevere", "00153", at("12.469400", "41.889000")),
            quarter("Testaccio", "00153", at("12.475700", "41.876900")),
        )),
        Named("Municipio II", at("12.500600", "41.921900"), (
            quarter("Parioli", "00197", at("12.490100", "41.926300")),
            quarter("Trieste", "00199", at("12.512800", "41.925400")),
        )),
    )),
    Named("Torino", at("7.686856", "45.070312"), (
        Named("Circoscrizione 1", at("7.677200", "45.066700"), (
            quarter("Centro", "10123", at("7.685700", "45.067000")),
            quarter("Crocetta", "10129", at("7.660300", "45.058300")),
        )),
        Named("Circoscrizione 8", NOWHERE, (
            quarter("San Salvario", "10125", at("7.680900", "45.054600")),
            quarter("Borgo Po", "10131", NOWHERE),
        )),
    )),
    Named("Napoli", at("14.268120", "40.851799"), (
        Named("Municipalità 1", at("14.236600", "40.833500"), (
            quarter("Chiaia", "80121", at("14.239700", "40.834000")),
            quarter("Posillipo", "80123", at("14.203500", "40.811900")),
        )),
        Named("Municipalità 5", at("14.227300", "40.848400"), (
            quarter("Vomero", "80127", at("14.226800", "40.842500")),
            quarter("Arenella", "80128", at("14.227300", "40.853000")),
        )),
    )),
))

UNITED_KINGDOM = Named("United Kingdom", at("-3.435973", "55.378051"), (
    Named("London", at("-0.127758", "51.507351"), (
        Named("Camden", at("-0.142600", "51.539000"), (
            quarter("Bloomsbury", "WC1B 3DA", at("-0.126500", "51.521700")),
            quarter("Hampstead", "NW3 1QE", at("-0.178300", "51.555700")),
        )),
        Named("Hackney", at("-0.056300", "51.544900"), (
            quarter("Dalston", "E8 3DF", at("-0.075300", "51.546300")),
            quarter("Stoke Newington", "N16 0AA", at("-0.079900", "51.562000")),
        )),
    )),
    Named("Manchester", at("-2.242631", "53.480759"), (
        Named("Didsbury", at("-2.230800", "53.416400"), (
            quarter("East Didsbury", "M20 6RQ", at("-2.220600", "53.409400")),
            quarter("West Didsbury", "M20 2LN", at("-2.246000", "53.430500")),
        )),
        Named("Chorlton-cum-Hardy", at("-2.277600", "53.442700"), (
            quarter("Chorltonville", "M21 8FH", NOWHERE),
            quarter("Chorlton Green", "M21 9HS", at("-2.283100", "53.441400")),
        )),
    )),
    Named("Birmingham", at("-1.890401", "52.486243"), (
        Named("Edgbaston", at("-1.918100", "52.460000"), (
            quarter("Harborne", "B17 9PP", at("-1.953900", "52.460400")),
            quarter("Bartley Green", "B32 3PJ", at("-1.996100", "52.434700")),
        )),
        Named("Selly Oak", at("-1.935800", "52.441900"), (
            quarter("Bournville", "B30 1JR", at("-1.934200", "52.428700")),
            quarter("Selly Park", "B29 7LY", at("-1.919500", "52.442200")),
        )),
    )),
    Named("Edinburgh", at("-3.188267", "55.953252"), (
        Named("Leith", at("-3.173000", "55.975500"), (
            quarter("Newhaven", "EH6 4LP", at("-3.193300", "55.979700")),
            quarter("Leith Links", "EH6 8AA", at("-3.160200", "55.971000")),
        )),
        Named("Morningside", at("-3.209900", "55.928000"), (
            quarter("Bruntsfield", "EH10 4HD", at("-3.205700", "55.937100")),
            quarter("Merchiston", "EH10 5AB", at("-3.213900", "55.932900")),
        )),
    )),
))
# fmt: on

# A country's pk is its calling code; its code is the one the reference writes, in lower case.
COUNTRIES = ((90, "tr", TURKEY), (39, "it", ITALY), (44, "gb", UNITED_KINGDOM))


@lru_cache(maxsize=1)
def places() -> dict[str, tuple[Place, ...]]:
    """Make every place, by country code."""
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


def _document(pk: int, row: Named, **within: str | int) -> dict[str, Any]:
    return {
        "pk": pk,
        "name": row.name,
        **within,
        "is_active": True,
        "longitude": row.point.longitude,
        "latitude": row.point.latitude,
    }
