"""Values that rules read from responses: ids, dates, versions, digests and references."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oms_mock.contract import endpoints
from oms_mock.contract.client.interaction import Interaction, Purpose, Request
from oms_mock.contract.values import (
    added,
    check_sum,
    digest,
    duplicates,
    id_of,
    instant,
    known_as,
    request_of,
    version_of,
    versions,
)

SECOND = 1_000_000
DAY = 86_400 * SECOND


@pytest.mark.parametrize("value", [0, 7, -7, 2**63 - 1, 1 - 2**63])
def test_an_id_is_an_integer(value: int) -> None:
    assert id_of({"id": value}) == value


@pytest.mark.parametrize("value", [None, "7", 7.0, True, [7], 2**63, -(2**63)], ids=repr)
def test_other_values_are_not_ids(value: Any) -> None:
    assert id_of({"id": value}) is None


@pytest.mark.parametrize("row", [None, [], "x", {}, 5], ids=repr)
def test_a_row_without_an_id_has_none(row: Any) -> None:
    assert id_of(row) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-02T00:00:00Z", DAY),
        ("1970-01-01T00:00:01.000002Z", SECOND + 2),
        ("1970-01-02T01:00:00+01:00", DAY),
        ("1970-01-02T00:00", DAY),
        ("1970-01-02 00:00:00", DAY),
        ("1969-12-31T00:00:00Z", -DAY),
        ("1970-01-01T00:00:00Z", 0),
    ],
)
def test_a_date_is_parsed_to_microseconds(text: str, moment: int) -> None:
    assert instant(text) == moment


@pytest.mark.parametrize(
    "value",
    [None, 5, "", "x", "1970-01-02", "19700102T00", "1970-13-01T00:00:00Z", "x" * 30, "20260504030201"],
    ids=repr,
)
def test_an_invalid_date_has_no_moment(value: Any) -> None:
    assert instant(value) is None


@pytest.mark.parametrize(
    ("row", "version"), [({"modified_date": "1970-01-02T00:00:00Z"}, DAY), ({"modified_date": 5}, 0), ({}, 0)], ids=repr
)
def test_a_version_is_the_modified_date_or_zero(row: dict[str, Any], version: int) -> None:
    assert version_of(row) == version


def test_versions_are_of_rows_with_ids_only() -> None:
    assert versions([{"id": 7}, {"id": "8"}, {"id": 9, "modified_date": "1970-01-02T00:00:00Z"}]) == {7: 0, 9: DAY}


@pytest.mark.parametrize("make", [digest, check_sum])
@pytest.mark.parametrize("more", [0, 2**70], ids=["small", "beyond 64 bits"])
def test_the_order_of_keys_does_not_change_a_digest(make: Any, more: int) -> None:
    assert make({"a": 1, "b": {"c": more, "d": 2}}) == make({"b": {"d": 2, "c": more}, "a": 1})


@pytest.mark.parametrize("make", [digest, check_sum])
@pytest.mark.parametrize(("one", "other"), [(1, "1"), (None, ""), ([], {}), ([1, 2], [2, 1]), ("a", "b"), (True, 1)])
def test_other_values_have_other_digests(make: Any, one: Any, other: Any) -> None:
    assert make(one) != make(other)


@pytest.mark.parametrize("number", [0, 2**32 - 1, 2**32, -1, 2**63 - 1, -(2**63)])
def test_an_integer_of_any_size_can_be_added(number: int) -> None:
    assert list(added(array("I", [7]), number)) == [7, number]


@pytest.mark.parametrize(("number", "size"), [(2**32 - 1, 4), (2**32, 8), (-1, 8)])
def test_small_integers_use_half_the_memory(number: int, size: int) -> None:
    assert added(array("I"), number).itemsize == size


@given(st.lists(st.integers(-20, 20)))
def test_duplicates_are_values_that_were_added_before(numbers: list[int]) -> None:
    expected = [place for place, number in enumerate(numbers) if number in numbers[:place]]
    assert sorted(duplicates(array("q", numbers))) == expected


def test_duplicates_are_found_among_many_values() -> None:
    assert sorted(duplicates(array("q", [*range(20_000), 7, 19_999]))) == [20_000, 20_001]


@pytest.mark.parametrize(
    ("value", "same"),
    [
        ({"id": 5, "name": "web"}, 5),
        ({"pk": 5}, 5),
        ({"enum_value": "cash", "label": "Cash"}, "cash"),
        ({"value": "cash", "label": "Cash"}, "cash"),
        ({"id": None, "name": "web"}, "web"),
        (None, None),
        ([1], [1]),
    ],
    ids=repr,
)
def test_a_reference_is_identified_by_its_key_or_its_name(value: object, same: object) -> None:
    assert known_as(value) == known_as(same)


def test_an_object_without_key_and_name_is_identified_by_its_content() -> None:
    assert known_as({"a": 1}) == known_as({"a": 1}) != known_as({"a": 2})


def page(number: int, *, rows: int, following: str | None, count: int | None = 30) -> Interaction:
    """Return a page of the order list, which was requested with a limit of 20."""
    request = Request(
        endpoints.ORDER_LIST,
        query=(("limit", "20"), ("page", str(number))),
        purpose=Purpose.WALK,
        page=number,
        link=f"/api/v1/oms/orders/?limit=20&page={number}",
    )
    body = {"count": count, "next": following, "results": [{"id": 100 + place} for place in range(rows)]}
    return Interaction(request, 200, document=body)


NEXT = "https://oms.example.com/api/v1/oms/orders/?page=9"


@pytest.mark.parametrize(
    ("interaction", "target"),
    [
        (page(1, rows=20, following=NEXT), "?limit=1&page=5"),
        (page(1, rows=5, following=None, count=None), "?limit=1&page=5"),
        (page(2, rows=20, following=NEXT), "?limit=1&page=25"),
        (page(2, rows=12, following=NEXT), "?limit=1&page=17"),
        (page(2, rows=10, following=None), "?limit=1&page=25"),
        (page(2, rows=10, following=None, count=None), "?limit=20&page=2"),
    ],
    ids=[
        "first page",
        "only page",
        "second page",
        "smaller pages than requested",
        "last page",
        "last page without a count",
    ],
)
def test_the_request_of_a_row_returns_this_row_only(interaction: Interaction, target: str) -> None:
    assert request_of(interaction, 4).target == f"/api/v1/oms/orders/{target}"


def test_a_finding_about_no_row_has_the_request_of_its_response() -> None:
    whole = page(2, rows=20, following=NEXT)
    assert request_of(whole, None) is whole.request


def test_the_request_of_an_opened_order_is_unchanged() -> None:
    opened = Interaction(Request(endpoints.ORDER_DETAIL, pk=7), 200, document={"id": 7})
    assert request_of(opened, 0) is opened.request
