"""The differences between two profiles, and those that sampling explains."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from oms_mock.contract.client.interaction import MISSING, Request
from oms_mock.contract.endpoints import EVENT_DETAIL, ORDER_DETAIL, ORDER_LIST, Endpoint
from oms_mock.contract.profile.diff import Difference, differ, differences
from oms_mock.contract.profile.shape_recorder import Recorder
from oms_mock.spec.profile_format import Profile
from tests.contract.rules.builders import event, order, put, response

DETAIL = ORDER_DETAIL.label
NEW = ("loyalty",)


def profile(documents: Iterable[Any], endpoint: Endpoint = ORDER_DETAIL) -> Profile:
    recorder = Recorder()
    for document in documents:
        recorder.see(response(Request(endpoint, pk=1, event=1), document))
    made: Profile = recorder.profile("2026-11-26")
    return made


def orders(path: str, *values: Any) -> Profile:
    return profile(put({path: None, **order(7)} if path in NEW else order(7), path, value) for value in values)


def between(path: str, was: list[Any], now: list[Any]) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.path, each.was, each.now) for each in differences(orders(path, *was), orders(path, *now))]


# A test of two shares


@pytest.mark.parametrize(
    ("was", "of", "now", "of_now", "expected"),
    [
        (0.0, 200, 1.0, 200, True),
        (0.1, 200, 0.3, 200, True),
        (0.1, 200, 0.2, 200, False),
        (0.10, 10**6, 0.14, 10**6, False),
        (0.10, 10**6, 0.16, 10**6, True),
        (0.0, 9, 1.0, 9, True),
        (0.0, 8, 1.0, 8, False),
        (0.0, 0, 1.0, 9, False),
        (0.5, 10**6, 0.5, 10**6, False),
    ],
)
def test_shares_differ_if_they_are_far_apart_and_chance_does_not_explain_it(
    was: float, of: int, now: float, of_now: int, expected: bool
) -> None:
    assert differ(was, of, now, of_now) is expected
    assert differ(now, of_now, was, of) is expected


# Nothing


def test_the_same_recording_has_no_difference() -> None:
    assert between("segment", [None, "vip"], [None, "vip"]) == []


def test_the_order_of_responses_makes_no_difference() -> None:
    assert between("segment", [None, "vip", MISSING], [MISSING, None, "vip"]) == []


def test_an_endpoint_without_events_is_not_compared() -> None:
    assert differences(profile([event(1)], EVENT_DETAIL), profile([])) == []


def test_an_endpoint_without_readable_responses_is_a_change_of_the_envelope() -> None:
    gone = differences(profile([order(1)]), profile([]))
    assert gone == [Difference("envelope-change", DETAIL, "$", "a response", "none that can be read")]


# Each kind


def test_a_required_field_is_missing_from_the_first_occurrence() -> None:
    assert between("segment", [None] * 100, [*[None] * 99, MISSING]) == [
        ("missing-field", "$.segment", "always there", "there in 99 %")
    ]


def test_a_removed_field_is_missing() -> None:
    assert between("segment", [None] * 3, [MISSING] * 3) == [
        ("missing-field", "$.segment", "always there", "never there")
    ]


def test_an_optional_field_is_missing_if_chance_does_not_explain_it() -> None:
    here, gone = [{"en-us": {"name": "a"}}], [MISSING]
    assert between("state.translations", here * 20, [*here * 18, *gone * 2]) == []
    assert between("state.translations", here * 20, [*here * 5, *gone * 15]) == [
        ("missing-field", "$.state.translations", "always there", "there in 25 %")
    ]


def test_fields_of_a_removed_object_are_not_reported() -> None:
    assert between("state", [order(7)["state"]] * 3, [MISSING] * 3) == [
        ("missing-field", "$.state", "always there", "never there")
    ]


def test_a_new_field_is_unknown() -> None:
    assert between("loyalty", [MISSING] * 5, [*[7] * 3, MISSING, MISSING]) == [
        ("unknown-field", "$.loyalty", "not there", "there in 60 %")
    ]


def test_a_new_field_of_one_order_is_ignored() -> None:
    assert between("loyalty", [MISSING] * 50, [7, *[MISSING] * 49]) == []


def test_a_field_that_was_new_and_is_removed_is_missing() -> None:
    assert between("loyalty", [7] * 20, [MISSING] * 20) == [
        ("missing-field", "$.loyalty", "always there", "never there")
    ]


def test_an_invalid_type_is_a_change_from_the_first_occurrence() -> None:
    assert between("omnitron_id", [7] * 100, [*[7] * 99, "7"]) == [
        ("type-changed", "$.omnitron_id", "integer", "integer or string")
    ]


def test_the_type_of_a_field_that_was_absent_is_not_compared() -> None:
    assert between("omnitron_id", [MISSING] * 20, ["7"] * 20) == [
        ("unknown-field", "$.omnitron_id", "not there", "always there")
    ]


def test_a_valid_type_is_a_change_if_chance_does_not_explain_it() -> None:
    assert between("segment", ["vip"] * 20, [*["vip"] * 19, 7]) == []
    assert between("segment", ["vip"] * 20, [7] * 20) == [("type-changed", "$.segment", "string", "integer")]


def test_a_type_that_no_longer_occurs_is_not_a_change() -> None:
    assert between("segment", ["vip", 7] * 20, [7] * 40) == []


def test_an_integer_among_numbers_is_not_a_change() -> None:
    assert between("loyalty", [1.5] * 40, [1.5, 2] * 20) == []


def test_null_in_a_non_nullable_field_is_drift_from_the_first_occurrence() -> None:
    assert between("customer.email", ["a"] * 100, [*["a"] * 99, None]) == [
        ("null-drift", "$.customer.email", "never null", "null in 1 %")
    ]


def test_null_in_a_nullable_field_is_drift_if_chance_does_not_explain_it() -> None:
    assert between("notes", ["a"] * 50, [*["a"] * 49, None]) == []
    assert between("notes", ["a"] * 50, [*["a"] * 20, *[None] * 30]) == [
        ("null-drift", "$.notes", "never null", "null in 60 %")
    ]


def test_null_that_no_longer_occurs_is_drift() -> None:
    assert between("notes", [None] * 50, ["a"] * 50) == [("null-drift", "$.notes", "always null", "never null")]


def test_items_of_an_order_count_as_one_observation() -> None:
    def with_items(*values: Any) -> dict[str, Any]:
        return {**order(7), "orderitem_set": [{**order(7)["orderitem_set"][0], "tax_amount": each} for each in values]}

    was, now = [with_items(*["1.00"] * 50)] * 2, [with_items(*[None] * 50)] * 2
    assert differences(profile(was), profile(now)) == []


def test_an_unknown_constant_is_enum_growth() -> None:
    assert between("payment_type", ["credit_card"] * 9, [*["credit_card"] * 6, *["klarna"] * 3]) == [
        ("enum-growth", "$.payment_type", "no such value", "klarna (33 %)")
    ]


def test_a_known_constant_that_is_new_is_not_enum_growth() -> None:
    assert between("payment_type", ["credit_card"] * 9, [*["credit_card"] * 6, *["gpay"] * 3]) == []


def test_an_unnamed_constant_is_enum_growth() -> None:
    assert between("payment_type", ["credit_card"] * 9, [*["credit_card"] * 8, "klarna"]) == [
        ("enum-growth", "$.payment_type", "no such value", "values that are not named (11 %)")
    ]


def test_unnamed_constants_in_both_profiles_are_not_enum_growth() -> None:
    usual = ["credit_card", "Ada Lovelace"] * 20
    assert between("payment_type", usual, usual) == []


def test_a_rare_constant_of_the_earlier_profile_is_not_enum_growth() -> None:
    usual = ["credit_card"] * 50
    assert between("payment_type", [*usual, *["klarna"] * 3], [*usual, *["klarna"] * 2]) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-05-04T03:02:01", "without a zone (100 %)"),
        ("2026-05-04T03:02:01+03:00", "with a numeric offset (100 %)"),
        ("2026-05-04", "without a time (100 %)"),
        ("2026-05-04T03:02:01.654Z", "in UTC with 3 digits of a second (100 %)"),
        ("1777863721", "a number in text (100 %)"),
        ("04.05.2026", "no date (100 %)"),
    ],
)
def test_a_date_in_another_format_is_drift(value: str, words: str) -> None:
    was = "in UTC with 6 digits of a second (100 %)"
    assert between("date_placed", ["2026-05-04T03:02:01.654321Z"], [value]) == [
        ("format-drift", "$.date_placed", was, words)
    ]


def test_dates_on_whole_seconds_are_drift_if_chance_does_not_explain_them() -> None:
    fine, whole = "2026-05-04T03:02:01.654321Z", "2026-05-04T03:02:01Z"
    assert between("date_placed", [fine] * 50, [*[fine] * 49, whole]) == []
    assert between("date_placed", [fine] * 50, [whole] * 50) == [
        (
            "format-drift",
            "$.date_placed",
            "in UTC with 6 digits of a second (100 %)",
            "in UTC without a fraction (100 %)",
        )
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [("1.5", "with 1 place"), ("1.505", "with 3 places"), ("1", "without places"), ("1,50", "with a comma")],
)
def test_a_decimal_in_another_format_is_drift(value: str, words: str) -> None:
    assert between("orderitem_set.0.price", ["1.50"], [value]) == [
        ("format-drift", "$.orderitem_set[*].price", "with 2 places (100 %)", f"{words} (100 %)")
    ]


def test_strings_of_other_lengths_only_are_drift() -> None:
    assert between("number", ["0" * 16] * 8, ["0" * 40] * 8) == [
        ("format-drift", "$.number", "texts of at most 16 characters", "texts of at most 64 characters")
    ]
    assert between("number", ["0" * 16] * 7, ["0" * 40] * 7) == []


def test_changes_outside_the_rows_are_changes_of_the_envelope() -> None:
    page = {"count": 1, "next": None, "previous": None, "results": [order(7)]}
    now = {"count": "1", "next": None, "results": [order(7)]}
    found = differences(profile([page], ORDER_LIST), profile([now], ORDER_LIST))
    assert [(each.kind, each.path, each.now) for each in found] == [
        ("envelope-change", "$.count", "string"),
        ("envelope-change", "$.previous", "never there"),
    ]


def test_a_list_without_an_envelope_is_a_change_of_the_envelope() -> None:
    page = {"count": 1, "next": None, "previous": None, "results": [order(7)]}
    found = differences(profile([page], ORDER_LIST), profile([[order(7)]], ORDER_LIST))
    assert [(each.kind, each.path, each.now) for each in found] == [("envelope-change", "$", "array")]


def test_more_pages_are_not_a_change_of_the_envelope() -> None:
    def pages(link: str | None) -> Profile:
        page = {"count": 9, "next": link, "previous": None, "results": [order(7)]}
        return profile([page] * 30, ORDER_LIST)

    assert differences(pages(None), pages("https://oms.example.com/?page=2")) == []


def test_free_form_keys_are_not_compared() -> None:
    def free(value: Any) -> list[dict[str, Any]]:
        return [event(1, request_payload={"a": value})] * 30

    assert differences(profile(free(1), EVENT_DETAIL), profile(free("text"), EVENT_DETAIL)) == []


def test_differences_are_sorted_by_endpoint_and_path() -> None:
    was = orders("segment", None, None)
    now = profile([put({**order(7), "zone": 1, "area": 1, "id": "7"}, "segment", MISSING)] * 2)
    assert [each.path for each in differences(was, now)] == ["$.area", "$.id", "$.segment", "$.zone"]
