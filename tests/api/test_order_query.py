"""Filters and sorting of the order lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oms_mock.api.order_query import PARAMETERS
from tests.conftest import Client, newest_first


def rows(client: Client, query: str, path: str = "") -> list[Any]:
    found: list[Any] = []
    url: str | None = f"{path}?limit=100&{query}"
    while url:
        page = client.get(url).json
        found += page["results"]
        url = page["next"] and path + "?" + page["next"].partition("?")[2]
    assert page["count"] == len(found)
    return found


@pytest.fixture(name="all_rows", scope="module")
def fixture_all_rows(default_app: Any) -> list[Any]:
    return rows(Client(default_app.test_client()), "")


MIDDLE = "2022-01-25T12:00:00Z"

FILTERS: dict[str, Callable[[Any], bool]] = {
    "state=6": lambda row: row["state"]["id"] == 6,
    "state__enum_value=550": lambda row: row["state"]["enum_value"] == "550",
    "number=2200000000000017": lambda row: row["number"] == "2200000000000017",
    "number=220000000000001": lambda row: row["number"].startswith("220000000000001"),
    "omnitron_id=50017": lambda row: row["omnitron_id"] == 50017,
    "channel=3": lambda row: row["channel"]["id"] == 3,
    "payment_type=pay_on_delivery": lambda row: row["payment_type"] == "pay_on_delivery",
    "delivery_type=same_day": lambda row: row["delivery_type"] == "same_day",
    "pk__in=5,1, 700": lambda row: row["id"] in {5, 1, 700},
    "pk__in=,5,1, ,": lambda row: row["id"] in {5, 1},
    "number=%202200000000000017%20": lambda row: row["number"] == "2200000000000017",
    "state__enum_value=%20550": lambda row: row["state"]["enum_value"] == "550",
    "id__gt=700": lambda row: row["id"] > 700,
    "id__gte=700": lambda row: row["id"] >= 700,
    "id__lt=7": lambda row: row["id"] < 7,
    "id__lte=7": lambda row: row["id"] <= 7,
    f"created_date__gte={MIDDLE}": lambda row: row["created_date"] >= MIDDLE,
    f"created_date__lt={MIDDLE}": lambda row: row["created_date"] < MIDDLE,
    f"modified_date__gt={MIDDLE}": lambda row: row["modified_date"] > MIDDLE,
    f"date_placed__lte={MIDDLE}": lambda row: row["date_placed"] <= MIDDLE,
    "date_placed__lte=2022-01-25T15:00:00%2B03:00": lambda row: row["date_placed"] <= MIDDLE,
    "channel=2&delivery_type=standard": lambda row: row["channel"]["id"] == 2 and row["delivery_type"] == "standard",
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_returns_exactly_the_matching_orders(client: Client, all_rows: list[Any], query: str) -> None:
    expected = [row["id"] for row in all_rows if FILTERS[query](row)]
    assert 0 < len(expected) < len(all_rows)
    for path in ("", "short/", "list-simple/"):
        assert [row["id"] for row in rows(client, query, path)] == expected


def test_orders_can_be_filtered_by_email_of_the_customer(client: Client, all_rows: list[Any]) -> None:
    email = all_rows[0]["customer"]["email"]
    expected = [row["id"] for row in all_rows if row["customer"]["email"] == email]
    assert [row["id"] for row in rows(client, f"customer__email={email}")] == expected


@pytest.mark.parametrize(
    "query", ["page=1", "nonsense=7", "state=", "state=%20", "number=", "pk__in=", "sort=", "ordering=id"]
)
def test_unknown_parameters_and_blank_values_are_ignored(client: Client, query: str) -> None:
    assert client.get(f"?{query}").json["count"] == 722


@pytest.mark.parametrize(
    ("query", "count"),
    [("state=999999", 0), ("id__gt=" + "9" * 40, 0), ("id__lt=-" + "9" * 40, 0), ("number=%25", 0), ("pk__in=,", 0)],
)
def test_a_value_that_no_order_has_returns_an_empty_list(client: Client, query: str, count: int) -> None:
    assert client.get(f"?{query}").json == {"count": count, "next": None, "previous": None, "results": []}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=abc", {"state": ["Enter a number."]}),
        ("channel=1.5", {"channel": ["Enter a number."]}),
        ("pk__in=1,x", {"pk__in": ["Enter a number."]}),
        ("pk__in=" + "1," * 1000 + "1", {"pk__in": ["Ensure this list has at most 1000 items."]}),
        ("created_date__gte=yesterday", {"created_date__gte": ["Enter a valid date/time."]}),
        ("created_date__gte=2022-01-25T15:00:00+03:00", {"created_date__gte": ["Enter a valid date/time."]}),
        ("number=a%00b", {"number": ["Null characters are not allowed."]}),
        ("number=" + "1" * 1001, {"number": ["Ensure this value has at most 1000 characters."]}),
        ("state=x&channel=y", {"channel": ["Enter a number."], "state": ["Enter a number."]}),
        ("id__gt=" + "9" * 5000, {"id__gt": ["Enter a number."]}),
    ],
)
def test_an_invalid_filter_value_is_400(client: Client, query: str, expected: Any) -> None:
    got = client.get(f"?{query}")
    assert (got.status_code, got.json) == (400, expected)


@pytest.mark.parametrize("key", ["id", "created_date", "modified_date", "date_placed"])
@pytest.mark.parametrize("direction", ["", "-"])
def test_lists_can_be_sorted_ascending_and_descending(
    client: Client, all_rows: list[Any], key: str, direction: str
) -> None:
    expected = sorted(all_rows, key=lambda row: row[key], reverse=direction == "-")
    assert [row["id"] for row in rows(client, f"sort={direction}{key}")] == [row["id"] for row in expected]


def test_the_newest_order_comes_first_by_default(all_rows: list[Any]) -> None:
    assert [row["id"] for row in all_rows] == newest_first(722)


@pytest.mark.parametrize("value", ["nonsense", "-", "password", "id;drop", "nonsense,-nonsense"])
def test_an_unknown_sort_key_is_dropped(client: Client, value: str) -> None:
    assert client.get(f"?sort={value}").json["results"][0]["id"] == newest_first(722)[0]


def test_links_keep_filters_and_sort(client: Client) -> None:
    following = client.get("?sort=id&channel=2&limit=2").json["next"]
    assert following == "http://localhost/api/v1/oms/orders/?channel=2&limit=2&page=2&sort=id"


STRINGS = ("number", "state__enum_value", "customer__email", "payment_type", "delivery_type")


@pytest.mark.parametrize("name", STRINGS)
@pytest.mark.parametrize("value", ["%00", "a%00", "%00a"])
def test_a_null_character_in_a_string_filter_is_400(client: Client, name: str, value: str) -> None:
    got = client.get(f"?{name}={value}")
    assert (got.status_code, got.json) == (400, {name: ["Null characters are not allowed."]})


@pytest.mark.parametrize("name", sorted(PARAMETERS.keys() - set(STRINGS)))
def test_a_null_character_in_a_number_or_date_filter_is_400(client: Client, name: str) -> None:
    got = client.get(f"?{name}=1%00")
    assert (got.status_code, list(got.json)) == (400, [name])


@pytest.mark.parametrize("name", ["page", "limit", "sort", "nonsense", "%00"])
def test_a_null_character_in_another_parameter_causes_no_error(client: Client, name: str) -> None:
    assert client.get(f"?{name}=%00").status_code in {200, 404}


@pytest.mark.parametrize("value", [2**31, 2**32, 2**63 - 1, 2**63, 2**64, 10**30])
@pytest.mark.parametrize("name", ["state", "omnitron_id", "channel", "pk__in", "id__gt", "id__gte"])
def test_a_filter_with_a_very_large_number_returns_nothing(client: Client, name: str, value: int) -> None:
    assert client.get(f"?{name}={value}").json["count"] == 0


@pytest.mark.parametrize("value", [2**31, 2**63, 10**30])
@pytest.mark.parametrize(("name", "sign"), [("id__lt", ""), ("id__lte", ""), ("id__gt", "-"), ("id__gte", "-")])
def test_a_range_filter_with_a_very_large_bound_returns_every_order(
    client: Client, name: str, sign: str, value: int
) -> None:
    assert client.get(f"?{name}={sign}{value}").json["count"] == 722


@pytest.mark.parametrize("name", STRINGS)
@pytest.mark.parametrize(
    "value", ["%ED%A0%80", "%FF", "%F0%9F%98%80", "%C5%9F", "%25", "_", "\\", "%27", "$1", "%2500"]
)
def test_a_string_filter_accepts_any_bytes(client: Client, name: str, value: str) -> None:
    assert client.get(f"?{name}={value}").json["count"] == 0


@pytest.mark.parametrize("query", ["payment_type=PAY_ON_DELIVERY", "delivery_type=Same_Day"])
def test_string_filters_are_case_sensitive(client: Client, query: str) -> None:
    assert client.get(f"?{query.lower()}").json["count"] > 0
    assert client.get(f"?{query}").json["count"] == 0
