"""Rules about the two lists of constants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from oms_mock.contract import redaction
from oms_mock.contract.client.interaction import MISSING, Interaction, Purpose
from oms_mock.contract.endpoints import DELIVERY_TYPES, ENUMERATIONS, ORDER_LIST, ORDER_LIST_SHORT, PAYMENT_TYPES
from oms_mock.contract.rules import enums
from oms_mock.contract.rules.enums import EnumConstant, EnumCovers, EnumValues
from tests.contract.rules.builders import (
    all_findings,
    constants,
    findings,
    numbers,
    only_finding,
    opened,
    order,
    orders,
    page,
    put,
    rejected,
    short,
    verdict,
    weight,
    words,
)

A, B = {"value": "standard", "label": "Standard"}, {"value": "same_day", "label": "Same day"}
SHAPES = [["standard", "same_day"], [A, B], {"standard": "Standard", "same_day": "Same day"}]
SHAPE = pytest.mark.parametrize("body", SHAPES, ids=["texts", "members", "map"])


def delivery(body: Any) -> Interaction:
    return constants(DELIVERY_TYPES, body)


class TestEnumConstant:
    @SHAPE
    @pytest.mark.parametrize("endpoint", ENUMERATIONS, ids=lambda each: each.name)
    def test_two_calls_that_agree_are_accepted(self, endpoint: Any, body: Any) -> None:
        assert findings(EnumConstant, constants(endpoint, body), constants(endpoint, body)) == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (["x", "y"], ["y", "x"]),
            ([A, B], [B, dict(reversed(A.items()))]),
            ({"x": "X", "y": "Y"}, {"y": "Y", "x": "X"}),
        ],
        ids=repr,
    )
    def test_constants_may_come_in_any_order(self, one: Any, other: Any) -> None:
        assert findings(EnumConstant, delivery(one), delivery(other)) == []

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (["x"], ["x", "y"]),
            (["x"], []),
            ([A], [{**A, "label": "Other"}]),
            ({"x": "X"}, {"x": "Y"}),
            (["standard"], [A]),
        ],
        ids=repr,
    )
    def test_other_constants_in_a_later_call_are_reported(self, one: Any, other: Any) -> None:
        finding = only_finding(EnumConstant, delivery(one), delivery(one), delivery(other))
        assert (finding.kind, weight(finding), words(finding), numbers(finding)) == (
            "enum-not-constant", ("error", "documented"),
            ("the same constants as in the first response", "other constants"), (1, 2, "responses"),
        )  # fmt: skip

    def test_the_two_enumerations_differ(self) -> None:
        assert findings(EnumConstant, delivery(["x"]), constants(PAYMENT_TYPES, ["y"])) == []

    def test_one_call_alone_is_not_checked(self) -> None:
        rule = EnumConstant()
        verdict(rule, delivery(["x"]))
        assert not rule.tested

    @pytest.mark.parametrize("status", [404, 500])
    def test_a_call_that_failed_is_not_compared(self, status: int) -> None:
        failed = rejected(DELIVERY_TYPES, Purpose.READ, status, ["y"])
        assert findings(EnumConstant, delivery(["x"]), failed) == []

    @pytest.mark.parametrize("body", ["standard", None, 5], ids=repr)
    def test_a_body_of_another_form_may_be_constant_too(self, body: Any) -> None:
        assert findings(EnumConstant, delivery(body), delivery(body)) == []

    def test_other_endpoints_are_not_compared(self) -> None:
        assert findings(EnumConstant, page(ORDER_LIST, orders(7)), page(ORDER_LIST, orders(8))) == []


class TestEnumValues:
    @SHAPE
    def test_constants_that_occur_once_are_accepted(self, body: Any) -> None:
        assert findings(EnumValues, delivery(body)) == []

    @pytest.mark.parametrize("body", [[], {}], ids=repr)
    def test_an_empty_list_is_reported(self, body: Any) -> None:
        finding = only_finding(EnumValues, delivery(body), delivery(["x"]))
        assert (finding.kind, weight(finding), words(finding), numbers(finding)) == (
            "enum-empty", ("error", "documented"), ("at least one value", "none"), (1, 2, "responses")
        )  # fmt: skip

    @pytest.mark.parametrize("body", [["x", "y", "x"], [A, {**A, "label": "Other"}]], ids=repr)
    def test_a_duplicate_value_is_reported(self, body: Any) -> None:
        finding = only_finding(EnumValues, delivery(body))
        assert (finding.kind, weight(finding), words(finding)) == (
            "enum-value-twice", ("warning", "convention"), ("every value once", "a value twice")
        )  # fmt: skip

    @pytest.mark.parametrize("body", [5, "x", None, [{"key": "x"}, {"key": "x"}], MISSING], ids=repr)
    def test_a_body_of_another_form_is_left_to_other_rules(self, body: Any) -> None:
        assert findings(EnumValues, delivery(body)) == []

    def test_other_endpoints_are_not_checked(self) -> None:
        assert findings(EnumValues, page(ORDER_LIST, [])) == []

    @pytest.mark.parametrize(
        "response",
        [constants(ORDER_LIST, ["a", "a"]), rejected(DELIVERY_TYPES, Purpose.READ, 500)],
        ids=["list", "500"],
    )
    def test_only_constants_are_counted(self, response: Interaction) -> None:
        rule = EnumValues()
        assert findings(rule, response) == []
        assert not rule.tested

    def test_a_suspicious_list_is_repeated_before_it_is_reported(self) -> None:
        assert verdict(EnumValues, delivery([])).suspicions[0].occasions[0].requests == (delivery([]).request,)


class TestEnumCovers:
    @SHAPE
    @pytest.mark.parametrize("value", ["standard", "same_day"])
    def test_a_value_that_is_listed_is_accepted(self, body: Any, value: str) -> None:
        assert findings(EnumCovers, opened(order(7, delivery_type=value)), delivery(body)) == []

    @SHAPE
    def test_a_value_that_is_not_listed_is_reported(self, body: Any) -> None:
        finding = only_finding(EnumCovers, delivery(body), page(ORDER_LIST, [*orders(8), order(7, delivery_type="x")]))
        assert (finding.kind, weight(finding), words(finding), numbers(finding), finding.example) == (
            "value-not-listed", ("error", "documented"), ("every delivery_type of the orders", "a list without x"),
            (1, 2, "values"), "order 7 (page 1, results[1])",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "named"),
        [
            (["gift_card"], "gift_card"),
            (["Jane Doe"], "one"),
            (["jane@example.com"], "one"),
            (["5e2f1c0ab93d4e6f8a7b5e2f1c0ab93d4e6f8a7b"], "one"),
            (["order_20260504"], "one"),
            (["x" * 33], "one"),
            (["card_5e2f1c0ab93d4e6f8a7b5e2f1c0ab93d4e6f"], "one"),
            (["Jane Doe", "gift_card"], "gift_card"),
            (["d", "c", "b", "a"], "a, b, c and 1 more"),
        ],
        ids=repr,
    )
    def test_a_value_is_named_if_it_looks_like_an_identifier(self, values: list[str], named: str) -> None:
        rows = [order(7 + place, payment_type=value) for place, value in enumerate(values)]
        found = only_finding(EnumCovers, constants(PAYMENT_TYPES, ["credit_card"]), page(ORDER_LIST, rows))
        assert found.got == f"a list without {named}"

    def test_a_known_value_is_named_whatever_it_looks_like(self) -> None:
        assert (redaction.constant("Click&Collect"), redaction.constant("Click&Collect", {"Click&Collect"})) == (
            None,
            "Click&Collect",
        )

    def test_values_of_a_list_without_an_envelope_are_compared(self) -> None:
        rows = page(ORDER_LIST, [order(7, payment_type="gift_card")])
        bare = replace(rows, document=rows.document["results"])
        found = only_finding(EnumCovers, constants(PAYMENT_TYPES, ["credit_card"]), bare)
        assert found.got == "a list without gift_card"

    def test_payment_types_are_compared_with_their_own_list(self) -> None:
        seen = constants(PAYMENT_TYPES, ["standard"]), delivery(["standard"]), opened(order(7))
        assert findings(EnumCovers, *seen) == [("value-not-listed", "payment-type-enums", "$")]

    def test_a_value_is_counted_once_however_many_orders_have_it(self) -> None:
        found = all_findings(EnumCovers, delivery(["x"]), *(opened(order(key)) for key in (7, 8, 9)))
        assert [numbers(finding) for finding in found] == [(1, 1, "values")]

    def test_a_value_that_any_call_lists_is_listed(self) -> None:
        assert findings(EnumCovers, delivery(["x"]), opened(order(7)), delivery(["standard"])) == []

    @pytest.mark.parametrize("body", [[], [{"key": "x"}], 5], ids=repr)
    def test_nothing_is_checked_without_any_constants(self, body: Any) -> None:
        rule = EnumCovers()
        assert findings(rule, delivery(body), opened(order(7))) == []
        assert not rule.tested

    @pytest.mark.parametrize("value", [None, 5, MISSING, ["x"]], ids=repr)
    def test_a_value_that_is_not_a_string_is_left_to_the_schema_rule(self, value: Any) -> None:
        assert findings(EnumCovers, delivery(["standard"]), opened(put(order(7), "delivery_type", value))) == []

    def test_short_views_are_not_checked(self) -> None:
        row = short(order(7), delivery_type="x")
        assert findings(EnumCovers, delivery(["standard"]), page(ORDER_LIST_SHORT, [row])) == []

    def test_a_server_with_endless_different_values_does_not_fill_the_memory(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(enums, "MOST_VALUES", 2)
        made_up = [opened(order(key, delivery_type=str(key))) for key in range(5)]
        assert numbers(only_finding(EnumCovers, delivery(["x"]), *made_up)) == (2, 2, "values")
